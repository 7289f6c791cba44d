#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Edits a source, saves it and reads an error only through the accessible tree. Started by run.sh."""

import json
import re
import subprocess
import sys
import tempfile
import unittest

import desk
from desk import Atspi, Desk, Role, State, act, actions, has, labelled, set_text, text_of, wait_for

PROGRAMS = "."
NAMED = (*desk.BUTTONS, *desk.ENTRIES, Role.COMBO_BOX, Role.CHECK_BOX, Role.LIST, Role.LIST_ITEM, Role.MENU_ITEM,
         Role.TABLE, Role.TREE, Role.SPIN_BUTTON, Role.SLIDER, Role.RADIO_BUTTON)
REACHED = (*desk.BUTTONS, *desk.ENTRIES, Role.COMBO_BOX, Role.CHECK_BOX, Role.TABLE, Role.TREE, Role.SPIN_BUTTON,
           Role.RADIO_BUTTON)
FIELDS = ["Name", "Slug", "Icon", "Client ID", "Plex token", "User path template"]
FLAGS = ["Enabled", "Promoted", "Allow friends"]
CHOICES = {
    "Policy engine mode": ("any", "all"),
    "User matching mode": ("identifier", "email_link", "email_deny", "username_link", "username_deny"),
    "Group matching mode": ("identifier", "name_link", "name_deny"),
    "Authentication flow": (),
    "Enrollment flow": (),
}


