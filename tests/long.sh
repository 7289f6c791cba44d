#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The longer proofs, which .ci/run leaves out. Each has a name and can run alone.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/packaging/packages.sh"
cd "$root"

proofs=(
    "clean-roots:the README's commands, and the package from install to purge, in empty Debian 12 roots (root needed)"
    "reproducible:two builds of one commit in two folders, one without the compiler's cache, are equal to the byte"
    "qt68:build and tests in an empty Debian 13 root, with Qt 6.8 (root needed)"
    "clang:the tests, built by clang without precompiled headers"
    "tidy:clang-tidy over everything, by .clang-tidy"
    "coverage:branch coverage of models and app/editing, at least 90 %"
    "kills:what was called stored survives kill -9 at 200 random moments and 20 times at each named point"
    "powercut:a power cut at every sync of 60 sessions loses no draft that was called stored"
    "baddisk:each disk operation of a session fails, once and for ever"
    "soak:two hours of edits, saves, conflicts, faults and offline spells: no growth, every acknowledged edit accounted for"
    "fuzz:each fuzz target for ten minutes, under the sanitizers"
    "tsan:the tests labelled threads, under the thread sanitizer"
)

usage()
{
    echo "Usage: tests/long.sh all | name..."
    printf '  %s\n' "${proofs[@]/:/$'\t'}" | expand -t 16
}

build()
{
    cmake --preset "$1" >/dev/null || fail "cmake could not configure $1"
    cmake --build --preset "$1" || fail "the build $1 failed"
}

prove_clean-roots()
{
    packaging/try-clean.sh bookworm
}

# What differs between the two: folder, time zone, language, modes of new files, the compiler's cache.
prove_reproducible()
{
    local work file
    work=$(mktemp -d)
    git clone -q --no-hardlinks "$root" "$work/one"
    git clone -q --no-hardlinks "$root" "$work/a second, lönger place"
    "$work/one/packaging/build.sh" --no-install "$work/first"
    (umask 077; CCACHE_DISABLE=1 TZ=Pacific/Kiritimati LC_ALL=C \
        "$work/a second, lönger place/packaging/build.sh" --no-install "$work/second")
    cat "$work/first/SHA256SUMS"
    for file in "$work"/first/*; do
        cmp "$file" "$work/second/${file##*/}" || fail "${file##*/} differs, see $work"
    done
    rm -rf "$work"
}

prove_qt68()
{
    packaging/try-clean.sh trixie tests
}

prove_clang()
{
    build clang
    ctest --preset clang
}

prove_tidy()
{
    # What clang compiled it also analyses; the build makes the moc files.
    build clang
    python3 - build/clang/compile_commands.json "$root" <<'PYTHON' \
        | xargs -r -d '\n' -n 2 -P "$(nproc)" clang-tidy-14 --quiet -p build/clang --header-filter="^$root/(app|models|tests|ui)/"
import json, sys
ours = tuple(f"{sys.argv[2]}/{folder}/" for folder in ("app", "models", "tests", "ui"))
for file in sorted({entry["file"] for entry in json.load(open(sys.argv[1]))}):
    if file.startswith(ours):
        print(file)
PYTHON
}

prove_coverage()
{
    tests/coverage.sh
}

prove_kills()
{
    build ci
    SOURCEDESK_KILLS=200 build/ci/tests/integration/tst_draftholds killedInATakeOverTheNextTakesItUp
    SOURCEDESK_KILLS=200 QTEST_FUNCTION_TIMEOUT=1800000 build/ci/tests/integration/tst_draftkill \
        whatWasCalledStoredSurvives
    SOURCEDESK_KILLS=200 SOURCEDESK_KILL_SEEDS=20 QTEST_FUNCTION_TIMEOUT=3600000 \
        build/ci/tests/integration/tst_submitkill
}

prove_powercut()
{
    build ci
    SOURCEDESK_POWERCUTS=60 QTEST_FUNCTION_TIMEOUT=3600000 build/ci/tests/integration/tst_powercut
}

prove_baddisk()
{
    build ci
    SOURCEDESK_BADDISK=all QTEST_FUNCTION_TIMEOUT=1800000 build/ci/tests/integration/tst_baddisk
}

# A line a minute. To have a run again: SOURCEDESK_SOAK_SEED, which it prints; its length is SOURCEDESK_SOAK_MINUTES.
prove_soak()
{
    local home status=0
    build ci
    home=$(mktemp -d)
    HOME=$home XDG_CONFIG_HOME=$home/config XDG_DATA_HOME=$home/data XDG_CACHE_HOME=$home/cache TZ=UTC LC_ALL=C.UTF-8 \
        SOURCEDESK_SOAK_MINUTES=${SOURCEDESK_SOAK_MINUTES:-120} build/ci/tests/soak/soak || status=$?
    rm -rf "$home"
    return $status
}

prove_fuzz()
{
    tests/fuzz/run.sh 600
}

# No suppressions: a blanket one for Qt's libraries hides real races too. Hence only tests made for it.
prove_tsan()
{
    build tsan
    ctest --preset tsan -L threads
}

[[ $# -gt 0 ]] || { usage; exit 0; }
[[ $1 != -h && $1 != --help ]] || { usage; exit 0; }
[[ $1 != all ]] || set -- "${proofs[@]%%:*}"
for name in "$@"; do
    declare -F "prove_$name" >/dev/null || { echo "long.sh: no proof is called $name" >&2; usage >&2; exit 2; }
done

need_packages install "${build_packages[@]}" "${package_packages[@]}" "${test_packages[@]}" "${long_packages[@]}" "${fuzz_packages[@]}"
for name in "$@"; do
    began=$SECONDS
    echo "== $name"
    # Not in a condition: there bash would not stop at the first failing command.
    set +e
    (set -e; "prove_$name")
    status=$?
    set -e
    [[ $status -eq 0 ]] || fail "$name failed"
    echo "== $name: passed after $((SECONDS - began)) s"
done
