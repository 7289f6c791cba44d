#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the seeds of the fuzz targets: bodies of the recorded answers, and examples of the files.

Usage: seeds.py FOLDER    makes FOLDER/<target>/...
"""
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).parent
RECORDINGS = HERE.parent / "fixtures" / "authentik" / "recordings"

EDITS = {
    "format": "sourcedesk-edit", "version": 1,
    "edits": [{
        "server": "https://auth.example.org",
        "source": {"pk": "7", "slug": "plex-home", "name": "Plex Home"},
        "release": "2025.12.4", "user": "anna",
        "started": "2026-11-24T01:58:00Z", "changed": "2026-11-24T02:13:00Z",
        "changes": [{"field": "name", "from": "Plex Home", "to": "Plex Family"},
                    {"field": "enabled", "from": True, "to": False},
                    {"field": "allowed_servers", "from": ["a"], "to": ["a", "b"]}],
        "not_included": ["plex_token"]}]}
CONNECTIONS = {
    "format": "sourcedesk-connections", "version": 1,
    "connections": [{
        "name": "Head office", "address": "https://auth.example.org/sso", "kind": "production",
        "ask_before_save": True, "read_only": False, "ca_file": "/etc/ssl/example-ca.pem",
        "client_certificate": "", "client_key": "",
        "proxy": {"mode": "http", "host": "proxy.example.org", "port": 3128, "username": "anna"},
        "timeout_seconds": 30}]}
ADDRESSES = ["auth.example.org", "https://auth.example.org/if/admin/#/core/tokens", "http://10.0.0.5:9000/sso/",
             "https://[::1]:8443/api/v3/", "https://user:secret@auth.example.org", "https://bücher.example/a%20b/%C3%BC%25",
             "HTTPS://AUTH.EXAMPLE.ORG:443//a/../b", "ftp://auth.example.org", "https://auth.example.org?x=1"]


def target_of(answer):
    """Which target reads this recorded answer; None for none."""
    body = answer.get("body")
    if answer["status"] >= 400:
        return "fuzz_errors"
    if isinstance(body, dict) and "results" in body:
        return "fuzz_page"
    if isinstance(body, dict) and "slug" in body:
        return "fuzz_object"
    return None


def main():
    folder = pathlib.Path(sys.argv[1])

    def write(target, name, data):
        path = folder / target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    for file in sorted(RECORDINGS.rglob("*.json")):
        answer = json.loads(file.read_text()).get("response")
        target = target_of(answer) if answer else None
        if target:
            body = answer["body"]
            data = body if isinstance(body, str) else json.dumps(body, separators=(",", ":"), ensure_ascii=False)
            write(target, "-".join(file.relative_to(RECORDINGS).parts), data.encode())
    write("fuzz_edits", "edit.json", json.dumps(EDITS).encode())
    write("fuzz_connections", "connection.json", json.dumps(CONNECTIONS).encode())
    for number, address in enumerate(ADDRESSES):
        write("fuzz_address", str(number), address.encode())


main()
