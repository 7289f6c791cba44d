#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures the built program and prints a table; run by tests/bench/run.sh, which builds and explains. Not a test: it fails
only when something cannot be measured."""
import argparse
import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

from relay import Relay

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
RECORDINGS = os.path.join(ROOT, "tests/fixtures/authentik/recordings/2025.12.4")
ROWS = []


def row(what, value, unit, goal=None, goal_text=""):
    """Adds a line to the table. `goal` is the most it should be."""
    verdict = "" if goal is None else "reached" if value <= goal else "MISSED"
    ROWS.append((what, f"{value:.1f}" if isinstance(value, float) else str(value), unit, goal_text, verdict))


def environment(token=None):
    """Without a display; every run gets a home of its own, so that no setting of this machine takes part."""
    home = tempfile.mkdtemp(dir=SCRATCH)  # mode 0700, as Qt wants the runtime folder
    variables = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": home, "XDG_CONFIG_HOME": home,
                 "XDG_DATA_HOME": home, "XDG_RUNTIME_DIR": home, "TZ": "UTC", "LC_ALL": "C.UTF-8"}
    if token:
        variables["SOURCEDESK_TOKEN"] = token
    return variables


def run_measured(command, token=None, stdin=None):
    """Wall ms, CPU ms and peak resident MiB of one run."""
    began = time.perf_counter()
    child = subprocess.Popen(command, env=environment(token), stdin=stdin or subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    wall = (time.perf_counter() - began) * 1000
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"bench.py: {' '.join(command)} ended with {child.returncode}")
    return wall, (used.ru_utime + used.ru_stime) * 1000, used.ru_maxrss / 1024


def told(command, token):
    """What a bench_window run prints, name → list of values."""
    done = subprocess.run(command, env=environment(token), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
                          check=False)
    if done.returncode != 0:
        sys.exit(f"bench.py: {' '.join(command)} ended with {done.returncode}")
    values = {}
    for line in done.stdout.splitlines():
        name, value = line.rsplit(" ", 1)
        values.setdefault(name, []).append(float(value))
    return values


@contextlib.contextmanager
def server(command):
    """A server that prints one JSON line and ends with its standard input."""
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield json.loads(child.stdout.readline())
    finally:
        child.stdin.close()
        child.wait(10)


def demo_server(delay=0):
    return server([f"{BUILD}/bin/sourcedesk-demo-server", "--port", "0", "--until-stdin-closes", "--delay-ms", str(delay)])


def curl(requests, token):
    """Total seconds of each request, all on one connection. A request is (method, url, body or None)."""
    command = ["curl", "-s", "-S"]
    for at, (method, url, body) in enumerate(requests):
        command += ["--next"] if at else []
        command += ["-o", os.devnull, "-w", "%{time_total} %{http_code}\\n", "-X", method, url, "-H", f"Authorization: Bearer {token}",
                    "-H", "Accept: application/json"]
        if body is not None:
            command += ["-H", "Content-Type: application/json", "--data-binary", body]
    lines = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()
    if any(not line.endswith(" 200") for line in lines):
        sys.exit(f"bench.py: curl got {lines}")
    return [float(line.split()[0]) for line in lines]


def first_slug(url, token):
    """Of the demo server's list, in the order of the window."""
    answer = subprocess.run(["curl", "-s", f"{url}/api/v3/sources/plex/?ordering=slug", "-H", f"Authorization: Bearer {token}"],
                            stdout=subprocess.PIPE, check=True).stdout
    return sorted(json.loads(answer)["results"], key=lambda source: source["name"].lower())[0]["slug"]


def measure_start(runs):
    """Start to first paint: an empty window, the window with its list, the window with a filled form."""
    with demo_server() as ready:
        url, token = ready["url"], ready["tokens"]["admin"]
        slug = first_slug(url, token)
        api = f"{url}/api/v3"
        commands = {"empty window": [f"{BENCH}/bench_emptywindow"],
                    "window with list": [f"{BENCH}/bench_window", "list", url],
                    "window with filled form": [f"{BENCH}/bench_window", "form", url]}
        results = {name: [] for name in commands}
        for _ in range(runs):  # in turns, so that a busy machine hits all alike
            for name, command in commands.items():
                results[name].append(run_measured(command, token))
        list_answers = [sum(curl([("GET", f"{api}/sources/plex/", None)], token)) * 1000 for _ in range(runs)]
        form_answers = [sum(curl([("GET", f"{api}/sources/plex/", None), ("GET", f"{api}/sources/plex/{slug}/", None)], token)) * 1000
                        for _ in range(runs)]
    medians = {name: [statistics.median(column) for column in zip(*values)] for name, values in results.items()}
    empty = medians["empty window"]
    answers = {"window with list": (2, statistics.median(list_answers)),
               "window with filled form": (3, statistics.median(form_answers))}
    for name, (wall, cpu, peak) in medians.items():
        factor, waited = answers.get(name, (None, 0))
        if factor:
            row(f"{name}: wall", wall, "ms", factor * empty[0] + waited, f"≤ {factor} × empty + answers ({waited:.1f} ms)")
            row(f"{name}: against empty, wall", wall / empty[0], "×")
        else:
            row(f"{name}: wall", wall, "ms")
        row(f"{name}: CPU", cpu, "ms")
        row(f"{name}: peak memory", peak, "MiB", 55 if factor else None, "≤ 55 MiB" if factor else "")


