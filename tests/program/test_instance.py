#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several starts on one data folder, with the real programs: who listens, who hands over, and what becomes of a token.

Usage: test_instance.py <folder of the programs> [arguments for unittest]
"""

import fcntl
import http.client
import http.server
import json
import os
import signal
import socket
import stat
import struct
import subprocess
import sys
import threading
import time
import unittest
import urllib.parse

import test_program
from test_program import wait_for

NOBODY = 65534


class Noting:
    """A server that passes reading requests on to another one and notes their paths and tokens."""

    def __init__(self, url):
        self.requests = []  # (path, token)
        target = urllib.parse.urlsplit(url).netloc
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                outer.requests.append((self.path, self.headers.get("Authorization", "").removeprefix("Bearer ")))
                onward = http.client.HTTPConnection(target)
                onward.request(self.command, self.path, headers={"Authorization": self.headers.get("Authorization", "")})
                answer = onward.getresponse()
                body = answer.read()
                self.send_response(answer.status)
                self.send_header("Content-Type", answer.getheader("Content-Type", ""))
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
                onward.close()

            do_OPTIONS = do_GET

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def has_path(self, path):
        return any(asked.split("?")[0] == path for asked, _ in self.requests)


class Instances(test_program.Program):
    def setUp(self):
        super().setUp()
        self.data = ("--data-dir", self.path("data"))

    def sockets(self, folder="runtime"):
        return [self.path(folder, name) for name in self.files_in(folder) if name.endswith(".socket")]

    def connect(self):
        """A connection to the one that listens; none when nobody does."""
        client = socket.socket(socket.AF_UNIX)
        client.settimeout(10)
        try:
            client.connect(self.sockets()[0])
        except (OSError, IndexError):
            client.close()
            return None
        return client

    def is_listening(self):
        client = self.connect()
        if client:
            client.close()
        return client is not None

    def start_first(self, *arguments):
        program = self.start_program(*self.data, *arguments)
        wait_for("a program that listens", self.is_listening)
        return program

    def has_window(self, program):
        """The claim that a program makes on the data folder, once it has made its window."""
        return any(name.startswith("sourcedesk.use-") and name.endswith(f"-{program.pid}") for name in self.files_in("data"))

    def start_noting_server(self):
        url, token = self.start_demo_server()
        server = Noting(url)
        self.addCleanup(server.close)
        with open(self.path("token"), "w", encoding="utf-8") as file:
            file.write(token + "\n")
        return server, token

    def hand_over(self, *arguments):
        self.assert_quiet_success(self.run_program(*self.data, *arguments, timeout=15))

    def talk(self, sent, is_all=False):
        """What is answered to these bytes until the connection is closed."""
        client = self.connect()
        self.assertIsNotNone(client)
        with client:
            try:
                client.sendall(sent)
                if is_all:
                    client.shutdown(socket.SHUT_WR)
                return client.recv(100)
            except (BrokenPipeError, ConnectionResetError):
                return b""  # closed before all was read


def message(members):
    body = members if isinstance(members, bytes) else json.dumps(members).encode()
    return struct.pack(">I", len(body)) + body


class HandOver(Instances):
    def test_a_second_start_ends_and_its_source_opens_in_the_first(self):
        server, _ = self.start_noting_server()
        first = self.start_first("--url", server.url, "--token-file", self.path("token"))
        wait_for("the list", lambda: server.has_path("/api/v3/sources/plex/"))
        self.assertFalse(server.has_path("/api/v3/sources/plex/plex-guests/"))
        self.hand_over("--source", "plex-guests")
        wait_for("the named source", lambda: server.has_path("/api/v3/sources/plex/plex-guests/"))
        self.hand_over()
        self.assertIsNone(first.poll())

    def test_a_token_arrives_and_is_left_nowhere(self):
        server, token = self.start_noting_server()
        first = self.start_first()
        self.hand_over("--url", server.url, "--token-file", self.path("token"), "--source", "plex-guests")
        wait_for("the named source", lambda: server.has_path("/api/v3/sources/plex/plex-guests/"))
        self.assertEqual({used for _, used in server.requests}, {token})
        for name in ("cmdline", "environ"):
            with open(f"/proc/{first.pid}/{name}", "rb") as file:
                self.assertNotIn(token.encode(), file.read())
        os.unlink(self.path("token"))
        for name in self.files_in():
            if os.path.isfile(self.path(name)):
                with open(self.path(name), "rb") as file:
                    self.assertNotIn(token.encode(), file.read(), name)
        first.terminate()
        said, complained = first.communicate(timeout=10)
        self.assertEqual(said, "")
        self.assertIn(complained, ("", "This plugin does not support raise()\n"))  # Qt's offscreen platform

    def test_another_spelling_of_the_folder_is_the_same_instance(self):
        first = self.start_first()
        os.symlink("data", self.path("link"))
        for spelling in (self.path("link"), self.path("home", "..", "data") + "/"):
            self.assert_quiet_success(self.run_program("--data-dir", spelling, timeout=15))
        self.assertIsNone(first.poll())

    def test_ten_starts_at_once_leave_one_program(self):
        programs = [self.start_program(*self.data) for _ in range(10)]
        wait_for("nine ended", lambda: sum(program.poll() is not None for program in programs) == 9, 30)
        self.assertEqual(sorted(str(program.poll()) for program in programs), ["0"] * 9 + ["None"])
        self.assertTrue(self.is_listening())

    def test_a_start_while_the_first_ends_takes_its_place(self):
        first = self.start_first()
        wait_for("its window", lambda: self.has_window(first))
        first.terminate()
        second = self.start_program(*self.data)
        # On a slow machine the signal may come before the program listens to it.
        self.assertIn(first.wait(20), (0, -signal.SIGTERM))
        wait_for("the second's window", lambda: self.has_window(second))
        self.hand_over()
        self.assertIsNone(second.poll())


    def test_a_start_waits_for_one_that_has_the_lock_and_does_not_listen_yet(self):
        first = self.start_first()
        first.kill()
        first.wait()
        lock = [self.path("runtime", name) for name in self.files_in("runtime") if name.endswith(".lock")][0]
        with open(lock, "r+b") as held:
            fcntl.lockf(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            second = self.start_program(*self.data)
            time.sleep(1)  # several times what a start takes to listen
            self.assertIsNone(second.poll())
            self.assertFalse(self.is_listening())
        wait_for("the second that listens", self.is_listening, 4.0)
        self.assertIsNone(second.poll())


class Beside(Instances):
    def test_a_new_instance_starts_beside_the_first(self):
        first = self.start_first()
        second = self.start_program(*self.data, "--new-instance")
        wait_for("two windows", lambda: self.has_window(first) and self.has_window(second))
        second.kill()
        self.hand_over()  # to the first: the second never listened
        self.assertIsNone(first.poll())

    def test_another_data_folder_is_another_instance(self):
        first = self.start_first()
        second = self.start_program("--data-dir", self.path("other"))
        wait_for("two that listen", lambda: len(self.sockets()) == 2)
        self.assertEqual((first.poll(), second.poll()), (None, None))

    def test_demos_and_jobs_neither_hand_over_nor_listen(self):
        first = self.start_first()
        files = self.files_in("runtime")
        self.assert_quiet_success(self.run_program("--demo", *self.data, "--screenshot", self.path("picture.png")))
        self.assert_picture()
        self.start_program("--demo")
        wait_for("the demo server", lambda: test_program.servers_in(self.environment))
        self.assertEqual(self.files_in("runtime"), files)
        self.assertIsNone(first.poll())


class Trouble(Instances):
    def test_a_socket_that_a_killed_program_left_is_replaced(self):
        first = self.start_first()
        first.kill()
        first.wait()
        self.assertEqual(len(self.sockets()), 1)
        self.assertFalse(self.is_listening())
        second = self.start_first()
        self.hand_over()
        self.assertIsNone(second.poll())

    def test_a_first_that_hangs_is_named_and_does_nothing_later(self):
        server, _ = self.start_noting_server()
        first = self.start_first()
        first.send_signal(signal.SIGSTOP)
        begun = time.monotonic()
        done = self.run_program(*self.data, "--url", server.url, "--token-file", self.path("token"), timeout=15)
        self.assertGreater(time.monotonic() - begun, 4)
        self.assert_one_line(done, 1, f"process {first.pid}")
        self.assertIn("--new-instance", done.stderr)
        first.send_signal(signal.SIGCONT)
        self.hand_over()
        self.assertEqual(server.requests, [])
        self.assertIsNone(first.poll())

    def test_garbage_is_answered_by_closing(self):
        first = self.start_first()
        server, token = self.start_noting_server()
        wanted = {"url": server.url, "token": token}
        silent = self.connect()  # says nothing at all and holds nobody up
        self.addCleanup(silent.close)
        for cut in (b"", b"\0\0", message(wanted | {"version": 1})[:-1]):
            with self.subTest(cut=cut):
                self.assertEqual(self.talk(cut, is_all=True), b"")
        for sent in (b"GET / HTTP/1.1\r\n\r\n", b"\xff" * 200_000, message(b""), message(b"{"), message(b"[1]"),
                     message(wanted), message(wanted | {"version": 2}), message(wanted | {"version": "1"}),
                     message({"version": 1, "url": server.url}), message({"version": 1, "token": token}),
                     message({"version": 1, "url": [server.url], "token": token}),
                     message({"version": 1, "source": "x" * 70_000})):
            with self.subTest(sent=sent[:60]):
                self.assertEqual(self.talk(sent), b"")
        self.assertEqual(server.requests, [])
        self.hand_over("--url", server.url, "--token-file", self.path("token"))
        wait_for("requests", lambda: server.requests)
        self.assertIsNone(first.poll())


class Places(Instances):
    def mode(self, path):
        return stat.S_IMODE(os.lstat(path).st_mode)

    def test_the_socket_is_this_users_only(self):
        self.start_first()
        self.assertEqual(self.mode(self.sockets()[0]) & 0o777, 0o600)
        self.assertEqual(self.files_in("tmp"), [])

    def test_a_runtime_folder_that_others_may_enter_is_not_used(self):
        os.chmod(self.path("runtime"), 0o755)
        first = self.start_program(*self.data)
        wait_for("the socket", lambda: self.sockets("tmp"))
        self.assertEqual(self.files_in("runtime"), [])
        self.assertEqual(self.mode(os.path.dirname(self.sockets("tmp")[0])), 0o700)
        self.hand_over()
        self.assertIsNone(first.poll())

    def test_without_a_safe_folder_nothing_is_handed_over(self):
        del self.environment["XDG_RUNTIME_DIR"]
        os.mkdir(self.path("elsewhere"), 0o700)
        os.symlink(self.path("elsewhere"), self.path("tmp", f"sourcedesk-{os.geteuid()}"))
        programs = [self.start_program(*self.data) for _ in range(2)]
        try:
            wait_for("two windows", lambda: all(self.has_window(program) for program in programs))
        except AssertionError as unseen:
            raise AssertionError(f"{unseen}; exit codes {[program.poll() for program in programs]}, files {self.files_in('data')}") from unseen
        self.assertEqual(self.files_in("elsewhere"), [])

    @unittest.skipUnless(os.geteuid() == 0, "only root can try as another user")
    def test_another_user_is_not_listened_to(self):
        self.start_first()
        for path, mode in ((self.folder, 0o711), (self.path("runtime"), 0o711), (self.sockets()[0], 0o666)):
            os.chmod(path, mode)
        sent = message({"version": 1, "source": "plex-guests"})
        self.assertEqual(self.talk_as(os.geteuid(), sent), b"taken")
        self.assertEqual(self.talk_as(NOBODY, sent), b"")

    @unittest.skipUnless(os.geteuid() == 0, "only root can start a program as another user")
    def test_two_users_at_once_do_not_meet(self):
        """Each with a home of their own, and one folder for temporary files for both."""
        os.chmod(self.folder, 0o711)
        os.chmod(self.path("tmp"), 0o1777)
        del self.environment["XDG_RUNTIME_DIR"]
        programs = {}
        for user in (os.geteuid(), NOBODY):
            home = self.path(f"home-{user}")
            os.mkdir(home, 0o700)
            os.chown(home, user, user)
            programs[user] = self.start_as(user, home)
        for user, program in programs.items():
            data = os.path.join(f"home-{user}", ".local", "share", "sourcedesk")
            wait_for(f"the window of {user}", lambda data=data, program=program: any(
                name.startswith("sourcedesk.use-") and name.endswith(f"-{program.pid}") for name in self.files_in(data)))
            wait_for(f"the socket of {user}", lambda user=user: self.sockets(os.path.join("tmp", f"sourcedesk-{user}")))
            for folder in (f"home-{user}", os.path.join("tmp", f"sourcedesk-{user}")):
                for name in self.files_in(folder):
                    self.assertEqual(os.lstat(self.path(folder, name)).st_uid, user, name)
        for user in programs:  # a second start reaches the own one only
            self.assertEqual(self.start_as(user, self.path(f"home-{user}")).wait(15), 0)
        for program in programs.values():
            self.assertIsNone(program.poll())
            program.terminate()
            self.assertEqual(program.wait(15), 0)

    def start_as(self, user, home):
        program = subprocess.Popen([os.path.join(test_program.PROGRAMS, "sourcedesk")], env=self.environment | {"HOME": home},
                                   user=user, group=user, extra_groups=[], cwd="/", stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

        def end():
            if program.poll() is None:
                program.kill()
            program.communicate()
        self.addCleanup(end)
        return program

    def talk_as(self, user, sent):
        """What another user hears. It connects from a process of its own: an effective user is the whole process's."""
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                path = self.sockets()[0]
                os.setresuid(user, user, user)
                client = socket.socket(socket.AF_UNIX)
                client.settimeout(10)
                client.connect(path)
                try:
                    client.sendall(sent)
                    os.write(writing, client.recv(100))
                except (BrokenPipeError, ConnectionResetError):
                    pass
                os._exit(0)
            finally:
                os._exit(1)
        os.close(writing)
        with os.fdopen(reading, "rb") as heard:
            answer = heard.read()
        self.assertEqual(os.waitpid(child, 0)[1], 0, "it could not connect")
        return answer


if __name__ == "__main__":
    test_program.PROGRAMS = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)
