#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs a test of this folder with a display, a session bus, an accessibility bus and a home of its own; or any program that wants
# those, given by its path.
#
# Usage: tests/access/run.sh <test> <folder of the programs> [arguments for unittest]
#        tests/access/run.sh <path of a program> [its arguments]
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
test=$1
shift
home=$(mktemp -d)
display=

end()
{
    [[ -z $display ]] || kill "$display" 2>/dev/null || true
    rm -rf -- "$home"
}
trap end EXIT

for program in Xvfb dbus-run-session dbus-monitor xdotool; do
    command -v "$program" >/dev/null || { echo "run.sh: $program is missing (see tests/run.sh --deps)" >&2; exit 1; }
done

# The server picks a free number itself: no race with other displays.
mkfifo "$home/number"
Xvfb -displayfd 3 -screen 0 1600x1000x24 -nolisten tcp 3>"$home/number" >"$home/display.log" 2>&1 &
display=$!
read -r -t 30 number <"$home/number" || { cat "$home/display.log" >&2; exit 1; }

mkdir -m 700 "$home/runtime"
export HOME=$home XDG_RUNTIME_DIR=$home/runtime DISPLAY=:$number LC_ALL=C.UTF-8 TZ=UTC
export PYTHONPATH=$here/../fixtures/storage PYTHONDONTWRITEBYTECODE=1 PYTHONWARNINGS=ignore::DeprecationWarning NO_AT_BRIDGE=1
export QT_QPA_PLATFORM=xcb QT_LINUX_ACCESSIBILITY_ALWAYS_ON=1 QT_ACCESSIBILITY=1
unset XDG_CONFIG_HOME XDG_DATA_HOME XDG_CACHE_HOME WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS AT_SPI_BUS_ADDRESS
if [[ $test == /* ]]; then
    # Asked for its address, the accessibility bus starts; a program that comes first would not find it.
    dbus-run-session -- bash -c 'dbus-send --session --print-reply --dest=org.a11y.Bus /org/a11y/bus org.a11y.Bus.GetAddress \
        >/dev/null && "$@"' bash "$test" "$@"
    exit
fi
# Debian's own Python: the bindings of the accessibility bus are its packages.
dbus-run-session -- /usr/bin/python3 "$here/$test.py" "$@"
