#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Holds the sources against those rules of the house that neither the compiler nor clang-format knows. Prints one line per
# finding: file, line, rule. Run by ctest as check-sources and by .ci/run; needs no git, so that it works in a source archive.
#
# Usage: tests/check-sources.sh [root]
set -euo pipefail
export LC_ALL=C.UTF-8

cd -- "${1:-$(dirname -- "${BASH_SOURCE[0]}")/..}"
findings=0

# Turns `file:line:text` on standard input into findings.
found() # rule
{
    local line
    while IFS= read -r line; do
        echo "$line: $1"
        findings=$((findings + 1))
    done
}

folders=()
for folder in app models packaging resources tests ui .ci; do
    [[ ! -d $folder ]] || folders+=("$folder")
done
mapfile -t cpp < <(find "${folders[@]}" -name fixtures -prune -o \( -name '*.cpp' -o -name '*.h' \) -print)
mapfile -t product < <(printf '%s\n' "${cpp[@]}" | grep -v '^tests/')
mapfile -t others < <(find CMakeLists.txt "${folders[@]}" -name fixtures -prune -o -type f \
    \( -name CMakeLists.txt -o -name '*.cmake' -o -name '*.sh' -o -name '*.py' -o -path .ci/run \) -print)

# Includes: the project's from the root of their room, Qt's without the module (a module's folder reaches past the include rule).
found 'an include holds ..' < <(grep -nE '^[[:space:]]*#[[:space:]]*include.*\.\./' "${cpp[@]}")
found 'an include names a Qt module' < <(grep -nE '^[[:space:]]*#[[:space:]]*include[[:space:]]*[<"]Qt[A-Za-z0-9]*/' "${cpp[@]}")

# The licence: in the first line, or the second of a script.
licence='SPDX-License-Identifier: GPL-3.0-or-later'
found 'the first line is not the SPDX line' < <(awk -v line="// $licence" \
    'FNR == 1 { if ($0 != line) print FILENAME ":1"; nextfile }' "${cpp[@]}")
found 'the SPDX line is not among the first two' < <(awk -v line="# $licence" \
    '$0 == line { nextfile } FNR == 2 { print FILENAME ":1"; nextfile }' "${others[@]}")

# Run bits: exactly the files that name their interpreter.
named=$(find "${folders[@]}" -name fixtures -prune -o -name __pycache__ -prune -o -type f \
    -exec awk 'FNR == 1 { if (/^#!/) print FILENAME; nextfile }' {} + | sort)
runnable=$(find "${folders[@]}" -name fixtures -prune -o -name __pycache__ -prune -o -type f -perm -u+x -print | sort)
found 'names an interpreter and cannot be run' < <(comm -23 <(echo "$named") <(echo "$runnable"))
found 'can be run and names no interpreter' < <(comm -13 <(echo "$named") <(echo "$runnable"))

# Words that mean unfinished work, a switched-off check or a skipped test. Bracketed here so that this file passes.
found 'unfinished, switched off or skipped' < <(grep -nE '\b(T[O]DO|F[I]XME|X[X]X|N[O]LINT[A-Z]*|Q[S]KIP)\b' "${cpp[@]}" "${others[@]}")
# Paths of one machine only.
found 'a path of one machine' < <(grep -nE '(^|[^[:alnum:]_.$}-])/(home|Users|work|root)/[[:alnum:]_]' \
    "${cpp[@]}" "${others[@]}" ./*.md CMakePresets.json 2>/dev/null)

# A nested event loop, a blocking wait or blocked signals hide from the reader what runs when.
if [[ ${#product[@]} -gt 0 ]]; then
    found 'blocks, nests an event loop or blocks signals' < <(grep -nE \
        '\b(processEvents|waitFor[A-Z][A-Za-z]*|blockSignals)[[:space:]]*\(|\bQ(EventLoop|SignalBlocker)\b' "${product[@]}")
fi

# Length: what is longer says why in a line that begins with "Long because".
found 'longer than 500 lines, a header 200, without a reason' < <(awk '
    function tell() { if (name != "" && lines > (name ~ /\.h$/ ? 200 : 500) && !reason) print name ":1" }
    FNR == 1 { tell(); name = FILENAME; reason = 0 }
    /\/\/ Long because/ { reason = 1 }
    { lines = FNR }
    END { tell() }' "${cpp[@]}")

# The top level: what ARCHITECTURE.md names, nothing else.
while IFS= read -r entry; do
    case $entry in
        app | models | packaging | resources | tests | ui | build | .*) ;;
        CMakeLists.txt | CMakePresets.json | CMakeUserPresets.json | LICENSE | *.md) ;;
        sourcedesk.png) ;; # what packaging/demo.sh writes; git ignores it
        *) found 'does not belong on the top level' <<<"$entry" ;;
    esac
done < <(find . -mindepth 1 -maxdepth 1 -printf '%f\n')

if [[ $findings -gt 0 ]]; then
    echo "check-sources.sh: $findings findings" >&2
    exit 1
fi
echo "check-sources.sh: ${#cpp[@]} sources and ${#others[@]} scripts follow the rules"
