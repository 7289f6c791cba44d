#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Repeats the cases `bad` and `patch` of capture.py with other values than the recorded ones.

Other names, slugs, ids, servers and texts, another order of sources, list items and keys: a server that
gives stored answers fails here, one that computes them gives the recorded shapes with the new values in
them. The same substitutions are made in the scenarios and in the recordings.
"""
import argparse
import json
import pathlib
import random
import sys
import types

from demoprocess import DemoProcess, load_capture

# The sources sort the other way round, and each one's servers too.
SOURCES = [{"name": f"Haus {n} ✓", "slug": slug, "client_id": f"kennung.{n}", "plex_token": f"geheim~{n}",
            "allowed_servers": [f"zeta-{n}", f"alpha-{n}"]}
           for n, slug in ((7, "zz-Kino_9"), (3, "mm_2"), (5, "0-vorne"))]
TEXTS = {
    "Renamed": "Umbenannt", "server-z": "kasten-1", "server-y": "kasten-2", "server-a-1": "zeta-7", "server-a-2": "alpha-7",
    "client-recorded-new": "kennung-neu",
    "plex-token-recorded-9": "wort 9", "plex-token-recorded-8": "wort-8", "plex/%(slug)s": "film/%(slug)s/x",
    "zzz": "unbekannt", "maybe": "vielleicht", "a/b": "q/r", "plüx": "größe", "nonsense": "unsinn",
    "11111111-1111-4111-8111-111111111111": "9e107d9d-372b-4826-81d8-3542a419d6ff",
    "default-source-authentication": "default-user-settings-flow",
    "default-source-enrollment": "default-password-change",
    "default-provider-authorization-implicit-consent": "default-invalidation-flow",
}


def substituted(text, pairs):
    for old, new in pairs:
        text = text.replace(old, new)
    return text


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("server", "fixtures", "release"):
        parser.add_argument("--" + name, required=True)
    options = parser.parse_args()
    capture = load_capture(options.fixtures, lambda text: substituted(text, TEXTS.items()))

    pairs = []
    for source, new in zip((capture.A, capture.B, capture.C), SOURCES):
        for field, value in new.items():
            pairs += zip(source[field], value) if isinstance(value, list) else [(source[field], value)]
        source.update(new)
    pairs += TEXTS.items()

    shuffler = random.Random(4)

    def dumps(value, **more):
        """Keys of sent objects in another order than written."""
        if isinstance(value, dict):
            value = dict(shuffler.sample(list(value.items()), len(value)))
        return json.dumps(value, **more)
    capture.json = types.SimpleNamespace(dumps=dumps, loads=json.loads)

    with DemoProcess(options.server, "--like", options.release, "--empty") as demo:
        session = capture.Session(argparse.Namespace(
            base=demo.url, token=demo.tokens["admin"], restricted_token=None, viewer_token=None, object_token=None,
            only=["bad", "patch"], skip=None))
        session.prepare(force=False)
        capture.scenarios(session)

    failed = 0
    for case, exchange in session.exchanges.items():
        if case == "bad/language-de":  # needs the server's catalogues
            continue
        file = pathlib.Path(options.fixtures) / "recordings" / options.release / (case + ".json")
        want, got = json.loads(substituted(file.read_text("utf-8"), pairs))["response"], exchange["response"]
        lines = [f"{part}: expected {want.get(part)}, got {got.get(part)}"
                 for part, want, got in (("status", want, got), ("Allow", want["headers"], got["headers"]),
                                         ("Content-Type", want["headers"], got["headers"])) if want.get(part) != got.get(part)]
        lines += capture.differences(case, want["body"], got["body"])
        failed += bool(lines)
        for line in lines:
            print(f"{case}: {line}")
    print(f"{len(session.exchanges)} exchanges, {failed} differ")
    return 1 if failed or len(session.exchanges) < 150 else 0


if __name__ == "__main__":
    sys.exit(main())
