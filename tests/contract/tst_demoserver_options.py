#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo server as a program: its options, its streams and how it ends."""
import concurrent.futures
import http.client
import json
import os
import signal
import subprocess
import sys
import time
import unittest
import urllib.parse

from demoprocess import DemoProcess

SERVER = ""
HOME = "/api/v3/sources/plex/plex-home/"
RECORDED = sorted(os.listdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../fixtures/authentik/recordings")))


def call(demo, method, path, body=None, token="admin", headers=None):
    """(status, JSON value) of one exchange."""
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(demo.url).netloc, timeout=20)
    sent = {"Accept": "application/json", "Authorization": "Bearer " + demo.tokens[token], **(headers or {})}
    if body is not None:
        sent["Content-Type"], body = "application/json", json.dumps(body)
    try:
        connection.request(method, path, body, sent)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read() or b"null")
    finally:
        connection.close()


def run(*arguments):
    return subprocess.run([SERVER, *arguments], capture_output=True, text=True, timeout=20, check=False, stdin=subprocess.DEVNULL)


class BadArguments(unittest.TestCase):
    def test_each_is_one_line_and_exit_2(self):
        for arguments in (["--colour"], ["plex"], ["--port", "x"], ["--port", "70000"], ["--port", "-1"], ["--like", "2024.1"],
                          ["--like", ""], ["--like", "2025"], ["--delay-ms", "-5"], ["--overlap-ms", "soon"], ["--port"]):
            with self.subTest(arguments):
                done = run(*arguments)
                self.assertEqual(done.returncode, 2)
                self.assertEqual(done.stdout, "")
                self.assertEqual(len(done.stderr.splitlines()), 1)
                self.assertTrue(done.stderr.startswith("sourcedesk-demo-server: "))

    def test_a_release_without_a_recording_is_refused_and_the_known_ones_named(self):
        for release in ("2024.2", "2022.8", "2026.8", "latest"):
            with self.subTest(release):
                done = run("--like", release)
                self.assertEqual(done.returncode, 2)
                self.assertIn(f"No recorded release “{release}”; there are ", done.stderr)
                for known in RECORDED:
                    self.assertIn(known, done.stderr)

    def test_taken_port_is_exit_1(self):
        with DemoProcess(SERVER) as demo:
            done = run("--port", str(urllib.parse.urlsplit(demo.url).port))
        self.assertEqual(done.returncode, 1)
        self.assertEqual(len(done.stderr.splitlines()), 1)

    def test_help_and_version_are_exit_0(self):
        self.assertIn("--overlap-ms", run("--help").stdout)
        self.assertEqual(run("--help").returncode, 0)
        self.assertTrue(run("--version").stdout.startswith("sourcedesk-demo-server "))


class Start(unittest.TestCase):
    def test_prints_exactly_one_line_of_json(self):
        with DemoProcess(SERVER) as demo:
            self.assertRegex(demo.url, r"^http://127\.0\.0\.1:[1-9]\d*$")
            self.assertEqual(set(demo.tokens), {"admin", "viewer", "none"})
            self.assertEqual(len(set(demo.tokens.values())), 3)
            self.assertEqual(demo.finish()[1:], (b"", b""))

    def test_tokens_are_new_at_each_start(self):
        with DemoProcess(SERVER) as first, DemoProcess(SERVER) as second:
            self.assertNotEqual(first.tokens, second.tokens)

    def test_listens_on_the_loopback_address_only(self):
        with DemoProcess(SERVER) as demo:
            port = f"{urllib.parse.urlsplit(demo.url).port:04X}"
            with open(f"/proc/{demo.process.pid}/net/tcp", encoding="ascii") as table:
                listening = [row.split()[1] for row in table if row.split()[3] == "0A"]
        self.assertEqual([place for place in listening if place.endswith(":" + port)], ["0100007F:" + port])

    def test_plays_the_release_asked_for_in_full_or_short_and_the_newest_otherwise(self):
        for arguments, version in (([], "2025.12.4"), (["--like", "2025.12"], "2025.12.4"), (["--like", "2025.12.4"], "2025.12.4"),
                                   (["--like", "2023.10"], "2023.10.7"), (["--like=2023.10.7"], "2023.10.7")):
            with self.subTest(arguments), DemoProcess(SERVER, *arguments) as demo:
                self.assertEqual(call(demo, "GET", "/api/v3/admin/version/")[1]["version_current"], version)

    def test_plays_every_recorded_release(self):
        for release in RECORDED:
            with self.subTest(release), DemoProcess(SERVER, "--like", release) as demo:
                self.assertEqual(call(demo, "GET", "/api/v3/admin/version/")[1]["version_current"], release)

    def test_has_three_sources_or_none(self):
        with DemoProcess(SERVER) as demo:
            rows = call(demo, "GET", "/api/v3/sources/plex/?ordering=name")[1]["results"]
            self.assertEqual([(r["slug"], r["enabled"], r["managed"] is not None) for r in rows],
                             [("cinema-club", True, True), ("plex-guests", False, False), ("plex-home", True, False)])
            flows = call(demo, "GET", "/api/v3/flows/instances/")[1]["pagination"]
            self.assertEqual((flows["end_index"], flows["next"]), (20, 2))
        with DemoProcess(SERVER, "--empty") as demo:
            self.assertEqual(call(demo, "GET", "/api/v3/sources/plex/")[1]["pagination"]["count"], 0)
            self.assertEqual(call(demo, "GET", "/api/v3/sources/all/?slug=authentik-built-in")[1]["pagination"]["count"], 1)
            self.assertEqual(call(demo, "GET", "/api/v3/flows/instances/?slug=default-source-authentication")[1]["pagination"]["count"], 1)

    def test_callers_have_the_rights_of_their_names(self):
        with DemoProcess(SERVER) as demo:
            for token, get, patch in (("admin", 200, 200), ("viewer", 200, 403), ("none", 403, 403)):
                with self.subTest(token):
                    self.assertEqual(call(demo, "GET", HOME, token=token)[0], get)
                    self.assertEqual(call(demo, "PATCH", HOME, {"name": "x"}, token=token)[0], patch)


