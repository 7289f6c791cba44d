#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Homes that refuse: the program starts, says what is not kept, and loses nothing that was typed. Started by run.sh."""

import os
import sqlite3
import subprocess
import sys
import unittest

import desk
from desk import wait_for
from home import NOWHERE, Home

PROGRAMS = "."
NOT_KEPT = "Edits and history are kept only until the program ends."
NOTHING_KEPT = "Edits, history, settings and connections are kept only until the program ends."
NEEDS_ROOT = "only root may mount a disk of its own"


class Homes(unittest.TestCase):
    def setUp(self):
        self.home = Home(PROGRAMS)
        self.addCleanup(self.home.end)

    def start(self, *before):
        self.home.start(*before)
        self.assertEqual(self.home.await_element(desk.BUTTONS, "Connect").get_name(), "Connect")

    def edit(self):
        self.home.connect()
        self.home.choose("Plex Guests")
        self.home.type_into("Client ID", "-typed")

    def assert_end(self):
        """With nothing to lose it ends without a question."""
        self.assertEqual(self.home.quit(), 0)
        with open(self.home.said, encoding="utf-8") as file:
            self.assertEqual(file.read(), "")

    def assert_asks_at_the_end(self):
        """What cannot be kept is not dropped by closing; it can still be sent."""
        self.home.menu("Quit")
        self.home.await_words("What you changed in Plex Guests cannot be kept on this machine.")
        self.home.press("Keep the window open")
        self.assertTrue(self.home.has_text("Client ID", "-typed"))
        self.save()
        self.assert_end()

    def save(self):
        self.home.press("Save 1 change")
        wait_for("the PATCH", lambda: self.home.written)
        self.assertIn("-typed", self.home.written[0][1])
        self.home.await_element(desk.BUTTONS, "Save changes")

    def mounted(self, commands):
        """Words before the command that change the disk in a mount namespace of the program alone."""
        return "unshare", "--mount", "sh", "-euc", f'{commands}; exec "$@"', "sh"

    @unittest.skipUnless(os.geteuid() == 0, NEEDS_ROOT)
    def test_read_only_home(self):
        self.start(*self.mounted('mount --bind "$HOME" "$HOME"; mount -o remount,bind,ro "$HOME"'))
        self.home.await_words(NOTHING_KEPT, "cannot be made", "sourcedesk.ini cannot be written")
        self.edit()
        self.assert_asks_at_the_end()
        self.assertEqual(os.listdir(self.home.path), [])

    @unittest.skipUnless(os.geteuid() == 0, NEEDS_ROOT)
    def test_full_disk(self):
        self.start(*self.mounted('mount -t tmpfs -o size=256k tmpfs "$HOME"; head -c 1M /dev/zero >"$HOME/filler" 2>&- || true'))
        self.home.await_words(NOT_KEPT)
        self.edit()
        self.home.await_words(NOTHING_KEPT)
        self.assert_asks_at_the_end()

    @unittest.skipUnless(os.geteuid() == 0, NEEDS_ROOT)
    def test_full_disk_that_gets_room_again(self):
        self.start(*self.mounted('mount -t tmpfs -o size=512k tmpfs "$HOME"'))
        self.edit()
        self.home.await_words("Saved here at")
        inside = f"/proc/{self.home.program.pid}/root{self.home.path}"
        with open(f"{inside}/filler", "wb", buffering=0) as filler:
            with self.assertRaises(OSError):
                while True:
                    filler.write(bytes(4096))
        while not self.home.says("Make room in"):  # the log has some room of its own
            self.home.type_into("Name", "x" * 50)
        os.unlink(f"{inside}/filler")
        wait_for("the edit stored", lambda: not self.home.says("Make room in") and self.home.says("Saved here at"), 90)
        self.assert_end()

    def test_unwritable_settings(self):
        config = os.path.join(self.home.path, ".config")
        os.mkdir(config, 0o500)
        before = self.mounted(f'mount --bind "{config}" "{config}"; mount -o remount,bind,ro "{config}"') if os.geteuid() == 0 else ()
        self.start(*before)
        self.home.await_words("Settings and connections are kept only until the program ends", "sourcedesk.ini")
        self.edit()
        self.home.await_words("Saved here at")
        self.assert_end()
        self.assertEqual(os.listdir(config), [])

    def test_no_keychain(self):
        self.start()
        self.home.await_words("This computer has no keychain")
        self.edit()
        self.home.await_words("Saved here at")
        self.assert_end()

    def test_no_bus(self):
        """Without a bus nobody sees its elements: typed blindly, and looked for in what it kept."""
        self.home.environment["DBUS_SESSION_BUS_ADDRESS"] = NOWHERE
        self.home.start_unseen()
        address, token = self.home.ready["url"], self.home.ready["tokens"]["admin"]
        for keys in (("type", address), ("key", "Tab"), ("type", token), ("key", "Return")):
            subprocess.run(["xdotool", *keys], check=True, timeout=desk.PATIENCE)
        database = os.path.join(self.home.path, ".local", "share", "sourcedesk", "sourcedesk.sqlite")
        wait_for("the sources it read", lambda: self.count(database, "sources") == 3)
        self.home.program.terminate()
        self.assertEqual(self.home.await_end(), 0)
        self.assertEqual(self.home.files_with(token), [])

    def count(self, path, table):
        if not os.path.exists(path):
            return 0
        database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        try:
            return database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        except sqlite3.OperationalError:
            return 0  # not made yet
        finally:
            database.close()

    def test_no_network(self):
        """Nobody answers any more: what was typed is kept, and told."""
        self.start()
        self.edit()
        self.home.await_words("Saved here at")
        self.home.server.kill()
        self.home.press("Save 1 change")
        self.home.await_words("Offline since")
        self.assertTrue(self.home.has_text("Client ID", "-typed"))
        self.assert_end()
        self.home.start()
        wait_for("the edit", lambda: self.home.has_text("Client ID", "-typed"))
        self.assert_end()

    def test_no_variable_names_the_home(self):
        """The home is then the one that the system has for the user, not the root of the disk."""
        del self.home.environment["HOME"]
        if os.geteuid() == 0:  # whose real home is nothing to play with
            passwd = os.path.join(self.home.folder.name, "passwd")
            with open(passwd, "w", encoding="utf-8") as file:
                file.write(f"root:x:0:0::{self.home.path}:/bin/sh\n")
            self.start(*self.mounted(f'mount --bind "{passwd}" /etc/passwd'))
            self.edit()
            self.home.await_words("Saved here at")
            self.assertIn("sourcedesk.sqlite", os.listdir(os.path.join(self.home.path, ".local", "share", "sourcedesk")))
            self.assertIn("sourcedesk", os.listdir(os.path.join(self.home.path, ".config")))
        else:
            self.start("env", f"XDG_DATA_HOME={self.home.path}", f"XDG_CONFIG_HOME={self.home.path}")
        for name in (".local/share/sourcedesk", ".config/sourcedesk"):
            self.assertFalse(os.path.exists(f"/{name}"), name)
        self.assert_end()

    def test_data_of_a_newer_program(self):
        """Nothing of it is touched, and it is told."""
        folder = os.path.join(self.home.path, ".local", "share", "sourcedesk")
        os.makedirs(folder, 0o700)
        path = os.path.join(folder, "sourcedesk.sqlite")
        with sqlite3.connect(path) as database:
            database.execute("CREATE TABLE of_the_future (a)")
            database.execute("PRAGMA user_version = 9999")
        database.close()
        with open(path, "rb") as file:
            before = file.read()
        self.start()
        self.home.await_words(NOT_KEPT, "belongs to a newer Sourcedesk; it was left as it is")
        self.edit()
        self.assert_asks_at_the_end()
        with open(path, "rb") as file:
            self.assertEqual(file.read(), before)


if __name__ == "__main__":
    PROGRAMS = os.path.realpath(sys.argv.pop(1))
    unittest.main(verbosity=2)
