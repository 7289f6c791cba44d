#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Prints how many branches of models/ and app/editing/ the tests take, as clang counts them in the source: each outcome of each
# condition is one. Fails when one of the two is below 90 %. All their files are counted, also headers and what no test calls.
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

# Besides the unit tests, those that drive whole sessions with what is kept on a disk: the only callers of app/editing/forgetting,
# and other processes that hold drafts.
sessions=(tst_dayoffline tst_draftholds tst_forgetting)

missed=no
case ${1:-} in
    '') ;;
    --missed) missed=yes ;;
    *) echo "Usage: tests/coverage.sh [--missed]" >&2; exit 2 ;;
esac

need_packages install "${build_packages[@]}" "${test_packages[@]}" "${coverage_packages[@]}"
cmake --preset coverage >/dev/null || fail "cmake could not configure the build"
cmake --build --preset coverage --target tests/unit/all "${sessions[@]}" || fail "the build failed"

# Each program has one profile, into which its runs are merged (%m).
rm -rf "$build/profiles"
run_tests() # arguments for ctest...
{
    LLVM_PROFILE_FILE=$build/profiles/%m.profraw ctest --preset coverage --quiet --output-log "$build/tests.log" "$@" \
        || fail "tests failed, see $build/tests.log"
}
run_tests --label-regex '^unit$'
run_tests --tests-regex "^($(IFS='|'; echo "${sessions[*]}"))\$"
llvm-profdata-14 merge -sparse -o "$build/tests.profdata" "$build"/profiles/*.profraw

# The library holds every counted file; inline functions are where they are called.
programs=()
for program in "$build"/tests/{unit,integration}/tst_*; do
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
    covered report -show-region-summary=false -show-functions=false "$root/$room" | sed "s|$root/||" | tee "$build/report.txt"
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
