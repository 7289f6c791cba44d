#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Shows that the commands of README.md and the Debian package work on a fresh Debian: each runs in an empty root of its own, on a clean copy of HEAD.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/packaging/packages.sh"

usage()
{
    cat <<END
Usage: packaging/try-clean.sh [bookworm | trixie] [demo | tests | plain | install | deb]...

Makes an empty Debian root (default bookworm) in a temporary folder and runs there, on a copy of what is committed:
  demo   packaging/demo.sh, without a display
  tests  tests/run.sh
  plain  cmake without the tests, installed with the build packages alone, then sourcedesk --version
  install  README's section Install: the Debian package is built and installed
  deb    in a root that never built anything: the package of an older version, upgrade, remove, purge; what it leaves behind
         (the package is the one that install made, else packaging/build.sh makes it here)
Default: all five, each in a root of its own. With SOURCEDESK_CCACHE=FOLDER the compilers there use that cache of ccache. Needs root, debootstrap and a Debian mirror in apt's configuration. Output goes
to build/try-clean/; empty roots are kept in \${XDG_CACHE_HOME:-~/.cache}/sourcedesk-roots for 30 days.
END
}

suite=bookworm
wanted=()
for argument in "$@"; do
    case $argument in
        bookworm | trixie) suite=$argument ;;
        demo | tests | plain | install | deb) wanted+=("$argument") ;;
        -h | --help) usage; exit 0 ;;
        *) echo "try-clean.sh: unknown argument $argument (see --help)" >&2; exit 2 ;;
    esac
done
[[ ${#wanted[@]} -gt 0 ]] || wanted=(demo tests plain install deb)
[[ $EUID -eq 0 ]] || fail "needs root, for chroot and mounts"
need_packages check debootstrap git

# The archive that this machine's apt uses, so that no mirror is named here.
mirror=$(apt-get indextargets --format '$(SITE) $(RELEASE)' 'Created-By: Packages' \
    | awk '$2 !~ /-/ { print $1; exit }')
[[ -n $mirror ]] || fail "apt knows no Debian archive; run apt-get update"

cache=${XDG_CACHE_HOME:-$HOME/.cache}/sourcedesk-roots
output=$root/build/try-clean
work=$(mktemp -d)
mkdir -p "$cache" "$output"
# Mounts are made in a namespace of their own (see run_inside), so there are none to undo.
trap 'rm -rf --one-file-system "$work"' EXIT
trap 'exit 1' HUP INT TERM

base=$cache/$suite.tar.gz
if [[ ! -s $base || -n $(find "$base" -mtime +30) ]]; then
    echo "try-clean.sh: makes an empty $suite root"
    debootstrap --variant=minbase "$suite" "$work/base" "$mirror" >"$output/$suite-debootstrap.log" 2>&1 \
        || fail "debootstrap failed, see build/try-clean/$suite-debootstrap.log"
    # How this machine's apt reaches the archive: proxies and clock checks.
    apt-config dump | grep -E '^Acquire::([A-Za-z]+::[Pp]roxy|Check-)' >"$work/base/etc/apt/apt.conf.d/90machine" || true
    echo 'Acquire::Languages "none";' >>"$work/base/etc/apt/apt.conf.d/90machine"
    tar -C "$work/base" -czf "$base.new" .
    mv "$base.new" "$base"
    rm -rf --one-file-system "$work/base"
fi

# Runs a script in the root with its own processes and mounts, which end with it.
run_inside() # root script
{
    local environment=(HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin TERM=dumb LC_ALL=C.UTF-8) name
    for name in http_proxy https_proxy no_proxy; do
        [[ -z ${!name:-} ]] || environment+=("$name=${!name}")
    done
    [[ -z ${SOURCEDESK_CCACHE:-} ]] || mkdir -p "$1/root/.cache/ccache"
    # The root is a mount of its own: what sets mounts apart, as some tests do, wants that of "/".
    unshare --mount --pid --fork --kill-child bash -c '
        mount --bind "$1" "$1" || exit 1
        mount -t proc proc "$1/proc" && mount -t tmpfs shm "$1/dev/shm" || exit 1
        [[ -z ${SOURCEDESK_CCACHE:-} ]] || mount --bind "$SOURCEDESK_CCACHE" "$1/root/.cache/ccache" || exit 1
        mount -t devpts -o newinstance,ptmxmode=0666 pts "$1/dev/pts" || exit 1
        root=$1 script=$2
        shift 2
        exec chroot "$root" env -i "$@" bash -euc "cd /sourcedesk; $script"' \
        bash "$1" "$2" "${environment[@]}" </dev/null
}

# The commands of README's section Install. A root without users needs no sudo.
install_commands()
{
    awk '/^## / { inside = $0 == "## Install" } /^```/ { code = inside && !code; next } code' "$root/README.md" | sed 's/^sudo //'
}

script_for() # demo|tests|plain|install|deb
{
    case $1 in
        demo) echo 'packaging/demo.sh; test -s sourcedesk.png' ;;
        tests) echo 'tests/run.sh' ;;
        plain) echo 'packaging/demo.sh --deps; cmake -S . -B b -DBUILD_TESTING=OFF; cmake --build b -j "$(nproc)"
            cmake --install b --prefix /opt/sourcedesk; /opt/sourcedesk/bin/sourcedesk --version
            /opt/sourcedesk/bin/sourcedesk-demo-server --version' ;;
        install) # nobody is there to answer apt
            echo 'export DEBIAN_FRONTEND=noninteractive; echo "APT::Get::Assume-Yes true;" >/etc/apt/apt.conf.d/91yes'
            install_commands
            echo 'sourcedesk --version; sourcedesk-demo-server --version' ;;
        deb) echo 'tests/package/life_of_a_deb.sh packages/old.deb packages/new.deb packages/homes' ;;
    esac
}

