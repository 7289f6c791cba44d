#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds the package of what is committed, looks into it (check_deb.py), and starts it from the menu where it was unpacked.
#
# Usage: tests/package/check_package.sh [arguments for unittest]
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
source "$root/packaging/packages.sh"

output=$root/build/package
rm -rf "$output"
"$root/packaging/build.sh" --no-install "$output"
debs=("$output"/sourcedesk_*.deb)
[[ ${#debs[@]} -eq 1 && -s ${debs[0]} ]] || fail "there is not one package but: ${debs[*]}"
(cd "$output" && sha256sum --quiet -c SHA256SUMS) || fail "SHA256SUMS does not fit"
[[ $(tar -tzf "$output"/sourcedesk-*.tar.gz | head -n 1) =~ ^sourcedesk-[0-9.]+/$ ]] || fail "the source archive has no folder of its own"
python3 "$root/tests/package/check_deb.py" "${debs[0]}" "$@"
dpkg-deb --extract "${debs[0]}" "$output/ein Präfix mit Lücken"
"$root/tests/access/run.sh" test_start "$output/ein Präfix mit Lücken/usr/bin"
