#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Feeds the readers of what strangers wrote with libFuzzer, under the address and undefined behaviour sanitizers.
#
# Usage: tests/fuzz/run.sh [seconds each, default 20] [target]...
# What was found before (tests/fuzz/found/<target>/) is tried first. A new finding is kept in build/fuzz/found/.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"
seconds=${1:-20}
shift || true
targets=("$@")
[[ ${#targets[@]} -gt 0 ]] || targets=(fuzz_errors fuzz_object fuzz_page fuzz_edits fuzz_connections fuzz_address)

cmake --preset fuzz >/dev/null
cmake --build --preset fuzz --target "${targets[@]}"
tests/fuzz/seeds.py build/fuzz/seeds
mkdir -p build/fuzz/found

run() # target
{
    local corpus=build/fuzz/corpus/$1 log=build/fuzz/$1.log extra=()
    mkdir -p "$corpus"
    [[ ! -d tests/fuzz/found/$1 ]] || extra=("tests/fuzz/found/$1")
    if ! "build/fuzz/tests/fuzz/$1" -max_total_time="$seconds" -max_len=65536 -timeout=10 -rss_limit_mb=1024 \
        -dict=tests/fuzz/words.dict -artifact_prefix="build/fuzz/found/$1-" -print_final_stats=1 \
        "$corpus" "build/fuzz/seeds/$1" "${extra[@]}" >"$log" 2>&1; then
        echo "run.sh: $1 found something:" >&2
        tail -n 40 "$log" >&2
        return 1
    fi
    printf '%-18s %s runs, %s inputs kept\n' "$1" "$(awk '/number_of_executed_units/ { print $2 }' "$log")" \
        "$(find "$corpus" -type f | wc -l)"
}

# As many at once as there are processors.
status=0
running=0
for target in "${targets[@]}"; do
    if [[ $running -ge $(nproc) ]]; then
        wait -n || status=1
        running=$((running - 1))
    fi
    run "$target" &
    running=$((running + 1))
done
while [[ $running -gt 0 ]]; do
    wait -n || status=1
    running=$((running - 1))
done
exit "$status"