class End(unittest.TestCase):
    def test_sigterm_and_sigint_end_cleanly(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            with self.subTest(number), DemoProcess(SERVER) as demo:
                demo.process.send_signal(number)
                self.assertEqual(demo.process.wait(timeout=20), 0)  # before its input is closed
                self.assertEqual(demo.finish(), (0, b"", b""))

    def test_closing_standard_input_ends_it_cleanly(self):
        with DemoProcess(SERVER) as demo:
            demo.process.stdin.write(b"not the end\n")
            demo.process.stdin.flush()
            self.assertEqual(call(demo, "GET", HOME)[0], 200)
            demo.process.stdin.close()
            self.assertEqual(demo.process.wait(timeout=20), 0)
            self.assertEqual(demo.finish(), (0, b"", b""))

    def test_closed_standard_input_alone_does_not_end_it(self):
        with subprocess.Popen([SERVER, "--port", "0"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as process:
            ready = json.loads(process.stdout.readline())
            with self.assertRaises(subprocess.TimeoutExpired):
                process.wait(timeout=0.5)
            process.terminate()
            self.assertEqual(process.wait(timeout=20), 0)
        self.assertIn("url", ready)

    def test_ends_when_its_parent_is_killed(self):
        parent = subprocess.Popen(
            [sys.executable, "-c", "import subprocess,sys,time\n"
             "p = subprocess.Popen([sys.argv[1], '--port', '0', '--until-stdin-closes'], stdin=subprocess.PIPE)\n"
             "print(p.pid, flush=True)\ntime.sleep(60)", SERVER], stdout=subprocess.PIPE)
        lines = {parent.stdout.readline(), parent.stdout.readline()}  # the pid and the server's own line
        child = int(next(line for line in lines if line.strip().isdigit()))
        parent.kill()
        parent.wait()
        parent.stdout.close()
        for _ in range(200):
            try:
                with open(f"/proc/{child}/stat", encoding="ascii") as state:
                    if state.read().rsplit(")", 1)[1].split()[0] == "Z":
                        return  # ended; nobody has collected it
            except (FileNotFoundError, ProcessLookupError):  # gone, perhaps between opening and reading
                return
            time.sleep(0.05)
        os.kill(child, signal.SIGKILL)
        self.fail("the server lives on")


class Switches(unittest.TestCase):
    def test_print_requests_shows_line_body_and_answer_of_writes_only(self):
        with DemoProcess(SERVER, "--print-requests") as demo:
            call(demo, "GET", HOME)
            call(demo, "PATCH", HOME, {"name": "Plex Family"})
            call(demo, "PATCH", HOME, {"name": ""})
            _, _, shown = demo.finish()
            lines = shown.decode().splitlines()
            self.assertEqual(lines[:3], [f"PATCH {HOME} HTTP/1.1", '{"name": "Plex Family"}', "-> 200 OK"])
            self.assertEqual(json.loads(lines[3])["name"], "Plex Family")
            self.assertEqual(lines[4:], [f"PATCH {HOME} HTTP/1.1", '{"name": ""}', "-> 400 Bad Request",
                                         '{"name":["This field may not be blank."]}'])
            for token in demo.tokens.values():
                self.assertNotIn(token, shown.decode())

    def test_delay_holds_back_each_answer(self):
        with DemoProcess(SERVER, "--delay-ms", "300") as demo:
            for method, body in (("GET", None), ("PATCH", {"name": "x"}), ("PATCH", {"name": ""})):
                begin = time.monotonic()
                call(demo, method, HOME, body)
                self.assertGreaterEqual(time.monotonic() - begin, 0.3)
            with concurrent.futures.ThreadPoolExecutor(10) as pool:  # side by side, not one after the other
                begin = time.monotonic()
                list(pool.map(lambda _: call(demo, "GET", HOME), range(10)))
                self.assertLess(time.monotonic() - begin, 2.5)

    def patch_two_fields(self, *arguments):
        with DemoProcess(SERVER, *arguments) as demo, concurrent.futures.ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(lambda body: call(demo, "PATCH", HOME, body),
                                    ({"name": "Plex Family"}, {"allow_friends": False})))
            stored = call(demo, "GET", HOME)[1]
        self.assertEqual([status for status, _ in answers], [200, 200])
        self.assertEqual(answers[0][1]["name"], "Plex Family")
        self.assertIs(answers[1][1]["allow_friends"], False)
        return (stored["name"] == "Plex Family") + (stored["allow_friends"] is False)

    def test_overlap_loses_one_of_two_patches_of_different_fields(self):
        self.assertEqual(self.patch_two_fields("--overlap-ms", "400"), 1)

    def test_without_overlap_both_stay(self):
        self.assertEqual(self.patch_two_fields(), 2)


if __name__ == "__main__":
    place = sys.argv.index("--server")
    SERVER = sys.argv[place + 1]
    del sys.argv[place:place + 2]
    unittest.main(verbosity=1)
