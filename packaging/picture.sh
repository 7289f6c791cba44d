#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes packaging/picture.png, the picture in README.md: the window on the demo, drawn without a display.
#
# Usage: packaging/picture.sh [folder of the programs, default build/release/bin]
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
programs=${1:-$root/build/release/bin}
[[ -x $programs/sourcedesk ]] || { echo "picture.sh: no sourcedesk in $programs (packaging/demo.sh builds it)" >&2; exit 1; }

# A home of its own: no settings, no fonts of a person's.
home=$(mktemp -d)
trap 'rm -rf -- "$home"' EXIT
env -i HOME="$home" XDG_RUNTIME_DIR="$home" PATH="$PATH" LC_ALL=C.UTF-8 QT_QPA_PLATFORM=offscreen \
    "$programs/sourcedesk" --demo --source plex-home --screenshot "$root/packaging/picture.png"
