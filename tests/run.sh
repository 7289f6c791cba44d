#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds Sourcedesk with warnings as errors and runs all its tests.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/packaging/packages.sh"

usage()
{
    cat <<END
Usage: tests/run.sh [--no-install | --deps] [-- arguments for ctest]

Builds Sourcedesk with its tests (build/ci, warnings are errors) and runs them.

  --no-install  do not install packages, only name those that are missing
  --deps        only install the missing packages
END
}

install=install
only_packages=no
while [[ $# -gt 0 ]]; do
    case $1 in
        --no-install) install=check ;;
        --deps) only_packages=yes ;;
        -h | --help) usage; exit 0 ;;
        --) shift; break ;;
        *) echo "run.sh: unknown argument $1 (see --help)" >&2; exit 2 ;;
    esac
    shift
done
[[ $install == install || $only_packages == no ]] || { echo "run.sh: --no-install and --deps exclude each other" >&2; exit 2; }

need_packages $install "${build_packages[@]}" "${test_packages[@]}"
[[ $only_packages == no ]] || exit 0

cd "$root"
cmake --preset ci >/dev/null || fail "cmake could not configure the build"
cmake --build --preset ci || fail "the build failed"
ctest --preset ci "$@" || fail "tests failed"
