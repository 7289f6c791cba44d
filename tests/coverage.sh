#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Prints how many branches of models/ and app/editing/ the tests take, as clang counts them in the source: each outcome of each
# condition is one. Fails when one of the two is below 90 %. All their files are counted, also headers and what no test calls.
#
# Some outcomes cannot come and count all the same: that a value is none of an enum which a switch names whole, and that clang
# 14 never counts two parts of a defaulted comparison as different (tests/unit/tst_values.cpp has them).
#
# Usage: tests/coverage.sh [--missed]
# With --missed the outcomes that no test had are listed too, file by file.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/packaging/packages.sh"
cd "$root"
rooms=(models app/editing)
wanted=90
build=$root/build/coverage

# Besides the unit tests: the one that calls app/editing/forgetting.
besides=(tst_forgetting)
# 100,000 random saves take minutes with counters, and no branch that the other tests do not take.
without=tst_savemodel

missed=no
case ${1:-} in
    '') ;;
    --missed) missed=yes ;;
    *) echo "Usage: tests/coverage.sh [--missed]" >&2; exit 2 ;;
esac

need_packages install "${build_packages[@]}" "${test_packages[@]}" "${coverage_packages[@]}"
cmake --preset coverage >/dev/null || fail "cmake could not configure the build"
cmake --build --preset coverage --target tests/unit/all "${besides[@]}" || fail "the build failed"

# Each program has one profile, into which its runs are merged (%m).
rm -rf "$build/profiles"
run_tests() # arguments for ctest...
{
    LLVM_PROFILE_FILE=$build/profiles/%m.profraw ctest --preset coverage --quiet --output-log "$build/tests.log" "$@" \
        || fail "tests failed, see $build/tests.log"
}
run_tests --label-regex '^unit$' --exclude-regex "^$without\$"
run_tests --tests-regex "^($(IFS='|'; echo "${besides[*]}"))\$"
llvm-profdata-14 merge -sparse -o "$build/tests.profdata" "$build"/profiles/*.profraw

# The library holds every counted file; inline functions are where they are called.
programs=()
for program in "$build"/tests/unit/tst_* "${besides[@]/#/$build/tests/integration/}"; do
    [[ ! -f $program || ! -x $program ]] || programs+=(-object "$program")
done
covered() # command of llvm-cov, its arguments...
{
    # It warns of each inline function that one program calls and another does not.
    llvm-cov-14 "$1" "$build/tests/unit/libsourcedesk_counted.so" "${programs[@]}" -instr-profile "$build/tests.profdata" \
        "${@:2}" 2> >(grep -v '^warning: [0-9]* functions have mismatched data' >&2 || true)
}

status=0
for room in "${rooms[@]}"; do
    echo "== $room"
    covered report -show-region-summary=false -show-functions=false "$root/$room" | tee "$build/report.txt"
    percent=$(awk '$1 == "TOTAL" { sub("%", "", $NF); print $NF }' "$build/report.txt")
    echo "== $room: $percent % of the branches"
    if ! awk -v is="$percent" -v wanted="$wanted" 'BEGIN { exit !(is >= wanted) }'; then
        echo "coverage.sh: fewer than $wanted % of the branches of $room are taken" >&2
        status=1
    fi
    if [[ $missed == yes ]]; then
        covered export -skip-functions -skip-expansions "$root/$room" | python3 tests/missedbranches.py "$root"
    fi
done
exit $status