# The package as it is, and the same under a lower version with a file that the newer one lacks; homes with what each version of
# the data file held.
put_packages() # folder
{
    local version new=$work/install.deb unpacked=$work/unpacked
    if [[ ! -s $new ]]; then
        "$root/packaging/build.sh" --no-install "$work/package" >"$output/$suite-package.log" 2>&1 \
            || fail "the package could not be built, see build/try-clean/$suite-package.log"
        mv "$work"/package/sourcedesk_*.deb "$new"
    fi
    mkdir "$1"
    cp "$new" "$1/new.deb"
    dpkg-deb --raw-extract "$new" "$unpacked"
    sed -i 's/^Version: .*/Version: 0.0.1-1/' "$unpacked/DEBIAN/control"
    touch "$unpacked/usr/share/doc/sourcedesk/of-the-old-version"
    dpkg-deb --root-owner-group --build "$unpacked" "$1/old.deb" >/dev/null
    rm -rf "$unpacked"
    for version in "$root"/tests/fixtures/storage/v*; do
        version=${version##*/v}
        "$root/tests/fixtures/storage/fixture.py" "$version" "$1/homes/v$version" http://127.0.0.1:18299
    done
}

[[ -z $(git -C "$root" status --porcelain) ]] || echo "try-clean.sh: changes that are not committed are left out"
for what in "${wanted[@]}"; do
    began=$SECONDS
    place=$work/$what
    log=$output/$suite-$what.log
    mkdir "$place"
    tar -C "$place" -xzf "$base"
    cat /etc/resolv.conf >"$place/etc/resolv.conf"
    mkdir "$place/sourcedesk"
    git -C "$root" archive HEAD | tar -C "$place/sourcedesk" -x
    [[ $what != deb ]] || put_packages "$place/sourcedesk/packages"
    echo "try-clean.sh: $suite, $what (build/try-clean/${log##*/})"
    if ! run_inside "$place" "$(script_for "$what")" >"$log" 2>&1; then
        tail -n 30 "$log" >&2
        fail "$what failed in an empty $suite root"
    fi
    [[ ! -f $place/sourcedesk/sourcedesk.png ]] || cp "$place/sourcedesk/sourcedesk.png" "$output/$suite-$what.png"
    [[ $what != install ]] || cp "$place"/sourcedesk/build/package/sourcedesk_*.deb "$work/install.deb"
    echo "try-clean.sh: $suite, $what: passed after $((SECONDS - began)) s"
    tail -n 4 "$log" | sed 's/^/    /'
    rm -rf --one-file-system "$place"
done
