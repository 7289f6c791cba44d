#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts the demo server like a recorded release and lets capture.py compare its answers with the recordings.

Fails on any difference but those of form-cannot-send.txt. A second run compares groups that nobody has to
answer alike but which the server does: they hold what it can.
"""
import argparse
import pathlib
import subprocess
import sys

from demoprocess import DemoProcess

REQUIRED = "object,list,patch,slug,bad,create,auth,info,rights-restricted,rights-viewer"
ALSO = "put,transport,promoted,group-mode,icon-field,pages"


def compare(options, groups, *more):
    fixtures = pathlib.Path(options.fixtures)
    with DemoProcess(options.server, "--like", options.release, "--empty") as demo:
        return subprocess.run(
            [sys.executable, fixtures / "capture.py", "--base", demo.url, "--token", demo.tokens["admin"],
             "--viewer-token", demo.tokens["viewer"], "--restricted-token", demo.tokens["none"],
             "--compare", fixtures / "recordings" / options.release, "--only", groups, *more],
            check=False, timeout=100).returncode


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("server", "fixtures", "release"):
        parser.add_argument("--" + name, required=True)
    options = parser.parse_args()
    left_out = pathlib.Path(options.fixtures) / "form-cannot-send.txt"
    failed = compare(options, REQUIRED, "--leave-out", left_out)
    return compare(options, ALSO) or failed


if __name__ == "__main__":
    sys.exit(main())
