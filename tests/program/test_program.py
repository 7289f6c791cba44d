#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts the real programs as a shell does, offscreen: options, exit codes, pictures, files and what is left behind.

Usage: test_program.py <folder of the programs> <version> [arguments for unittest]
"""

import http.server
import json
import os
import resource
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
import unittest

PROGRAMS = VERSION = ""
TOKEN = "a-token-for-nothing"
PATIENCE = 60  # seconds; more than the 30 s after which a job gives up


def png_size(path):
    """Width and height in the header of a PNG."""
    with open(path, "rb") as picture:
        head = picture.read(24)
    if head[:8] != b"\x89PNG\r\n\x1a\n":
        raise AssertionError(f"{path} is no PNG")
    return int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")


def wait_for(what, look, seconds=20.0):
    end = time.monotonic() + seconds
    while not (seen := look()):
        if time.monotonic() > end:
            raise AssertionError(f"not seen within {seconds} s: {what}")
        time.sleep(0.05)
    return seen


def servers_in(environment):
    """The process ids of demo servers with this home in their environment."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as line, open(f"/proc/{pid}/environ", "rb") as variables:
                if b"sourcedesk-demo-server" in line.read() and f"HOME={environment['HOME']}".encode() in variables.read().split(b"\0"):
                    found.append(int(pid))
        except OSError:
            continue  # ended meanwhile, or another user's
    return found


