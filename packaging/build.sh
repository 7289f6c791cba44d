#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes what is handed out: the Debian package, the source archive it was built from, and SHA256SUMS. The same commit makes the
# same bytes, in whatever folder.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/packaging/packages.sh"

usage()
{
    cat <<END
Usage: packaging/build.sh [--no-install | --deps] [folder]

Packs what is committed (or, outside git, the whole tree) as a source archive, builds the Debian package from it in build/deb, and
writes both with SHA256SUMS into the folder (default build/package).

  --no-install  do not install packages, only name those that are missing
  --deps        only install the missing packages

Environment: SOURCEDESK_HOMEPAGE, SOURCEDESK_MAINTAINER and SOURCEDESK_PACKAGE_RELEASE set the CMake variables of that name.
END
}

install=install
only_packages=no
output=
for argument in "$@"; do
    case $argument in
        --no-install) install=check ;;
        --deps) only_packages=yes ;;
        -h | --help) usage; exit 0 ;;
        -*) echo "build.sh: unknown argument $argument (see --help)" >&2; exit 2 ;;
        *) [[ -z $output ]] || { echo "build.sh: one folder, not two" >&2; exit 2; }
            output=$argument ;;
    esac
done
[[ $install == install || $only_packages == no ]] || { echo "build.sh: --no-install and --deps exclude each other" >&2; exit 2; }

need_packages $install "${build_packages[@]}" "${package_packages[@]}"
[[ $only_packages == no ]] || exit 0

mkdir -p "${output:=$root/build/package}"
output=$(cd -- "$output" && pwd)
version=$(sed -nE 's/^project\(.* VERSION ([0-9.]+).*/\1/p' "$root/CMakeLists.txt")
[[ -n $version ]] || fail "CMakeLists.txt names no version"
name=sourcedesk-$version
work=$root/build/deb
rm -rf "$work"
mkdir -p "$work/$name"
umask 022
export LC_ALL=C.UTF-8 TZ=UTC

# The sources, as committed. An unpacked source archive is no repository: there its files and their time are taken.
if [[ -e $root/.git ]] && command -v git >/dev/null; then
    [[ -z $(git -C "$root" status --porcelain) ]] || echo "build.sh: changes that are not committed are left out"
    SOURCE_DATE_EPOCH=$(git -C "$root" log -1 --format=%ct)
    git -C "$root" archive HEAD | tar -C "$work/$name" -x
else
    SOURCE_DATE_EPOCH=$(stat -c %Y "$root/CMakeLists.txt")
    tar -C "$root" --exclude=./build --exclude=./sourcedesk.png --exclude=__pycache__ -c . | tar -C "$work/$name" -x
fi
export SOURCE_DATE_EPOCH
tar -C "$work" --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX \
    --format=gnu -c "$name" | gzip -9n >"$output/$name.tar.gz"

# Debian's flags for a package: hardened, and no path of this machine in the programs. Without -g: what is stripped need not be made.
cd "$work/$name"
export DEB_BUILD_MAINT_OPTIONS=hardening=+all DEB_CXXFLAGS_MAINT_STRIP=-g
CXXFLAGS="$(dpkg-buildflags --get CXXFLAGS) $(dpkg-buildflags --get CPPFLAGS)"
# dpkg-buildflags leaves a folder with a space or an umlaut in its name unmapped.
[[ $CXXFLAGS == *-ffile-prefix-map=* ]] || CXXFLAGS+=" -ffile-prefix-map='$PWD'=."
LDFLAGS="$(dpkg-buildflags --get LDFLAGS) -Wl,--as-needed"
export CXXFLAGS LDFLAGS
variables=()
for variable in SOURCEDESK_HOMEPAGE SOURCEDESK_MAINTAINER SOURCEDESK_PACKAGE_RELEASE; do
    [[ -z ${!variable:-} ]] || variables+=("-D$variable=${!variable}")
done
# The compiler's cache sees the same paths wherever the folder is.
export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1
export CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
cmake --preset release -B b "${variables[@]}" >/dev/null || fail "cmake could not configure the build"
cmake --build b || fail "the build failed"
(cd b && cpack -G DEB >"$work/cpack.log" 2>&1) || { tail -n 20 "$work/cpack.log" >&2; fail "cpack failed"; }
cp b/*.deb "$output/"

cd "$output"
deb=$(cd "$work/$name/b" && echo *.deb)
sha256sum "$deb" "$name.tar.gz" >SHA256SUMS
echo "build.sh: in ${output#"$root"/}:"
stat -c '  %s bytes  %n' "$deb" "$name.tar.gz"
