#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Started from the menu: what a first start shows, and what the next one remembers. Started by run.sh."""

import os
import sys
import unittest

import desk
import fixture
from desk import wait_for
from home import Home

PROGRAMS = "."


class FromTheMenu(unittest.TestCase):
    def setUp(self):
        self.home = Home(PROGRAMS)
        self.addCleanup(self.home.end)

    def work(self):
        """First start, connection, an edit that is not sent, and the end."""
        self.home.start()
        self.home.await_words("Welcome to Sourcedesk", "Connect to a server", "Try the demo", "Import connections")
        self.home.connect()
        self.home.choose("Plex Guests")
        self.home.type_into("Client ID", "-typed")
        self.home.await_words("Saved here at")

    def await_edit(self, home):
        """Connection, source and edit, as they were left."""
        wait_for("the edit", lambda: home.has_text("Client ID", "-typed"))
        self.assertTrue(home.has_text("Slug", "plex-guests"))
        self.assertIsNone(home.says("Welcome to Sourcedesk"))

    def test_with_a_keychain_the_next_start_goes_on(self):
        self.home.give_keyring()
        self.work()
        self.assertIsNone(self.home.says("lives until Sourcedesk ends"))
        self.assertEqual(self.home.quit(), 0)
        self.assertEqual(self.home.files_with(self.home.ready["tokens"]["admin"]), [])
        self.home.start()
        self.await_edit(self.home)
        wait_for("the focus in Client ID", lambda: self.home.is_focused("Client ID"))
        self.home.press("Save 1 change")
        wait_for("a PATCH with the remembered token", lambda: self.home.written)
        self.assertIn("-typed", self.home.written[0][1])
        self.assertEqual(self.home.quit(), 0)

    def test_without_a_keychain_the_token_is_asked_for_again(self):
        self.home.start()
        self.home.await_words("This computer has no keychain: the token lives until Sourcedesk ends")
        self.assertEqual(self.home.quit(), 0)
        self.work()
        self.assertEqual(self.home.quit(), 0)
        self.assertEqual(self.home.files_with(self.home.ready["tokens"]["admin"]), [])
        self.home.start()
        self.home.await_words("127.0.0.1 has no token.", "Your edits are kept here.")
        self.await_edit(self.home)
        self.home.give_token()
        self.await_edit(self.home)

    def test_the_demo_is_the_one_beside_the_program(self):
        self.home.start()
        self.home.press("Start the demo")
        wait_for("the list of sources", lambda: self.home.row("Plex Home"))
        children = [pid for pid in filter(str.isdigit, os.listdir("/proc")) if self.parent(pid) == self.home.program.pid]
        self.assertEqual([os.readlink(f"/proc/{pid}/exe") for pid in children],
                         [os.path.join(PROGRAMS, "sourcedesk-demo-server")])
        self.assertEqual(self.home.quit(), 0)

    def test_what_older_versions_kept_is_there(self):
        """Of each version of the data file: history of saves, drafts, sources seen and connections of that time."""
        for version in fixture.versions():
            with self.subTest(version=version):
                home = Home(PROGRAMS)
                self.addCleanup(home.end)
                fixture.put(version, home.path, home.ready["url"])
                home.start()
                if version == 1:  # which knew no stored connections
                    home.connect()
                else:
                    home.give_token()
                    home.choose("Plex Guests")
                    self.await_edit(home)
                home.menu("History")
                home.await_words("Plex Home Family")
                self.assertEqual(home.quit(), 0)

    def parent(self, pid):
        try:
            with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
                return int(file.read().rpartition(")")[2].split()[1])
        except OSError:
            return 0


if __name__ == "__main__":
    PROGRAMS = os.path.realpath(sys.argv.pop(1))
    unittest.main(verbosity=2)