class Program(unittest.TestCase):
    """Each test has a home, a runtime folder and a folder for temporary files of its own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        for name in ("home", "tmp", "runtime"):
            os.mkdir(self.path(name), 0o700)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "QT_", "DBUS_"))}
        self.environment = kept | {
            "HOME": self.path("home"), "TMPDIR": self.path("tmp"), "XDG_RUNTIME_DIR": self.path("runtime"),
            "QT_QPA_PLATFORM": "offscreen", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        self.addCleanup(self.end_servers)

    def end_servers(self):
        for pid in servers_in(self.environment):
            os.kill(pid, signal.SIGKILL)

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def files_in(self, *parts):
        return sorted(os.path.relpath(os.path.join(folder, name), self.path(*parts))
                      for folder, folders, names in os.walk(self.path(*parts)) for name in folders + names)

    def run_program(self, *arguments, given=None, timeout=PATIENCE):
        """Runs sourcedesk to its end."""
        return subprocess.run([os.path.join(PROGRAMS, "sourcedesk"), *arguments], env=self.environment, input=given,
                              stdin=None if given is not None else subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=timeout)

    def start_program(self, *arguments):
        """Starts sourcedesk in the background."""
        program = subprocess.Popen([os.path.join(PROGRAMS, "sourcedesk"), *arguments], env=self.environment,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

        def end():
            if program.poll() is None:
                program.kill()
            program.communicate()
        self.addCleanup(end)
        return program

    def start_demo_server(self, *arguments):
        """A demo server for --url: its address and the token of the one with all rights."""
        server = subprocess.Popen(
            [os.path.join(PROGRAMS, "sourcedesk-demo-server"), "--port", "0", "--until-stdin-closes", *arguments],
            env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)

        def end():
            server.stdin.close()
            server.wait(10)
            server.stdout.close()
        self.addCleanup(end)
        ready = json.loads(server.stdout.readline())
        return ready["url"], ready["tokens"]["admin"]

    def assert_quiet_success(self, done):
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))

    def assert_one_line(self, done, exit_code, words=""):
        self.assertEqual(done.returncode, exit_code, done.stderr)
        self.assertEqual(done.stdout, "")
        self.assertRegex(done.stderr, r"\Asourcedesk: \S.*\n\Z")
        self.assertIn(words, done.stderr)

    def assert_picture(self, name="picture.png"):
        width, height = png_size(self.path(name))
        self.assertGreaterEqual(width, 820)
        self.assertGreaterEqual(height, 560)


class Words(Program):
    def test_help_and_version_go_to_standard_output(self):
        for option in ("--help", "-h"):
            done = self.run_program(option)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            for named in ("--demo", "--url", "--token-file", "--data-dir", "--source", "--new-instance", "--screenshot",
                          "--demo-job"):
                self.assertIn(named, done.stdout)
        for option in ("--version", "-v"):
            done = self.run_program(option)
            self.assertEqual((done.returncode, done.stdout, done.stderr), (0, f"sourcedesk {VERSION}\n", ""))

    def test_bad_arguments_are_one_line_and_exit_2(self):
        url = ("--url", "http://127.0.0.1:1")
        token = ("--token-file", self.path("token"))
        with open(self.path("token"), "w", encoding="utf-8") as file:
            file.write(TOKEN)
        for arguments, words in (
                (("--nonsense",), "nonsense"),
                (("somewhere",), "somewhere"),
                (("--demo", *url, *token), "exclude"),
                (url, "--token-file"),
                (token, "--url"),
                (("--screenshot", "a.png"), "--demo or --url"),
                (("--demo-job", "a.png"), "--demo or --url"),
                (("--demo", "--screenshot", "a.png", "--demo-job", "b.png"), "exclude"),
                (("--demo", "--screenshot"), "screenshot"),
                (("--demo", "--screenshot", ""), "screenshot"),
                (("--demo", "--data-dir", ""), "data-dir"),
                (("--demo", "--data-dir", "a", "--data-dir", "b"), "twice"),
                (("--demo=yes",), "demo"),
                (("--new-instance=yes",), "new-instance"),
                (("--new-instance", "--new-instance"), "twice"),
                (("--url", "", *token), "--url"),
                (("--url", "ftp://host", *token), "--url"),
                (("--url", "http://", *token), "--url"),
                (("--url", "http://me:secret@host", *token), "--url"),
                (("--url", "http://host/?query=1", *token), "--url")):
            with self.subTest(arguments=arguments):
                self.assert_one_line(self.run_program(*arguments, timeout=15), 2, words)

    def test_a_token_that_cannot_be_read_is_one_line_and_exit_2(self):
        with open(self.path("empty"), "w", encoding="utf-8") as file:
            file.write(" \n")
        for name, given in ((self.path("empty"), ""), (self.path("missing"), ""), (self.folder, ""), ("-", ""), ("-", "\n")):
            with self.subTest(name=name, given=given):
                done = self.run_program("--url", "http://127.0.0.1:1", "--token-file", name, given=given, timeout=15)
                self.assert_one_line(done, 2, "token")


class Pictures(Program):
    def test_the_first_source_is_drawn(self):
        self.assert_quiet_success(self.run_program("--demo", "--screenshot", self.path("picture.png")))
        self.assert_picture()

    def test_a_named_source_is_drawn(self):
        url, token = self.start_demo_server()
        pictures = []
        for slug in ("cinema-club", "plex-guests"):
            picture = self.path(f"{slug}.png")
            self.assert_quiet_success(self.run_program("--url", url, "--token-file", "-", "--source", slug,
                                                       "--screenshot", picture, given=token))
            self.assert_picture(f"{slug}.png")
            with open(picture, "rb") as file:
                pictures.append(file.read())
        self.assertNotEqual(*pictures)

    def test_every_form_of_an_address_reaches_the_server(self):
        url, token = self.start_demo_server()
        with open(self.path("token"), "w", encoding="utf-8") as file:
            file.write(token + "\n")
        for address in (url, url + "/", url + "/api/v3/", url + "/api/v3"):
            with self.subTest(address=address):
                self.assert_quiet_success(self.run_program("--url", address, "--token-file", self.path("token"),
                                                           "--screenshot", self.path("picture.png")))

    def test_a_sub_path_stays_before_the_path_of_the_api(self):
        with Answering(404) as server:
            for address in ("/auth", "/auth/", "/auth/api/v3/"):
                server.paths.clear()
                done = self.run_program("--url", server.url + address, "--token-file", "-",
                                        "--screenshot", self.path("picture.png"), given=TOKEN)
                self.assert_one_line(done, 1)
                self.assertTrue(server.paths)
                self.assertEqual([path for path in server.paths if not path.startswith("/auth/api/v3/")], [])
                self.assertEqual([path for path in server.paths if path.count("/api/v3/") != 1], [])

    def test_an_unknown_source_is_a_picture_a_line_and_exit_1(self):
        done = self.run_program("--demo", "--source", "no-such-source", "--screenshot", self.path("picture.png"))
        self.assert_one_line(done, 1, "no-such-source")
        self.assert_picture()

    def test_a_server_without_sources_is_a_picture_a_line_and_exit_1(self):
        url, token = self.start_demo_server("--empty")
        done = self.run_program("--url", url, "--token-file", "-", "--screenshot", self.path("picture.png"), given=token)
        self.assert_one_line(done, 1)
        self.assert_picture()

    def test_a_refused_connection_is_a_picture_a_line_and_exit_1(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))  # bound and not listening: refused
            done = self.run_program("--url", f"http://127.0.0.1:{free.getsockname()[1]}", "--token-file", "-",
                                    "--screenshot", self.path("picture.png"), given=TOKEN)
        self.assert_one_line(done, 1)
        self.assertNotIn(TOKEN, done.stderr)
        self.assert_picture()

    def test_a_refused_token_is_a_picture_a_line_and_exit_1(self):
        url, _ = self.start_demo_server()
        done = self.run_program("--url", url, "--token-file", "-", "--screenshot", self.path("picture.png"), given=TOKEN)
        self.assert_one_line(done, 1)
        self.assertNotIn(TOKEN, done.stderr)
        self.assert_picture()

    def test_a_silent_server_is_given_up_after_30_seconds(self):
        with socket.create_server(("127.0.0.1", 0)) as silent:  # the one slow test: it waits for real
            begun = time.monotonic()
            done = self.run_program("--url", f"http://127.0.0.1:{silent.getsockname()[1]}", "--token-file", "-",
                                    "--screenshot", self.path("picture.png"), given=TOKEN)
            took = time.monotonic() - begun
        self.assert_one_line(done, 1)
        self.assertGreater(took, 25)
        self.assertLess(took, 40)
        self.assert_picture()

    def test_a_picture_that_cannot_be_written_is_exit_1(self):
        done = self.run_program("--demo", "--screenshot", self.path("no-folder", "picture.png"))
        self.assert_one_line(done, 1, "picture.png")


class Jobs(Program):
    def test_the_demo_job_against_the_own_demo(self):
        self.assert_quiet_success(self.run_program("--demo", "--demo-job", self.path("picture.png")))
        self.assert_picture()
        self.assertEqual(servers_in(self.environment), [])

    def test_the_demo_job_sends_one_patch_to_the_given_server(self):
        server = subprocess.Popen(
            [os.path.join(PROGRAMS, "sourcedesk-demo-server"), "--port", "0", "--print-requests", "--until-stdin-closes"],
            env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        ready = json.loads(server.stdout.readline())
        done = self.run_program("--url", ready["url"], "--token-file", "-", "--source", "plex-home",
                                "--demo-job", self.path("picture.png"), given=ready["tokens"]["admin"])
        _, printed = server.communicate()
        self.assert_quiet_success(done)
        self.assert_picture()
        lines = printed.splitlines()
        self.assertEqual(sum(line.endswith(" HTTP/1.1") for line in lines), 1)
        self.assertEqual(lines[0], "PATCH /api/v3/sources/plex/plex-home/ HTTP/1.1")
        self.assertEqual(json.loads(lines[1]), {"name": "Plex Home Family", "user_path_template": "plex/%(slug)s"})
        self.assertEqual(lines[2], "-> 200 OK")


class Files(Program):
    def test_a_data_folder_holds_everything(self):
        data = self.path("data")
        url, token = self.start_demo_server()
        keys = []
        for _ in range(2):
            self.assert_quiet_success(self.run_program("--url", url, "--token-file", "-", "--data-dir", data,
                                                       "--screenshot", self.path("picture.png"), given=token))
            with open(os.path.join(data, "digest.key"), "rb") as key:
                keys.append(key.read())
        self.assertEqual(len(keys[0]), 32)
        self.assertEqual(*keys)
        self.assertEqual(stat.S_IMODE(os.stat(os.path.join(data, "digest.key")).st_mode), 0o600)
        self.assertEqual(self.files_in("home"), [])
        self.assertEqual(self.files_in("tmp"), [])
        for name in self.files_in("data"):
            if os.path.isfile(os.path.join(data, name)):
                with open(os.path.join(data, name), "rb") as file:
                    self.assertNotIn(token.encode(), file.read(), name)

    def test_a_demo_leaves_nothing_behind(self):
        self.assert_quiet_success(self.run_program("--demo", "--screenshot", self.path("picture.png")))
        self.assertEqual(self.files_in("home"), [])
        self.assertEqual(self.files_in("tmp"), [])
        self.assertEqual(servers_in(self.environment), [])

    def test_a_demo_with_a_data_folder_keeps_it(self):
        self.assert_quiet_success(self.run_program("--demo", "--data-dir", self.path("data"),
                                                   "--screenshot", self.path("picture.png")))
        self.assertIn("digest.key", self.files_in("data"))
        self.assertEqual(self.files_in("home"), [])


class Ends(Program):
    def start_demo(self):
        program = self.start_program("--demo")
        wait_for("the demo server", lambda: servers_in(self.environment))
        return program

    def test_without_arguments_it_waits_at_its_start_page(self):
        program = self.start_program("--data-dir", self.path("data"))
        wait_for("the data folder", lambda: os.path.exists(self.path("data", "digest.key")))
        time.sleep(1)  # long enough for a server that nobody asked for
        self.assertIsNone(program.poll())
        self.assertEqual(servers_in(self.environment), [])

    def test_a_killed_program_takes_its_demo_server_along(self):
        program = self.start_demo()
        program.kill()
        program.wait()
        wait_for("the end of the demo server", lambda: not servers_in(self.environment), 2.0)

    def test_a_terminated_program_ends_in_order(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            with self.subTest(signal=number):
                program = self.start_demo()
                program.send_signal(number)
                program.wait(10)
                wait_for("the end of the demo server", lambda: not servers_in(self.environment), 2.0)
                self.assertEqual(self.files_in("tmp"), [])

    def crash(self, command, given=""):
        """Starts a program that may dump as much as it wants, and aborts it: its limit, its filter, whether it dumped, its words."""
        def allow_dumps():
            resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        program = subprocess.Popen(command, env=self.environment | {"QT_LOGGING_RULES": "*.debug=true"}, cwd=self.path("tmp"),
                                   stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                                   preexec_fn=allow_dumps)
        with program.stdin, program.stderr:
            program.stdin.write(given)
            program.stdin.close()
            wait_for("the start of the program", lambda: self.is_asleep(program.pid))
            with open(f"/proc/{program.pid}/limits", encoding="ascii") as limits:
                limit = next(line for line in limits if line.startswith("Max core file size")).split()[4]
            with open(f"/proc/{program.pid}/coredump_filter", encoding="ascii") as line:
                kinds = int(line.read(), 16)
            program.send_signal(signal.SIGABRT)
            _, status = os.waitpid(program.pid, 0)
            program.returncode = os.waitstatus_to_exitcode(status)
            return limit, kinds, os.WCOREDUMP(status), program.stderr.read()

    def is_asleep(self, pid):
        """It waits for events, and a program with a window has its store open."""
        with open(f"/proc/{pid}/stat", encoding="ascii") as stat_line:
            state = stat_line.read().rsplit(")", 1)[1].split()[0]
        with open(f"/proc/{pid}/comm", encoding="ascii") as name:
            is_ours = name.read().strip() == "sourcedesk"
        return state == "S" and (not is_ours or any(name.endswith(".sqlite") for name in self.files_in("data")))

    def test_a_crash_leaves_no_picture_of_the_memory(self):
        url, token = self.start_demo_server()
        limit, kinds, dumped, said = self.crash(
            [os.path.join(PROGRAMS, "sourcedesk"), "--data-dir", self.path("data"), "--url", url, "--token-file", "-"], token)
        self.assertEqual((limit, kinds, dumped), ("0", 0, False))
        self.assertNotIn(token, said)
        self.assertEqual([name for name in self.files_in("tmp") if "core" in name], [])
        limit, kinds, dumped, _ = self.crash(["sleep", "60"])
        self.assertEqual(limit, "unlimited")
        self.assertNotEqual(kinds, 0)
        if not dumped:
            self.skipTest("this system writes no core files at all: only the limit was seen")


class Answering:
    """A server that answers each request with one status and notes the paths."""

    def __init__(self, status):
        self.paths = []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                outer.paths.append(self.path)
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_OPTIONS = do_GET

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()


if __name__ == "__main__":
    PROGRAMS, VERSION = os.path.abspath(sys.argv.pop(1)), sys.argv.pop(1)
    unittest.main(verbosity=2)