def measure_save(saves):
    """Read + PATCH on a kept-alive connection: from the click on Save to the taken answer, and curl doing the same."""
    for delay, goal in ((50, 1.1), (0, None)):
        with demo_server(delay) as ready:
            url, token = ready["url"], ready["tokens"]["admin"]
            address = f"{url}/api/v3/sources/plex/{first_slug(url, token)}/"
            ours = told([f"{BENCH}/bench_window", "save", url, str(saves)], token)["save_ms"][3:]
            theirs = []
            for number in range(saves):
                times = curl([("GET", address, None), ("GET", address, None), ("PATCH", address, f'{{"name":"Plex Curl {number}"}}')], token)
                theirs.append((times[1] + times[2]) * 1000)
        ours_median, theirs_median = statistics.median(ours), statistics.median(theirs)
        name = f"save, server answers after {delay} ms"
        row(f"{name}: Sourcedesk", ours_median, "ms", goal and goal * theirs_median, goal and f"≤ {goal} × curl" or "")
        row(f"{name}: curl, same two requests", theirs_median, "ms")


def measure_long_list():
    """10,000 sources, in pages of 100 as authentik gives them, and in pages of just under 4 MiB."""
    for name, arguments in (("pages of 100", ["--page", "100"]), ("pages of 4 MiB", ["--page-bytes", str(4 * 1024 * 1024 - 1024)])):
        with server([sys.executable, os.path.join(ROOT, "tests/bench/stubserver.py"), RECORDINGS, *arguments]) as ready:
            values = told([f"{BENCH}/bench_window", "big", ready["url"]], "any")
        prefix = f"10,000 sources, {name}"
        row(f"{prefix}: first rows", values["first_rows_ms"][0], "ms")
        row(f"{prefix}: all rows", values["all_rows_ms"][0], "ms")
        row(f"{prefix}: slowest filter keystroke", values["keystroke_ms"][0], "ms", 16, "≤ 16 ms")
        row(f"{prefix}: memory per row", values["row_bytes"][0], "bytes")
        gaps = {stage.split(":", 1)[1]: value[0] for stage, value in values.items() if stage.startswith("gap_ms:")}
        longest = max(gaps, key=gaps.get)
        row(f"{prefix}: longest gap of the event loop ({longest})", gaps[longest], "ms", 50, "≤ 50 ms")
        row(f"{prefix}: CPU within that gap", values[f"gap_cpu_ms:{longest}"][0], "ms")


def measure_history():
    """A history of 100,000 saves. The file lies with the temporary files: that disk is measured."""
    values = {name: value[0] for name, value in told([f"{BENCH}/bench_history"], None).items()}
    prefix = "100,000 rows of history"
    row(f"{prefix}: size of the file", values["file_mib"], "MiB")
    row(f"{prefix}: opening the file and the first page", values["open_and_first_page_ms"], "ms", 200, "≤ 200 ms")
    for name, what in (("page", "the newest page"), ("page_in_the_middle", "a page in the middle"),
                       ("page_of_server", "the newest page of a connection"), ("page_of_source", "the newest page of a source"),
                       ("search_common", "searching a word of every row"), ("search_rare", "searching three rare words"),
                       ("search_nothing", "searching what is nowhere"),
                       ("search_nothing_of_server", "searching what is nowhere, in one connection"),
                       ("open_saves", "the saves still to be confirmed")):
        row(f"{prefix}: {what}", values[f"{name}_ms"], "ms", 200, "≤ 200 ms")
    row(f"{prefix}: beginning a save, in the window's thread", values["begin_us"], "µs", 1000, "≤ 1,000 µs")
    row(f"{prefix}: the slowest of 50 such", values["begin_worst_us"], "µs", 1000, "≤ 1,000 µs")
    row(f"{prefix}: beginning a save, until it is on the disk", values["commit_ms"], "ms")