class Access(unittest.TestCase):
    def setUp(self):
        self.desk = Desk(PROGRAMS)
        self.addCleanup(self.desk.end)

    def patches(self, count):
        """The PATCH requests so far, once there are `count`."""
        sent = lambda: [request for request in self.desk.written if request[0].startswith("PATCH ")]
        wait_for(f"{count} PATCH at the server", lambda: len(sent()) >= count)
        self.assertEqual(len(sent()), count)
        return sent()

    def await_save_button(self, name, enabled):
        button = self.desk.await_element(desk.BUTTONS, name)
        wait_for(f"'{name}' {'enabled' if enabled else 'disabled'}",
                 lambda: has(button, State.ENABLED, State.SENSITIVE) == enabled)
        return button

    def test_rows_and_editors_are_found_by_their_names(self):
        self.assertEqual({row.get_name() for row in desk.children(self.desk.find((Role.LIST,), "Sources"))},
                         {"Plex Home", "Plex Guests", "Cinema Club"})
        self.desk.choose("Plex Guests")
        self.assertEqual(text_of(self.desk.editor("Slug")), "plex-guests")
        self.desk.choose("Plex Home")
        self.assertEqual(text_of(self.desk.editor("Slug")), "plex-home")
        for label in FIELDS:
            self.assertIsNotNone(self.desk.editor(label), label)
            self.assertEqual(labelled(self.desk.await_element((Role.LABEL,), label)).get_name(), label)
        for label in FLAGS:
            self.assertIsNotNone(self.desk.find((Role.CHECK_BOX,), label), label)
        for label in CHOICES:
            self.assertEqual(self.desk.combo(label).get_role(), Role.COMBO_BOX, label)
        for label in ("Allowed servers", "User property mappings", "Group property mappings"):
            self.assertIsNotNone(self.desk.find((Role.LIST,), label), label)

    def test_set_text_counts_as_typed_and_is_saved_as_one_patch(self):
        self.desk.choose("Plex Home")
        self.await_save_button("Save changes", False)
        set_text(self.desk.editor("Name"), "Plex Haus")
        act(self.await_save_button("Save 1 change", True), "Press")
        line, body = self.patches(1)[0]
        self.assertEqual(line, "PATCH /api/v3/sources/plex/plex-home/")
        self.assertEqual(body, '{"name":"Plex Haus"}')
        self.await_save_button("Save changes", False)
        wait_for("the new name in the list", lambda: self.desk.row("Plex Haus"))
        # Two seconds later the word is that it is still there, and a slow bus may see only that one.
        wait_for("a word that it is saved", lambda: self.desk.says("Saved") or self.desk.says("still has the change"))
        self.assertEqual(text_of(self.desk.editor("Name")), "Plex Haus")

    def test_set_text_is_undone_and_redone_from_the_menu(self):
        self.desk.choose("Plex Home")
        set_text(self.desk.editor("Name"), "Plex Haus")
        self.await_save_button("Save 1 change", True)
        self.desk.menu("Undo")
        self.await_save_button("Save changes", False)
        self.assertEqual(text_of(self.desk.editor("Name")), "Plex Home")
        self.desk.menu("Redo")
        self.await_save_button("Save 1 change", True)
        self.assertEqual(text_of(self.desk.editor("Name")), "Plex Haus")

    def test_a_refused_save_is_read_by_its_text(self):
        words = "source with this slug already exists."
        self.desk.choose("Plex Home")
        self.assertIsNone(self.desk.says(words))
        set_text(self.desk.editor("Slug"), "plex-guests")
        act(self.await_save_button("Save 1 change", True), "Press")
        self.assertEqual(self.patches(1)[0][1], '{"slug":"plex-guests"}')
        wait_for(f"the server's words '{words}'", lambda: self.desk.says(words))
        editor = self.desk.editor("Slug")
        wait_for("the error at its editor", lambda: words in editor.get_description())
        # an entry of the summary leads to the editor
        entries = [element for element, _ in self.desk.elements()
                   if element.get_role() in desk.BUTTONS and element.get_name() == "Slug" and has(element, State.SHOWING)]
        self.assertEqual(len(entries), 1)
        act(entries[0], "Press")
        wait_for("the focus in the editor", lambda: has(editor, State.FOCUSED))
        self.assertEqual(text_of(editor), "plex-guests")
        self.await_save_button("Save 1 change", True)

    def test_a_check_box_is_toggled_and_saved(self):
        self.desk.choose("Plex Home")
        box = self.desk.find((Role.CHECK_BOX,), "Promoted")
        self.assertFalse(has(box, State.CHECKED))
        act(box, "Toggle")
        wait_for("the check", lambda: has(box, State.CHECKED))
        act(self.await_save_button("Save 1 change", True), "Press")
        self.assertEqual(self.patches(1)[0][1], '{"promoted":true}')

    def test_an_added_server_takes_the_focus_and_a_text(self):
        self.desk.choose("Plex Guests")
        self.assertIsNone(self.desk.editor("Server 2"))
        self.desk.press("Add server")
        added = self.desk.await_element(desk.ENTRIES, "Server 2")
        wait_for("the focus in the new row", lambda: has(added, State.FOCUSED))
        set_text(added, "0123abc")
        rows = [row.get_name() for row in desk.children(self.desk.find((Role.LIST,), "Allowed servers"))
                if row.get_role() == Role.LIST_ITEM]
        self.assertEqual(rows, ["c81d04b7e6a24f9599b3d10f4a7e52c6b8f03e91", "0123abc"])
        act(self.await_save_button("Save 1 change", True), "Press")
        self.assertEqual(json.loads(self.patches(1)[0][1]),
                         {"allowed_servers": ["c81d04b7e6a24f9599b3d10f4a7e52c6b8f03e91", "0123abc"]})

    def test_an_edit_that_is_left_is_kept(self):
        self.desk.choose("Plex Home")
        set_text(self.desk.editor("Name"), "Plex Haus")
        act(self.desk.row("Plex Guests"), "Toggle")
        wait_for("the other form", lambda: text_of(self.desk.editor("Name")) == "Plex Guests")
        act(self.desk.row("Plex Home"), "Toggle")
        wait_for("the form again", lambda: text_of(self.desk.editor("Name")) == "Plex Haus")
        self.assertEqual(self.desk.written, [])

    def test_a_crash_loses_nothing_that_was_called_saved_here(self):
        self.desk.choose("Plex Guests")
        set_text(self.desk.editor("Name"), "Plex Haus")
        wait_for("a word that it is kept", lambda: self.desk.says("Saved here at"))
        self.desk.crash_and_start(PROGRAMS)
        wait_for("the edit", lambda: self.desk.editor("Name") and text_of(self.desk.editor("Name")) == "Plex Haus")
        self.assertEqual(text_of(self.desk.editor("Slug")), "plex-guests")
        self.assertEqual(self.desk.written, [])
        act(self.await_save_button("Save 1 change", True), "Press")
        self.assertEqual(self.patches(1)[0][1], '{"name":"Plex Haus"}')

    def test_choices_are_read_as_sentences(self):
        self.desk.choose("Plex Home")
        for label, values in CHOICES.items():
            shown = self.desk.combo(label).get_name()
            self.assertRegex(shown, r"\w+ \w+", label)
            texts = [choice.get_name() for popup in desk.children(self.desk.combo(label))
                     if popup.get_role() == Role.LIST for choice in desk.children(popup)]
            self.assertGreater(len(texts), 1, label)
            self.assertIn(shown, texts, label)
            for text in texts:
                self.assertNotIn(text, values, label)
                self.assertRegex(text, r"\w{3}", label)

    def test_a_revealed_token_is_read_and_leaves_no_trace(self):
        self.desk.choose("Plex Home")
        token = self.desk.editor("Plex token")
        self.assertEqual(token.get_role(), Role.PASSWORD_TEXT)
        self.assertEqual(text_of(token), "")
        self.desk.press("Reveal Plex token")
        wait_for("the stored token", lambda: text_of(token) == "made-up-token-of-plex-home")
        self.desk.press("Hide Plex token")
        wait_for("the empty editor", lambda: text_of(token) == "")
        self.await_save_button("Save changes", False)

    def test_a_masked_text_does_not_reach_the_bus(self):
        canary = "zq7canary8kx"
        control = "hello"
        self.desk.choose("Plex Home")
        events = []
        listener = Atspi.EventListener.new(
            lambda event: events.append((event.type, event.source.get_name(), str(event.any_data))))
        kinds = ("object:text-changed", "object:property-change", "object:text-caret-moved")
        for kind in kinds:
            listener.register(kind)
        with BusRecord() as record:
            self.type_into("Client ID", control)
            inserted = lambda: "".join(
                data for kind, source, data in events if kind.startswith("object:text-changed:insert"))
            wait_for("the events of open typing", lambda: control in inserted())
            events.clear()
            self.type_into("Plex token", canary)
            token = self.desk.editor("Plex token")
            wait_for("the typed token", lambda: Atspi.Text.get_character_count(token) == len(canary))
            self.await_save_button("Save 2 changes", True)
            shown = text_of(token)
            set_text(token, canary[::-1])  # as a whole, which is one event
            self.type_into("Client ID", control)
            wait_for("the next open typing", lambda: control in inserted())  # so nothing is still on its way
        self.assertFalse(set(shown) & set(canary), "the masked text can be read")
        self.assertEqual([event for event in events if event[0].startswith("object:text-changed")
                          and event[1] == "Plex token" and set(event[2]) & set(canary)], [])
        self.assertNotIn(canary, inserted())
        # our own orders to press keys and to set a text are no words of the program
        messages = [message for message in re.split(r"\n(?=\S)", record.text)
                    if "member=GenerateKeyboardEvent" not in message and "member=SetTextContents" not in message]
        self.assertTrue(any("member=TextChanged" in message for message in messages), "the record is empty")
        self.assertEqual([message for message in messages if canary in message or canary[::-1] in message], [])
        for kind in kinds:
            listener.deregister(kind)

    def type_into(self, label, text):
        editor = self.desk.editor(label)
        Atspi.Component.grab_focus(editor)
        wait_for(f"the focus in {label}", lambda: has(editor, State.FOCUSED))
        before = Atspi.Text.get_character_count(editor)
        desk.type_keys(text)
        wait_for(f"the typed {label}", lambda: Atspi.Text.get_character_count(editor) == before + len(text))

    def test_nothing_is_without_a_name_or_for_the_mouse_only(self):
        self.desk.choose("Plex Home")
        self.check_tree()
        set_text(self.desk.editor("Slug"), "plex-guests")
        act(self.await_save_button("Save 1 change", True), "Press")
        wait_for("the error", lambda: self.desk.says("already exists"))
        self.check_tree()
        self.desk.press("Review changes")
        self.desk.await_element(desk.BUTTONS, "Copy request")
        self.check_tree()

    def test_a_connection_of_one_run_says_why_it_is_not_edited(self):
        self.desk.menu("Edit connection…")
        wait_for("the reason", lambda: self.desk.says("is open for this run only. Add it as a connection"))

    def test_a_connection_is_tested_from_the_manager_and_its_steps_are_read(self):
        self.desk.menu("Manage connections…")
        wait_for("the page of the connections", lambda: self.desk.says("No connection is stored yet."))
        self.desk.press("Add connection")
        set_text(self.desk.await_element(desk.ENTRIES, "Address"), self.desk.ready["url"])
        set_text(self.desk.await_element(desk.ENTRIES, "Token"), "no-such-token")
        self.check_tree()
        self.desk.press("Test connection")
        steps = self.steps_at_their_end()
        self.assertEqual(steps["Look up the name"][0], "ok")
        self.assertEqual(steps["Check the token"][0], "failed")
        self.assertIn("does not know this token", steps["Check the token"][1])
        self.assertEqual(steps["Change Plex sources"][0], "skipped")
        self.check_tree()
        self.desk.press("Close")
        wait_for("the end of the dialog", lambda: not self.desk.find((Role.LIST,), "Steps of the test"))

        set_text(self.desk.await_element(desk.ENTRIES, "Token"), self.desk.ready["tokens"]["admin"])
        self.desk.press("Test connection")
        steps = self.steps_at_their_end()
        self.assertEqual({name: state for name, (state, _) in steps.items() if state not in ("ok", "skipped")}, {})
        self.assertIn("anna", steps["Check the token"][1])
        self.assertTrue(all(words for _, words in steps.values()), steps)
        self.assertEqual(self.desk.written, [])

    def steps_at_their_end(self):
        """State and words of each step by its name, once none of them waits or runs."""
        rows = self.desk.await_element((Role.LIST,), "Steps of the test")

        def read():
            told = [(row.get_name().rpartition(": "), row.get_description()) for row in desk.children(rows)
                    if row.get_role() == Role.LIST_ITEM]
            return {name: (state, words) for (name, _, state), words in told}

        wait_for("the end of the test", lambda: not {"waiting", "running"} & {state for state, _ in read().values()})
        self.assertEqual(len(read()), 8)
        return read()

    def check_tree(self):
        controls = 0
        nameless, mouse_only, markup = [], [], []
        for element, path in self.desk.elements():
            role, showing = element.get_role(), has(element, State.SHOWING)
            place = " / ".join(path[-3:] + (f"{element.get_role_name()} '{element.get_name()}'",))
            in_combo = bool(path) and path[-1].startswith("combo box")  # its list is the combo's own
            in_entry = bool(path) and path[-1].startswith("text ")  # Escape does what its buttons do
            if role in NAMED and (showing or role == Role.MENU_ITEM) and not in_combo:
                controls += 1
                if not element.get_name().strip():
                    nameless.append(place)
            if role in REACHED and showing and has(element, State.ENABLED) and not in_combo and not in_entry:
                if not has(element, State.FOCUSABLE):
                    mouse_only.append(place)
            if re.match(r"\s*<\w", element.get_description() or ""):
                markup.append(place)
        self.assertGreater(controls, 60)
        self.assertEqual({"without a name": nameless, "for the mouse only": mouse_only, "described in markup": markup},
                         {"without a name": [], "for the mouse only": [], "described in markup": []})
        combos = [element for element, _ in self.desk.elements()
                  if element.get_role() == Role.COMBO_BOX and has(element, State.SHOWING)]
        named = [element for element, _ in self.desk.elements() if labelled(element) is not None]
        targets = {labelled(element).path for element in named}
        self.assertEqual([combo.get_name() for combo in combos if combo.path not in targets], [])


