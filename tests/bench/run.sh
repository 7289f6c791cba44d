#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds Sourcedesk in Release with the benchmark programs, measures, and prints a table. No test: it never fails for being slow.
# The numbers mean something only on a machine that does nothing else.
#
# Usage: tests/bench/run.sh [--no-install] [--runs N] [--only start|save|list|history|traffic]...
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
source "$root/packaging/packages.sh"

install=install
if [[ ${1:-} == --no-install ]]; then
    install=check
    shift
fi
need_packages $install "${build_packages[@]}" "${test_packages[@]}" "${bench_packages[@]}"

cd "$root"
cmake --preset bench >/dev/null || fail "cmake could not configure the build"
cmake --build --preset bench --target sourcedesk sourcedesk-demo-server bench_drafts bench_emptywindow bench_history bench_window \
    || fail "the build failed"
echo "load before measuring: $(cut -d ' ' -f 1 /proc/loadavg) on $(nproc) cores"
PYTHONDONTWRITEBYTECODE=1 exec python3 tests/bench/bench.py build/bench "$@"
