# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo server as a child process, for the scripts beside this file."""
import importlib.util
import json
import pathlib
import subprocess


class DemoProcess:
    """Starts the server and reads its one line; ends it at the end of the `with` block.

    `url` and `tokens` are what the line said, `process` is the child. It also ends when this process
    is killed, because its standard input closes then.
    """

    def __init__(self, server, *arguments):
        self.command = [server, "--port", "0", "--until-stdin-closes", *arguments]
        self.result = None

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"no line from {self.command}: {self.process.stderr.read().decode()}")
        ready = json.loads(line)
        self.url, self.tokens = ready["url"], ready["tokens"]
        return self

    def __exit__(self, failure, *_):
        code, _, errors = self.finish()
        if code != 0 and failure is None:
            raise RuntimeError(f"the server ended with {code}: {errors.decode()}")

    def finish(self):
        """Closes standard input and waits; returns (exit code, rest of standard output, standard error)."""
        if self.result is None:
            if self.process.stdin.closed:
                self.process.stdin = None  # communicate() would flush it
            output, errors = self.process.communicate(timeout=20)
            self.result = self.process.returncode, output, errors
        return self.result


def load_capture(fixtures, change=lambda text: text):
    """capture.py of the fixtures as a module, its text run through `change` first."""
    file = pathlib.Path(fixtures) / "capture.py"
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("capture", loader=None))
    exec(compile(change(file.read_text("utf-8")), str(file), "exec"), module.__dict__)  # pylint: disable=exec-used
    return module
