# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# The Debian packages that Sourcedesk needs, and how a script makes sure of them. Sourced by packaging/demo.sh and build.sh,
# tests/run.sh, tests/long.sh and .ci/run; it does nothing by itself.

# To build and start the program. Qt loads the driver for SQLite at run time, and QtKeychain libsecret. The font is for systems that
# have none: text would be boxes.
build_packages=(cmake ninja-build make g++ ccache qt6-base-dev qt6-svg-dev libqt6svg6 libqt6sql6-sqlite
    fonts-dejavu-core
    qtkeychain-qt6-dev libqt6keychain1 libsecret-1-0)

# To run the tests besides: a display, the accessibility bus, and what the tests in Python and bash call.
test_packages=(mold librapidcheck-dev libsqlite3-dev xvfb xauth xdotool dbus at-spi2-core python3 python3-gi gir1.2-atspi-2.0
    gnome-keyring)

# What the tests of the network call besides: certificates, an HTTP proxy and a SOCKS proxy.
test_packages+=(openssl tinyproxy-bin microsocks)

# What .ci/run checks besides. The version of clang-format is part of the style.
check_packages=(git clang-14 clang-format-14 clazy desktop-file-utils appstream lintian man-db)

# What tests/fuzz/run.sh needs besides: clang's runtime libraries.
fuzz_packages=(clang-14 libclang-rt-14-dev)

# What tests/coverage.sh needs besides: what reads the counts.
coverage_packages=(clang-14 libclang-rt-14-dev llvm-14)

# What packaging/build.sh needs besides.
package_packages=(dpkg-dev file)

# What the proofs of tests/long.sh need besides.
long_packages=(clang-14 clang-tidy-14 debootstrap)

# What tests/bench/run.sh needs besides.
bench_packages=(curl)

fail() # message
{
    echo "${0##*/}: $1" >&2
    exit 1
}

# Prints those of the given packages that are not installed.
missing_packages() # package...
{
    local package present
    present=" $(dpkg-query -W -f='${db:Status-Status}=${Package} ' "$@" 2>/dev/null || true)"
    for package in "$@"; do
        [[ $present == *" installed=$package "* ]] || echo "$package"
    done
}

# Runs a command as root, saying why it cannot.
as_root() # command...
{
    if [[ $EUID -eq 0 ]]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo -- "$@"
    else
        fail "installing packages needs root or sudo; as root: $*"
    fi
}

# Installs the missing ones of the given packages after saying so. With `check` nothing is installed: what lacks is named and
# the script ends.
need_packages() # install|check package...
{
    local mode=$1 missing
    shift
    if ! command -v dpkg-query >/dev/null; then
        [[ $mode == check ]] || fail "only Debian's packages are known here; install what corresponds to: $* - then use --no-install"
        echo "${0##*/}: no dpkg here, so the packages are not checked"
        return
    fi
    mapfile -t missing < <(missing_packages "$@")
    [[ ${#missing[@]} -gt 0 ]] || return 0
    [[ $mode == install ]] || fail "these packages are missing: ${missing[*]}"

    local environment=(env DEBIAN_FRONTEND=noninteractive)
    local options=(-q -y -o DPkg::Lock::Timeout=600)
    echo "${0##*/}: installs with apt-get$([[ $EUID -eq 0 ]] || echo ' and sudo'): ${missing[*]}"
    as_root "${environment[@]}" apt-get "${options[@]}" update >/dev/null \
        || fail "apt-get update failed"
    as_root "${environment[@]}" apt-get "${options[@]}" install --no-install-recommends "${missing[@]}" >/dev/null \
        || fail "apt-get could not install: ${missing[*]}"
}
