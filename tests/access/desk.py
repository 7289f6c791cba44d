# SPDX-License-Identifier: GPL-3.0-or-later
"""The real program on a demo server, seen and handled only through the accessibility bus.

A Desk owns both processes and their data folder. Elements are found by role and name, as assistive technology finds them;
nothing here knows a widget, a position or a key of the program.
"""

import json
import os
import subprocess
import tempfile
import threading
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402  (the version comes first)

Role = Atspi.Role
State = Atspi.StateType
PATIENCE = 30.0  # seconds; only failures take that long
BUTTONS = (Role.PUSH_BUTTON, Role.TOGGLE_BUTTON)
ENTRIES = (Role.TEXT, Role.PASSWORD_TEXT, Role.ENTRY)


class NotSeen(AssertionError):
    """What was waited for did not come."""


def pump():
    """Delivers what came from the bus."""
    context = GLib.MainContext.default()
    while context.iteration(False):
        pass


def wait_for(what, look, seconds=PATIENCE):
    """The first true value of look(); elements that vanish while one looks are looked for again."""
    end = time.monotonic() + seconds
    while True:
        pump()
        try:
            seen = look()
        except GLib.Error:
            seen = None
        if seen:
            return seen
        if time.monotonic() > end:
            raise NotSeen(f"not seen within {seconds:.0f} s: {what}")
        time.sleep(0.05)


def children(element):
    for at in range(element.get_child_count()):
        child = element.get_child_at_index(at)
        if child is not None:
            yield child


def walk(element, path=()):
    """The element and all below it, each with the names and roles on the way to it."""
    yield element, path
    here = path + (f"{element.get_role_name()} '{element.get_name()}'",)
    for child in children(element):
        yield from walk(child, here)


def has(element, *states):
    held = element.get_state_set()
    return all(held.contains(state) for state in states)


def actions(element):
    if "Action" not in element.get_interfaces():
        return []
    return [Atspi.Action.get_action_name(element, at) for at in range(Atspi.Action.get_n_actions(element))]


def act(element, name):
    """Does the action of that name; without it the element cannot be handled by assistive technology."""
    names = actions(element)
    if name not in names:
        raise NotSeen(f"'{element.get_name()}' has no action {name}, only {names}")
    if not Atspi.Action.do_action(element, names.index(name)):
        raise NotSeen(f"'{element.get_name()}' refused the action {name}")


def text_of(element):
    return Atspi.Text.get_text(element, 0, Atspi.Text.get_character_count(element))


def set_text(element, text):
    """Sets the text as a whole, the way of dictation and of switch access."""
    if not Atspi.EditableText.set_text_contents(element, text):
        raise NotSeen(f"'{element.get_name()}' did not take a text")


def labelled(element):
    """What the label `element` says that it is the label of; None when it is none."""
    for relation in element.get_relation_set():
        if relation.get_relation_type() == Atspi.RelationType.LABEL_FOR and relation.get_n_targets() > 0:
            return relation.get_target(0)
    return None


def type_keys(text):
    """Types on the keyboard of the display, into what has the focus."""
    Atspi.generate_keyboard_event(0, text, Atspi.KeySynthType.STRING)


class Desk:
    """The program connected to a demo server of its own, or at its start page."""

    def __init__(self, programs, connected=True):
        self.open(programs)
        try:
            self._start(programs, connected)
            if connected:
                wait_for("the list of sources", lambda: self.row("Plex Home"))
        except BaseException:
            self.end()
            raise

    def open(self, programs):
        """A folder and a demo server, and no program yet."""
        self.written = []  # (request line, body) of each write, as the server received it
        self.folder = tempfile.TemporaryDirectory()
        self.server = subprocess.Popen(
            [os.path.join(programs, "sourcedesk-demo-server"), "--port", "0", "--print-requests", "--until-stdin-closes"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.program = None
        self.ready = json.loads(self.server.stdout.readline())
        threading.Thread(target=self._read_requests, daemon=True).start()
        list(children(Atspi.get_desktop(0)))  # starts the bus; a program that comes first would not find it

    def _start(self, programs, connected):
        connection = ["--url", self.ready["url"], "--token-file", "-"] if connected else []
        self.run([os.path.join(programs, "sourcedesk"), "--data-dir", os.path.join(self.folder.name, "data"), *connection],
                 given=self.ready["tokens"]["admin"])

    def run(self, command, given="", **more):
        """Starts the program and waits for its window."""
        self.program = subprocess.Popen(command, stdin=subprocess.PIPE, text=True, **more)
        self.program.stdin.write(given)
        self.program.stdin.close()
        self.application = wait_for("the program on the accessibility bus", self._find_application)
        self.application.set_cache_mask(Atspi.Cache.NONE)  # what is now, never what was
        self._activate()

    def crash_and_start(self, programs):
        """Kills the program where it stands, and starts it again on the same data."""
        self.program.kill()
        self.program.wait()
        self._start(programs, connected=True)

    def end(self):
        if self.program:
            self.program.kill()
            self.program.wait()
        self.server.stdin.close()
        self.server.wait(10)
        self.server.stdout.close()
        self.folder.cleanup()
        pump()

    def _find_application(self):
        desktop = Atspi.get_desktop(0)
        desktop.clear_cache()
        for found in children(desktop):
            if found.get_process_id() == self.program.pid:
                return found
        return None

    def _activate(self):
        """Gives the window the keyboard: the display has no window manager that would."""
        frame = wait_for("the window", lambda: next(children(self.application), None))
        wait_for("the window shown", lambda: has(frame, State.SHOWING))
        self.focus_window()

    def focus_window(self):
        subprocess.run(["xdotool", "search", "--sync", "--onlyvisible", "--name", "Sourcedesk", "windowfocus"],
                       check=True, timeout=PATIENCE)

    def _read_requests(self):
        with self.server.stderr as lines:
            for line in lines:
                if line.endswith(" HTTP/1.1\n"):
                    self.written.append((line.removesuffix(" HTTP/1.1\n"), next(lines, "").rstrip("\n")))

    def elements(self):
        """Every element of the program now, with its path."""
        return walk(self.application)

    def find(self, roles, name, showing=True):
        """The element of one of `roles` with exactly this name; None when there is none now."""
        for element, _ in self.elements():
            if element.get_role() in roles and element.get_name() == name and (not showing or has(element, State.SHOWING)):
                return element
        return None

    def await_element(self, roles, name):
        return wait_for(f"'{name}'", lambda: self.find(roles, name))

    def row(self, name):
        """The row of the source list with this name."""
        panel = self.find((Role.LIST,), "Sources")
        return next((row for row in children(panel) if row.get_name() == name), None) if panel else None

    def choose(self, name):
        """Chooses a row of the source list and waits for its form."""
        act(wait_for(f"the row {name}", lambda: self.row(name)), "Toggle")
        wait_for(f"the form of {name}", lambda: self.editor("Name") and text_of(self.editor("Name")) == name)

    def editor(self, label):
        return self.find(ENTRIES, label)

    def button(self, name):
        return self.find(BUTTONS, name)

    def press(self, name):
        act(self.await_element(BUTTONS, name), "Press")

    def menu(self, name):
        act(wait_for(f"the menu entry {name}", lambda: self.find((Role.MENU_ITEM,), name, showing=False)), "Press")

    def combo(self, label):
        """A combo box names its current text; only the label before it says whose it is."""
        return labelled(self.await_element((Role.LABEL,), label))

    def says(self, words):
        """An element whose name holds these words."""
        for element, _ in self.elements():
            if words in element.get_name() and has(element, State.SHOWING):
                return element
        return None
