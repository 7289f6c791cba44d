#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds Sourcedesk and shows it against the demo server. With a display the window opens; without one the program does a small
# job in its real window by itself: it opens a source, types into two editors, saves, and leaves a picture of the window.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/packaging/packages.sh"

usage()
{
    cat <<END
Usage: packaging/demo.sh [--no-install | --deps]

Builds Sourcedesk (build/release) and starts it with the demo server. Without a display it edits and saves one source by itself,
prints the request as the server received it, and writes sourcedesk.png into the current folder.

  --no-install  do not install packages, only name those that are missing
  --deps        only install the missing packages
END
}

install=install
only_packages=no
for argument in "$@"; do
    case $argument in
        --no-install) install=check ;;
        --deps) only_packages=yes ;;
        -h | --help) usage; exit 0 ;;
        *) echo "demo.sh: unknown argument $argument (see --help)" >&2; exit 2 ;;
    esac
done
[[ $install == install || $only_packages == no ]] || { echo "demo.sh: --no-install and --deps exclude each other" >&2; exit 2; }

need_packages $install "${build_packages[@]}"
[[ $only_packages == no ]] || exit 0

build=$root/build/release
echo "demo.sh: builds in build/release"
(cd "$root" && cmake --preset release >/dev/null) || fail "cmake could not configure the build"
(cd "$root" && cmake --build --preset release) || fail "the build failed"

if [[ -n ${DISPLAY:-} || -n ${WAYLAND_DISPLAY:-} ]]; then
    exec "$build/bin/sourcedesk" --demo
fi

# Without a display: the job. The server's standard input is a pipe of this script, so the server ends with it, however it ends.
work=$(mktemp -d)
server_pid=
clean_up()
{
    [[ -z $server_pid ]] || kill "$server_pid" 2>/dev/null || true
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 1' HUP INT TERM

coproc server { exec "$build/bin/sourcedesk-demo-server" --port 0 --print-requests --until-stdin-closes 2>"$work/server.log"; }
server_pid=$server_PID
server_input=${server[1]}
read -r -t 30 ready <&"${server[0]}" \
    || fail "the demo server did not start: $(tail -n 1 "$work/server.log")"
url=$(sed -nE 's/.*"url": *"([^"]*)".*/\1/p' <<<"$ready")
token=$(sed -nE 's/.*"admin": *"([^"]*)".*/\1/p' <<<"$ready")
[[ -n $url && -n $token ]] || fail "the demo server said something unexpected: $ready"
echo "demo.sh: the demo server listens on $url"

# A picture of an earlier run must not pass for this one's.
picture=$PWD/sourcedesk.png
rm -f "$picture"
QT_QPA_PLATFORM=offscreen XDG_RUNTIME_DIR=$work timeout 120 "$build/bin/sourcedesk" --url "$url" --token-file - \
        --data-dir "$work/data" --demo-job "$picture" <<<"$token" \
    || fail "the job in the window failed"
[[ -s $picture ]] || fail "the job wrote no picture"

exec {server_input}>&-
wait "$server_pid" || fail "the demo server ended badly"
server_pid=
grep -q '^PATCH ' "$work/server.log" || fail "no change reached the demo server"
echo "demo.sh: what the demo server received, and its answer:"
cat "$work/server.log"
echo "demo.sh: the window as it was then: sourcedesk.png"