class StartPage(unittest.TestCase):
    def test_the_demo_is_started_by_its_button(self):
        start = Desk(PROGRAMS, connected=False)
        self.addCleanup(start.end)
        buttons = [element.get_name() for element, _ in start.elements()
                   if element.get_role() in desk.BUTTONS and has(element, State.SHOWING)]
        self.assertEqual(sorted(buttons), sorted(["Reveal token", "Open the token page", "Test connection", "Connect",
                                                  "Start the demo", "Choose a file…"]))
        start.press("Start the demo")
        wait_for("the list of sources", lambda: start.row("Plex Home"))


class BusRecord:
    """Everything that crosses the accessibility bus meanwhile, as text."""

    def __enter__(self):
        address = subprocess.run(
            ["dbus-send", "--session", "--print-reply=literal", "--dest=org.a11y.Bus", "/org/a11y/bus",
             "org.a11y.Bus.GetAddress"], check=True, capture_output=True, text=True).stdout.strip()
        self._file = tempfile.TemporaryFile("w+")
        self._monitor = subprocess.Popen(["dbus-monitor", "--address", address], stdout=self._file)
        wait_for("the monitor", self._has_begun)
        return self

    def _has_begun(self):
        self._file.seek(0)
        return "NameAcquired" in self._file.read()

    def __exit__(self, *_):
        self._monitor.terminate()
        self._monitor.wait(10)
        self._file.seek(0)
        self.text = self._file.read()
        self._file.close()


if __name__ == "__main__":
    PROGRAMS = sys.argv.pop(1)
    unittest.main(verbosity=2)