def measure_drafts():
    """10,000 drafts, on the disk of the temporary files."""
    values = {name: value[0] for name, value in told([f"{BENCH}/bench_drafts"], None).items()}
    prefix = "10,000 drafts"
    row(f"{prefix}: opening the file and listing all", values["open_and_list_ms"], "ms", 200, "≤ 200 ms")
    row(f"{prefix}: listing all", values["list_ms"], "ms", 200, "≤ 200 ms")
    row(f"{prefix}: loading one", values["load_ms"], "ms")
    row(f"{prefix}: storing one, in the window's thread", values["store_us"], "µs", 1000, "≤ 1,000 µs")
    row(f"{prefix}: storing one, until it is on the disk", values["commit_ms"], "ms")
    row(f"{prefix}: the same beyond a bare write and fsync", values["commit_over_sync_ms"], "ms", 10, "≤ 10 ms")
    row(f"{prefix}: in the worker alone, beyond that", values["worker_over_sync_ms"], "ms", 10, "≤ 10 ms")
    row(f"{prefix}: of the slowest tenth", values["worker_over_sync_slowest_tenth_ms"], "ms", 10, "≤ 10 ms")
    row(f"{prefix}: from nothing to the list of sources, without drafts", values["start_without_ms"], "ms")
    row(f"{prefix}: longer with them", values["start_growth_ms"], "ms", 20, "≤ 20 ms")
    row(f"{prefix}: until the rows show their drafts", values["start_marks_ms"], "ms")
    row(f"{prefix}: longest gap of the event loop in that", values["start_longest_gap_ms"], "ms", 50, "≤ 50 ms")


def measure_traffic():
    """Requests and bytes of the demo job, from opening a source to saved."""
    with demo_server() as ready:
        relay = Relay("127.0.0.1", int(ready["url"].rsplit(":", 1)[1]))
        command = [f"{BUILD}/bin/sourcedesk", "--url", f"http://127.0.0.1:{relay.port}", "--token-file", "-",
                   "--data-dir", tempfile.mkdtemp(dir=SCRATCH), "--demo-job", os.path.join(SCRATCH, "job.png")]
        done = subprocess.run(command, env=environment(), input=ready["tokens"]["admin"], text=True, check=False)
        relay.close()
    if done.returncode != 0:
        sys.exit("bench.py: the demo job failed")
    opened = next(at for at, (_, path) in enumerate(relay.requests)
                  if "/sources/plex/" in path and not path.split("?")[0].endswith("/sources/plex/"))
    for name, first in (("from start to saved", 0), ("from open to saved", opened)):
        row(f"{name}: requests", len(relay.requests) - first, "")
        row(f"{name}: bytes sent", sum(relay.sent[first:]), "bytes")
        row(f"{name}: bytes received", sum(relay.received[first:]), "bytes")
    row("connections used", relay.connections, "")
    return relay


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build", help="the folder of a Release build with tests")
    parser.add_argument("--runs", type=int, default=15, help="starts of each window, saves are twice as many")
    parser.add_argument("--only", action="append", choices=("start", "save", "list", "history", "drafts", "traffic"))
    options = parser.parse_args()
    global BUILD, BENCH, SCRATCH
    BUILD, BENCH = os.path.abspath(options.build), os.path.join(os.path.abspath(options.build), "tests/bench")
    wanted = options.only or ("start", "save", "list", "history", "traffic")
    relay = None
    with tempfile.TemporaryDirectory() as SCRATCH:
        if "start" in wanted:
            measure_start(options.runs)
        if "save" in wanted:
            measure_save(2 * options.runs)
        if "list" in wanted:
            measure_long_list()
        if "history" in wanted:
            measure_history()
        if "drafts" in wanted:
            measure_drafts()
        if "traffic" in wanted:
            relay = measure_traffic()

    width = max(len(what) for what, *_ in ROWS)
    for what, value, unit, goal, verdict in ROWS:
        print(f"{what:<{width}}  {value:>9} {unit:<6} {goal:<40} {verdict}".rstrip())
    if relay:
        print("\nThe requests of the demo job:")
        for (method, path), sent, received in zip(relay.requests, relay.sent, relay.received):
            print(f"  {method:<8}{path}  ({sent} bytes out, {received} in)")


main()
