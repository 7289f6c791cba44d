#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs Sourcedesk's package, works with it, upgrades, removes and purges it, and looks at what is left. It changes the system
# it runs on, so it runs only in the roots that packaging/try-clean.sh makes.
#
# Usage: life_of_a_deb.sh <older.deb> <newer.deb> <folder of homes of older versions, for the server on port 18299>
set -euo pipefail

[[ $EUID -eq 0 && -f /sourcedesk/packaging/try-clean.sh ]] || { echo "life_of_a_deb.sh: only for the roots of try-clean.sh" >&2; exit 2; }
older=$(realpath "$1")
newer=$(realpath "$2")
homes=$(realpath "$3")
export DEBIAN_FRONTEND=noninteractive
user=somebody
home=/home/$user

fail() # message
{
    echo "life_of_a_deb.sh: $1" >&2
    exit 1
}

apt() # arguments
{
    apt-get -q -y -o Dpkg::Use-Pty=0 --no-install-recommends "$@"
}

# Everything on the disk but what apt keeps for itself and what belongs to users.
files()
{
    find / -xdev \( -path /proc -o -path /sys -o -path /dev -o -path /home -o -path /sourcedesk -o -path /var/log \
        -o -path /var/lib/apt -o -path /var/cache/apt -o -path /var/lib/dpkg/lock\* -o -path /var/lib/dpkg/\*-old \) -prune \
        -o -print | sort
}

as_user() # command...
{
    runuser -u "$user" -- env HOME="$home" XDG_RUNTIME_DIR="$home/run" QT_QPA_PLATFORM=offscreen LC_ALL=C.UTF-8 "$@"
}

# Becomes another user, who may be new.
be() # user
{
    user=$1
    home=/home/$user
    id "$user" >/dev/null 2>&1 || useradd --create-home "$user"
    as_user mkdir -p -m 700 "$home/run"
}

# Works against the demo server with the installed programs and the user's own data folder.
work_with_it() # picture --demo-job|--screenshot
{
    local ready url token
    coproc server { as_user sourcedesk-demo-server --port 18299 --until-stdin-closes 2>/dev/null; }
    local pid=$server_PID input=${server[1]}
    read -r -t 60 ready <&"${server[0]}" || fail "the demo server did not start"
    url=$(sed -nE 's/.*"url": *"([^"]*)".*/\1/p' <<<"$ready")
    token=$(sed -nE 's/.*"admin": *"([^"]*)".*/\1/p' <<<"$ready")
    as_user timeout 300 sourcedesk --url "$url" --token-file - "$2" "$home/$1" <<<"$token" || fail "the job failed"
    exec {input}>&-
    wait "$pid" || fail "the demo server ended badly"
    [[ -s $home/$1 ]] || fail "the job left no picture"
}

query() # statement...
{
    local statement
    for statement in "$@"; do
        sqlite3 "$home/.local/share/sourcedesk/sourcedesk.sqlite" "$statement" || return
    done
}

# The work of a user: history, drafts and connections, one a line.
work()
{
    query 'SELECT id, name, changes FROM history ORDER BY id'
    [[ $(query "SELECT count(*) FROM sqlite_master WHERE name = 'drafts'") -eq 0 ]] \
        || query 'SELECT * FROM drafts ORDER BY pk' 'SELECT * FROM draft_values ORDER BY pk'
    sed -n '/^\[connection/,/^$/p' "$home/.config/sourcedesk/sourcedesk.ini"
}

kept()
{
    (cd "$home/.local/share/sourcedesk" && find . -type f | sort)
}

echo "-- what the package depends on"
apt update >/dev/null
apt satisfy "$(dpkg-deb --field "$newer" Depends)" >/dev/null
apt install sqlite3 >/dev/null # to look into what was kept
be somebody
for old_home in "$homes"/v*; do
    be "of-${old_home##*/}"
done
be somebody
files >/before

echo "-- the older version"
apt install "$older" >/dev/null
[[ $(dpkg-query -W -f '${Version}' sourcedesk) == 0.0.1-1 ]] || fail "the older version is not there"
as_user sourcedesk --version
as_user sourcedesk --demo --demo-job "$home/demo.png" || fail "the demo failed"
[[ -s $home/demo.png ]] || fail "the demo left no picture"
work_with_it older.png --demo-job # a save: it leaves a history
old=$(kept)
[[ -n $old ]] || fail "the program kept nothing"
echo "$old"
for old_home in "$homes"/v*; do
    be "of-${old_home##*/}"
    cp -a "$old_home/." "$home/"
    chown -R "$user:$user" "$home"
    work >"/kept-${old_home##*/}"
done
be somebody

echo "-- upgrade"
apt install "$newer" >/dev/null
[[ $(dpkg-query -W -f '${Version}' sourcedesk) == $(dpkg-deb --field "$newer" Version) ]] || fail "the newer version is not there"
[[ ! -e /usr/share/doc/sourcedesk/of-the-old-version ]] || fail "a file of the older version is left"
[[ -z $(dpkg --verify sourcedesk) ]] || fail "installed files differ from the package's"
work_with_it newer.png --demo-job
[[ -z $(comm -23 <(echo "$old") <(kept)) ]] || fail "the upgrade lost files of the user"
for old_home in "$homes"/v*; do
    be "of-${old_home##*/}"
    work_with_it newer.png --screenshot
    [[ $(query 'PRAGMA user_version') -gt 0 ]] || fail "the data file of $user is gone"
    query 'SELECT count(*) FROM drafts' 'SELECT count(*) FROM sources' >/dev/null || fail "the data file of $user was not upgraded"
    diff "/kept-${old_home##*/}" <(work) || fail "the upgrade changed what $user had"
    rm "/kept-${old_home##*/}"
    echo "kept for $user: $(work | wc -l) lines of history, drafts and connections"
done
be somebody

echo "-- remove"
apt remove sourcedesk | tee /removed
grep -q '~/.local/share/sourcedesk' /removed || fail "nobody said where the user's data is"
rm /removed
[[ ! -e /usr/bin/sourcedesk ]] || fail "the program is still there"
[[ -n $(kept) ]] || fail "the user's data is gone"

echo "-- purge"
apt purge sourcedesk >/dev/null
[[ -n $(kept) ]] || fail "the user's data is gone"
files >/after
diff <(grep -vx '/before' /before) <(grep -vxE '/(before|after)' /after) || fail "purge left or took something"
echo "-- nothing is left but what the user kept: $(du -sh "$home/.local/share/sourcedesk" | cut -f 1)"
