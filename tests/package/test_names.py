#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a desktop reads about the programs says the same everywhere: the id, the version, the options.

Usage: test_names.py <folder of the programs> <version> <home page or nothing> [arguments for unittest]
"""

import gzip
import os
import re
import subprocess
import sys
import unittest
import xml.etree.ElementTree as ET

ROOT = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
ID = "org.sourcedesk.Sourcedesk"
PROGRAMS = VERSION = HOME_PAGE = ""


def read(*path):
    with open(os.path.join(ROOT, *path), encoding="utf-8") as file:
        return file.read()


def desktop_entry():
    """The keys of the desktop file."""
    lines = read("resources", f"{ID}.desktop").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


def generated(name):
    """A file that the build made from one of resources/."""
    return os.path.join(os.path.dirname(PROGRAMS), "resources", name)


def named_options(text):
    """The option names in a text."""
    return set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", text))


def man_options(program):
    """The options that have an entry of their own in the manual page."""
    page = read("resources", "man", f"{program}.1.in")
    heads = re.findall(r"^\.TP\n(.*)$", page, re.MULTILINE)
    return named_options(" ".join(heads).replace("\\-", "-"))


def help_options(program):
    """The options that --help lists."""
    text = subprocess.run([os.path.join(PROGRAMS, program), "--help"], check=True, capture_output=True, text=True, timeout=120,
                          env=dict(os.environ, QT_QPA_PLATFORM="offscreen")).stdout
    heads = [line[:line.find("  ", 4)] if "  " in line[4:] else line for line in text.splitlines() if re.match(r"  -", line)]
    return named_options(" ".join(heads))


class Names(unittest.TestCase):
    def setUp(self):
        self.metainfo = ET.parse(os.path.join(ROOT, "resources", f"{ID}.metainfo.xml")).getroot()

    def test_one_id_everywhere(self):
        self.assertEqual(self.metainfo.findtext("id"), ID)
        self.assertEqual(self.metainfo.findtext("launchable[@type='desktop-id']"), f"{ID}.desktop")
        self.assertEqual(self.metainfo.findtext("icon"), ID)
        self.assertEqual(desktop_entry()["Icon"], ID)
        told = re.findall(r'setDesktopFileName\(u"([^"]*)"', read("app", "main.cpp"))
        self.assertEqual(told, [ID])
        self.assertIn(f"set(id {ID})", read("resources", "CMakeLists.txt"))

    def test_no_other_id_in_resources(self):
        for name in os.listdir(os.path.join(ROOT, "resources")):
            if "." in name and name != "CMakeLists.txt":
                self.assertTrue(name.startswith(f"{ID}."), name)

    def test_desktop_file_starts_the_program(self):
        entry = desktop_entry()
        self.assertEqual(entry["Exec"], "sourcedesk")
        self.assertEqual(entry["Name"], self.metainfo.findtext("name"))
        binaries = {element.text for element in self.metainfo.findall("provides/binary")}
        self.assertEqual(binaries, set(name for name in os.listdir(PROGRAMS) if not name.startswith(".")))

    def test_releases_are_those_of_the_changelog(self):
        logged = re.findall(r"^## ([0-9.]+) \((.*)\)$", read("CHANGELOG.md"), re.MULTILINE)
        releases = self.metainfo.findall("releases/release")
        self.assertEqual([release.get("version") for release in releases], [version for version, _ in logged])
        self.assertEqual(logged[0][0], VERSION)
        for release, (version, when) in zip(releases, logged):
            if when == "unreleased":
                self.assertEqual(release.get("type"), "development", version)
            else:
                self.assertEqual((release.get("date"), release.get("type", "stable")), (when, "stable"), version)

    def test_home_page_only_when_there_is_one(self):
        built = ET.parse(generated(f"{ID}.metainfo.xml")).getroot()
        self.assertEqual([url.text for url in built.iter("url")], [HOME_PAGE] if HOME_PAGE else [])

    def test_manual_page_names_the_options(self):
        for program in ("sourcedesk", "sourcedesk-demo-server"):
            with self.subTest(program):
                wanted = help_options(program) - {"--help-all"}
                self.assertIn("--version", wanted)
                self.assertEqual(man_options(program), wanted)

    def test_manual_page_is_made_with_the_version(self):
        for program in ("sourcedesk", "sourcedesk-demo-server"):
            with self.subTest(program):
                path = generated(f"{program}.1.gz")
                with gzip.open(path, "rt", encoding="utf-8") as page:
                    self.assertIn(f'"Sourcedesk {VERSION}"', page.read())

    def test_symbolic_icon_can_be_recoloured(self):
        # A symbolic icon gets its colour by a rule for `fill`: what is drawn as a line vanishes on a dark panel.
        icon = read("resources", "icons", "program-symbolic.svg")
        self.assertNotIn("stroke", icon)
        self.assertEqual(set(re.findall(r'fill="([^"]*)"', icon)), {"currentColor"})


if __name__ == "__main__":
    PROGRAMS, VERSION, HOME_PAGE = sys.argv[1:4]
    PROGRAMS = os.path.normpath(PROGRAMS)
    unittest.main(argv=[sys.argv[0], *sys.argv[4:]], verbosity=2)
