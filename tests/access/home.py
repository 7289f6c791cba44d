# SPDX-License-Identifier: GPL-3.0-or-later
"""A person with a home, who starts the program from the menu: without arguments, again and again.

The home, the runtime folder and the session bus are new; display and accessibility bus are those of the test. On the session
bus nothing is started by itself, so there is no keychain until give_keyring().
"""

import os
import shlex
import signal
import subprocess
import time

from gi.repository import Gio, GLib

import desk
from desk import wait_for

ROOT = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
NOWHERE = "unix:path=/nonexistent/bus"
KEPT = ("PATH", "LD_LIBRARY_PATH", "DISPLAY", "TZ", "LC_ALL", "ASAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS",
        "QT_QPA_PLATFORM", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON", "QT_ACCESSIBILITY")
BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=%s</listen>
  <auth>EXTERNAL</auth>
  <policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>
"""


A11Y = Gio.DBusNodeInfo.new_for_xml("""<node>
  <interface name="org.a11y.Bus"><method name="GetAddress"><arg type="s" direction="out"/></method></interface>
  <interface name="org.a11y.Status"><property name="IsEnabled" type="b" access="read"/></interface>
</node>""")


def accessibility_bus():
    """The address of the test's own."""
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    answer = bus.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None, GLib.VariantType("(s)"),
                           Gio.DBusCallFlags.NONE, 30000, None)
    return answer.unpack()[0]


def point_to_accessibility_bus(session):
    """On another session bus, says where the accessibility bus of the test is; the connection that does so."""
    flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
    bus = Gio.DBusConnection.new_for_address_sync(session, flags)
    address = accessibility_bus()

    def answer(_bus, _sender, _path, _interface, _method, _arguments, call):
        call.return_value(GLib.Variant("(s)", (address,)))

    for interface in A11Y.interfaces:
        bus.register_object("/org/a11y/bus", interface, answer, lambda *_: GLib.Variant("b", True), None)
    Gio.bus_own_name_on_connection(bus, "org.a11y.Bus", Gio.BusNameOwnerFlags.NONE)
    return bus


def menu_command(programs):
    """The Exec line of the desktop file that lies beside these programs, or of the one in the sources."""
    name = "org.sourcedesk.Sourcedesk.desktop"
    places = (os.path.join(programs, "..", "share", "applications", name), os.path.join(ROOT, "resources", name))
    with open(next(filter(os.path.exists, places)), encoding="utf-8") as file:
        line = next(line for line in file if line.startswith("Exec="))
    return shlex.split(line.removeprefix("Exec=").strip())


class Home(desk.Desk):
    """No program runs until start(). The demo server stands for the one that a person connects to."""

    def __init__(self, programs):
        self.programs = programs
        self.buses = []
        self.open(programs)
        self.path = os.path.join(self.folder.name, "home")
        runtime = os.path.join(self.folder.name, "run")
        for folder in (self.path, runtime, os.path.join(self.folder.name, "tmp")):
            os.mkdir(folder, 0o700)
        self.said = os.path.join(self.folder.name, "said")
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        self.environment = kept | {
            "HOME": self.path, "XDG_RUNTIME_DIR": runtime, "TMPDIR": os.path.join(self.folder.name, "tmp"),
            "PATH": f"{programs}:{kept['PATH']}", "DBUS_SYSTEM_BUS_ADDRESS": NOWHERE}
        # What the libraries of the display and of the keychain leave at the end is not ours; the offscreen tests look for leaks.
        self.environment["ASAN_OPTIONS"] = f"{kept.get('ASAN_OPTIONS', '')}:detect_leaks=0"
        self._start_bus()

    def end(self):
        super().end()
        self.pointer.close_sync()
        for process in reversed(self.buses):
            process.send_signal(signal.SIGTERM)
            process.wait(20)

    def _start_bus(self):
        config = os.path.join(self.folder.name, "bus.conf")
        with open(config, "w", encoding="utf-8") as file:
            file.write(BUS % self.environment["XDG_RUNTIME_DIR"])
        bus = subprocess.Popen(["dbus-daemon", f"--config-file={config}", "--nofork", "--print-address"],
                               env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.buses.append(bus)
        with bus.stdout:
            self.environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip()
        self.pointer = point_to_accessibility_bus(self.environment["DBUS_SESSION_BUS_ADDRESS"])

    def give_keyring(self):
        """An unlocked gnome-keyring on the session bus."""
        keyring = subprocess.Popen(["gnome-keyring-daemon", "--foreground", "--components=secrets", "--unlock"],
                                   env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        self.buses.append(keyring)
        keyring.stdin.write(b"a password of the test")
        keyring.stdin.close()
        ask = ["dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus",
               "org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"]
        wait_for("the keyring", lambda: b"true" in subprocess.run(ask, env=self.environment, check=False,
                                                                 capture_output=True).stdout)

    def start(self, *before):
        """Starts the program as the menu does, after the words `before`; what it prints goes into a file."""
        with open(self.said, "w", encoding="utf-8") as said:
            self.run([*before, *menu_command(self.programs)], env=self.environment, stdout=said, stderr=said)

    def start_unseen(self):
        """The same where the program does not reach the accessibility bus."""
        with open(self.said, "w", encoding="utf-8") as said:
            self.program = subprocess.Popen(menu_command(self.programs), env=self.environment, stdin=subprocess.DEVNULL,
                                            stdout=said, stderr=said)
        self.focus_window()

    def quit(self):
        """File, Quit; the exit code."""
        self.menu("Quit")
        return self.await_end()

    def await_end(self):
        end = time.monotonic() + desk.PATIENCE
        while self.program.poll() is None and time.monotonic() < end:
            desk.pump()
            time.sleep(0.05)
        return self.program.poll()

    def connect(self):
        """Fills in the start page, as README says, and presses Connect."""
        address = self.await_element(desk.ENTRIES, "Address")
        desk.set_text(address, self.ready["url"])
        desk.set_text(self.await_element(desk.ENTRIES, "Token"), self.ready["tokens"]["admin"])
        self.press("Connect")
        wait_for("the list of sources", lambda: self.row("Plex Home"))

    def give_token(self):
        """What the program asks for where no keychain has it."""
        self.press("Enter token…")
        desk.set_text(self.await_element(desk.ENTRIES, "Token"), self.ready["tokens"]["admin"])
        self.press("Save connection")

    def has_text(self, label, ending):
        """Whether there is an editor of this name with a text that ends so."""
        editor = self.editor(label)
        return editor is not None and desk.text_of(editor).endswith(ending)

    def type_into(self, label, text):
        """Types at the end of an editor, with the keys of the display."""
        editor = wait_for(f"the editor {label}", lambda: self.editor(label))
        desk.Atspi.Component.grab_focus(editor)
        wait_for(f"the focus in {label}", lambda: desk.has(editor, desk.State.FOCUSED))
        before = desk.Atspi.Text.get_character_count(editor)
        desk.type_keys(text)
        wait_for(f"the typed {label}", lambda: desk.Atspi.Text.get_character_count(editor) == before + len(text))

    def await_words(self, *words):
        for part in words:
            wait_for(f"the words '{part}'", lambda part=part: self.says(part))

    def is_focused(self, label):
        editor = self.editor(label)
        return editor is not None and desk.has(editor, desk.State.FOCUSED)

    def files_with(self, text):
        found = []
        for folder, _, names in os.walk(self.folder.name):
            for name in names:
                path = os.path.join(folder, name)
                if os.path.isfile(path):
                    with open(path, "rb") as file:
                        if text.encode() in file.read():
                            found.append(path)
        return found

