#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs tst_keychain on D-Bus sessions of its own: with a real gnome-keyring, without any, without a bus.

Usage: keychain.py <tst_keychain>

Nothing of the user's session is used: home, runtime folder and bus are new, and the bus starts no service by itself.
"""
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

MARKER = b"SECRETMARKER"
BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=%s</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


def environment(home):
    """One of nobody: everything in `home`, no bus, no display."""
    kept = ("PATH", "LD_LIBRARY_PATH", "ASAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS", "QT_PLUGIN_PATH")
    values = {name: os.environ[name] for name in kept if name in os.environ}
    runtime = home / "run"
    runtime.mkdir(mode=0o700)
    values.update(HOME=str(home), XDG_RUNTIME_DIR=str(runtime), TZ="UTC", LC_ALL="C.UTF-8", TMPDIR=str(runtime),
                  XDG_CONFIG_HOME=str(home / "config"), XDG_DATA_HOME=str(home / "data"),
                  XDG_CACHE_HOME=str(home / "cache"), QT_QPA_PLATFORM="offscreen")
    return values


class Bus:
    """A session bus that ends with the block."""

    def __init__(self, home, values):
        config = home / "bus.conf"
        config.write_text(BUS % values["XDG_RUNTIME_DIR"])
        self.process = subprocess.Popen(["dbus-daemon", f"--config-file={config}", "--nofork", "--print-address"],
                                        env=values, stdout=subprocess.PIPE, text=True)
        values["DBUS_SESSION_BUS_ADDRESS"] = self.process.stdout.readline().strip()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(20)


def start_keyring(values):
    """Unlocked before anybody asks for it; answers its process once it is on the bus."""
    keyring = subprocess.Popen(["gnome-keyring-daemon", "--foreground", "--components=secrets", "--unlock"], env=values,
                               stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    keyring.stdin.write(b"a password of the test")
    keyring.stdin.close()
    ask = ["dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus",
           "org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"]
    end = time.monotonic() + 30
    while b"true" not in subprocess.run(ask, env=values, stdout=subprocess.PIPE, check=False).stdout:
        if time.monotonic() > end or keyring.poll() is not None:
            sys.exit("gnome-keyring does not come up")
        time.sleep(0.05)
    return keyring


def files_with_marker(home):
    return [str(path) for path in home.rglob("*") if path.is_file() and MARKER in path.read_bytes()]


def run(program, values, suite, *functions):
    print(f"--- {suite} {' '.join(functions)}", flush=True)
    done = subprocess.run([program, *functions], env={**values, "KEYCHAIN_SUITE": suite}, check=False, timeout=120)
    return done.returncode == 0


def with_keyring(program, home):
    values = environment(home)
    with Bus(home, values):
        keyring = start_keyring(values)
        try:
            ended_well = [run(program, values, "contract"), run(program, values, "vault"),
                          run(program, values, "states", "writesForALaterProcess"),
                          run(program, values, "states", "findsWhatAnEarlierProcessWrote"),
                          run(program, values, "states", "zeroCharacterIsRefused")]
            found = files_with_marker(home)
            keyrings = list(home.rglob("*.keyring"))
            for function in ("forgetsAll", "unlockingWhatIsOpenSucceeds", "lockedIsSaid",
                             "unlockingThatNobodyAnswersIsRefused"):
                ended_well.append(run(program, values, "states", function))
        finally:
            keyring.send_signal(signal.SIGTERM)
            keyring.wait(20)
    if found or not keyrings:
        print(f"in plain text: {found}; keyrings: {keyrings}")
    return all(ended_well) and not found and bool(keyrings)


def without_keyring(program, home):
    values = environment(home)
    ended_well = [run(program, values, "states", "missingBusIsSaid")]
    with Bus(home, values):
        for function in ("missingServiceIsSaid", "missingCollectionIsNotNotFound", "silenceEndsInThreeSeconds",
                         "silentLibraryBlocksNothing", "refusalIsSaid", "refusalInTheLibraryKeepsItsWords"):
            ended_well.append(run(program, values, "states", function))
    return all(ended_well)


def main():
    program = sys.argv[1]
    results = []
    for scene in (with_keyring, without_keyring):
        with tempfile.TemporaryDirectory(prefix="sourcedesk-keychain-") as folder:
            results.append(scene(program, pathlib.Path(folder)))
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
