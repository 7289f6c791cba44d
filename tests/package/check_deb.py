#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks into a Debian package of Sourcedesk: lintian, contents, dependencies, and whether it starts from any prefix.

Usage: check_deb.py <sourcedesk.deb> [arguments for unittest]
"""

import glob
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAMS = ("sourcedesk", "sourcedesk-demo-server")
DEB = ""

# Dependencies that no program links, and what of them is loaded at run time.
LOADED = {
    "libqt6sql6-sqlite": "sqldrivers/libqsqlite.so",  # drafts and history
    "libqt6svg6": "iconengines/libqsvgicon.so",       # all icons of the window
    "libsecret-1-0": "libsecret-1.so.0",              # how the keychain library reaches the secret service
}
# Of these the demo job must load the file; the keychain is not asked in a demo.
LOADED_BY_A_DEMO = ("libqt6sql6-sqlite", "libqt6svg6")


def run(*command, **more):
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=600, **more).stdout


def field(name):
    return run("dpkg-deb", "--field", DEB, name).strip()


def packages_in(relation):
    """The package names of Depends; of alternatives the first."""
    return {re.split(r"[ (|:]", part.strip())[0] for part in relation.split(",") if part.strip()}


def dynamic(path, tag):
    return re.findall(rf"\({tag}\).*\[(.*)\]", run("readelf", "-d", path, env=dict(os.environ, LC_ALL="C")))


def owner(library):
    """The package that holds a shared library of this architecture."""
    place = run("dpkg-architecture", "-qDEB_HOST_MULTIARCH").strip()
    for line in run("dpkg-query", "--search", f"*/{library}").splitlines():
        package, path = line.split(": ", 1)
        if os.path.dirname(path).endswith(f"lib/{place}"):
            return package.split(":")[0]
    raise AssertionError(f"no package holds {library}")


class Package(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.prefix = os.path.join(cls.folder.name, "ein Präfix mit Lücken")
        run("dpkg-deb", "--extract", DEB, cls.prefix)
        cls.bin = os.path.join(cls.prefix, "usr", "bin")

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def installed(self, *path):
        return os.path.join(self.prefix, "usr", *path)

    def test_lintian_finds_nothing(self):
        root = ["--allow-root"] if os.geteuid() == 0 else []
        done = subprocess.run(["lintian", *root, "--fail-on", "error,warning", "--tag-display-limit", "0", DEB],
                              capture_output=True, text=True, timeout=600)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))

    def test_contents_are_as_listed(self):
        with open(os.path.join(HERE, "contents.txt"), encoding="utf-8") as file:
            wanted = sorted(line.strip() for line in file if not line.startswith("#"))
        held = []
        for line in run("dpkg-deb", "--contents", DEB).splitlines():
            mode, owned, _size, _day, _time, path = line.split(None, 5)
            if path != "./":
                held.append(f"{mode} {owned} {path}")
        self.assertEqual(sorted(held), wanted)

    def test_control_fields(self):
        for name in ("Maintainer", "Section", "Description", "Installed-Size"):
            self.assertTrue(field(name), name)
        self.assertEqual(field("Package"), "sourcedesk")
        folder = os.path.join(self.folder.name, "control")
        run("dpkg-deb", "--control", DEB, folder)
        self.assertEqual(sorted(os.listdir(folder)), ["control", "md5sums", "postrm"])

    def test_dependencies_are_what_is_linked_and_loaded(self):
        needed = {}
        for program in PROGRAMS:
            for library in dynamic(os.path.join(self.bin, program), "NEEDED"):
                needed.setdefault(owner(library), set()).add(library)
        named = packages_in(field("Depends"))
        self.assertEqual(set(needed) - named, set(), "linked, and not in Depends")
        self.assertEqual(named - set(needed) - set(LOADED), set(), "in Depends, and neither linked nor loaded")
        self.assertEqual(set(LOADED) - named, set(), "loaded, and not in Depends")

    def test_no_library_is_linked_for_nothing(self):
        control = os.path.join(self.folder.name, "shlibdeps", "debian")
        os.makedirs(control)
        with open(os.path.join(control, "control"), "w", encoding="utf-8") as file:
            file.write("Source: sourcedesk\n\nPackage: sourcedesk\nArchitecture: any\n")
        done = subprocess.run(["dpkg-shlibdeps", "-O", *(os.path.join(self.bin, program) for program in PROGRAMS)],
                              check=True, capture_output=True, text=True, timeout=600, cwd=os.path.dirname(control))
        useless = [line for line in done.stderr.splitlines() if "useless dependency" in line]
        self.assertEqual(useless, [])

    def test_programs_know_no_place(self):
        for program in PROGRAMS:
            path = os.path.join(self.bin, program)
            with self.subTest(program):
                self.assertEqual(dynamic(path, "RUNPATH") + dynamic(path, "RPATH"), [])
                with open(path, "rb") as file:
                    self.assertIsNone(re.search(rb"/(home|root|tmp|build)/[\w.-]+/", file.read()), "a path of the building machine")

    def test_desktop_files_are_valid(self):
        run("desktop-file-validate", *glob.glob(self.installed("share", "applications", "*.desktop")))
        run("appstreamcli", "validate", "--no-net", *glob.glob(self.installed("share", "metainfo", "*.xml")))

    def test_manual_pages_have_no_warning(self):
        for page in glob.glob(self.installed("share", "man", "man1", "*.gz")):
            done = subprocess.run(["man", "--warnings", "-E", "UTF-8", "-l", page], capture_output=True, text=True, timeout=60,
                                  env=dict(os.environ, MANWIDTH="80", LC_ALL="C.UTF-8"))
            self.assertEqual((done.returncode, done.stderr), (0, ""), page)

    # The unpacked tree, started where it lies.

    def environment(self):
        home = tempfile.mkdtemp(dir=self.folder.name, prefix="home")
        kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH", "TZ") if name in os.environ}
        return dict(kept, HOME=home, XDG_RUNTIME_DIR=home, QT_QPA_PLATFORM="offscreen", LC_ALL="C.UTF-8",
                    PATH=f"{self.bin}:/usr/bin:/bin")

    def test_says_its_version(self):
        version = field("Version").rsplit("-", 1)[0]
        for program in PROGRAMS:
            self.assertEqual(run(program, "--version", env=self.environment(), cwd="/"), f"{program} {version}\n")

    def servers_seen(self, stop, seen):
        while not stop.is_set():
            for link in glob.glob("/proc/[0-9]*/exe"):
                try:
                    seen.add(os.readlink(link))
                except OSError:
                    pass  # ended meanwhile, or another user's
            time.sleep(0.02)

    def demo_job(self, program):
        """Runs the demo job; the programs that ran meanwhile, and the libraries that were loaded."""
        environment = self.environment()
        picture = os.path.join(environment["HOME"], "Bild ü.png")
        trace = os.path.join(environment["HOME"], "loaded")
        stop, seen = threading.Event(), set()
        watcher = threading.Thread(target=self.servers_seen, args=(stop, seen))
        watcher.start()
        try:
            run(program, "--demo", "--demo-job", picture, cwd=environment["HOME"],
                env=dict(environment, LD_DEBUG="files", LD_DEBUG_OUTPUT=trace))
        finally:
            stop.set()
            watcher.join()
        self.assertGreater(os.path.getsize(picture), 10000)
        loaded = set()
        for path in glob.glob(f"{trace}.*"):
            with open(path, encoding="utf-8", errors="replace") as file:
                loaded |= set(re.findall(r"calling init: (\S+)", file.read()))
        return seen, loaded

    def test_demo_job_uses_the_server_beside_it(self):
        seen, loaded = self.demo_job("sourcedesk")
        servers = {path for path in seen if path.endswith("sourcedesk-demo-server")}
        self.assertIn(os.path.join(self.bin, "sourcedesk-demo-server"), servers)
        for package in LOADED_BY_A_DEMO:
            self.assertTrue(any(path.endswith(LOADED[package]) for path in loaded), f"{package} was not loaded")

    def test_demo_job_through_a_link(self):
        elsewhere = os.path.join(self.folder.name, "links")
        os.mkdir(elsewhere)
        link = os.path.join(elsewhere, "sourcedesk")
        os.symlink(os.path.join(self.bin, "sourcedesk"), link)
        seen, _ = self.demo_job(link)
        self.assertIn(os.path.join(self.bin, "sourcedesk-demo-server"), seen)


def tell_sizes():
    with tempfile.TemporaryDirectory() as folder:
        run("dpkg-deb", "--extract", DEB, folder)
        files = [os.path.join(base, name) for base, _, names in os.walk(folder) for name in names]
        print(f"{os.path.basename(DEB)}: {os.path.getsize(DEB)} bytes, installed {sum(map(os.path.getsize, files))} bytes "
              f"in {len(files)} files", flush=True)


if __name__ == "__main__":
    DEB = os.path.abspath(sys.argv[1])
    tell_sizes()
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]], verbosity=2)
