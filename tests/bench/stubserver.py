#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An authentik with very many Plex sources, for the benchmarks: answers are made before the first request, so that the server
costs next to nothing. Prints its address and serves until its standard input closes. Loopback only.

Usage: stubserver.py RECORDINGS [--sources N] [--page N | --page-bytes N]
RECORDINGS is a folder of recorded answers of one release; its object is the pattern for all sources."""
import argparse
import http.server
import json
import os
import re
import sys
import threading
import urllib.parse


def body_of(recordings, case):
    with open(os.path.join(recordings, case + ".json"), encoding="utf-8") as file:
        return json.load(file)["response"]["body"]


def make_sources(pattern, count):
    sources = []
    for number in range(count):
        source = dict(pattern)
        source.update(pk=f"00000000-0000-4000-8000-{number:012d}", name=f"Plex {number}", slug=f"plex-{number:05d}",
                      enabled=number % 7 != 0)
        sources.append(source)
    return sources


def make_pages(sources, page, page_bytes):
    """The pages of the list as bytes: `page` sources each, or as many as fit into `page_bytes`."""
    head = 400  # what a page has besides its results
    groups, size = [[]], head
    for source in sources:
        length = len(json.dumps(source, separators=(",", ":"))) + 1
        full = size + length > page_bytes if page_bytes else len(groups[-1]) >= page
        if full:
            groups.append([])
            size = head
        groups[-1].append(source)
        size += length
    pages = []
    for at, group in enumerate(groups):
        last = at + 1 == len(groups)
        pagination = {"next": 0 if last else at + 2, "previous": at, "count": len(sources), "current": at + 1,
                      "total_pages": len(groups), "start_index": 1, "end_index": len(group)}
        answer = {"pagination": pagination, "results": group}
        pages.append(json.dumps(answer, separators=(",", ":")).encode())
    return pages


class Answers(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 1 << 16
    fixed = {}  # (method, path) → bytes
    pages = []
    by_slug = {}

    def answer(self, body, status=200):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def serve(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        url = urllib.parse.urlsplit(self.path)
        path = url.path.removeprefix("/api/v3/")
        if path == "sources/plex/" and self.command == "GET":
            number = int(urllib.parse.parse_qs(url.query).get("page", ["1"])[0])
            return self.answer(self.pages[number - 1])
        one = re.fullmatch(r"sources/plex/([^/]+)/", path)
        if one and self.command == "GET" and one[1] in self.by_slug:
            return self.answer(json.dumps(self.by_slug[one[1]]).encode())
        kind = "sources/plex/*/" if one else path
        if (self.command, kind) in self.fixed:
            return self.answer(self.fixed[self.command, kind])
        empty = {"pagination": {"next": 0, "count": 0}, "results": []}
        return self.answer(json.dumps(empty).encode())

    do_GET = do_OPTIONS = serve

    def log_message(self, *_):
        pass


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("recordings")
    parser.add_argument("--sources", type=int, default=10000)
    parser.add_argument("--page", type=int, default=100)
    parser.add_argument("--page-bytes", type=int, default=0)
    options = parser.parse_args()

    pattern = body_of(options.recordings, "object/get")
    sources = make_sources(pattern, options.sources)
    Answers.pages = make_pages(sources, options.page, options.page_bytes)
    Answers.by_slug = {source["slug"]: source for source in sources}
    for key, case in {("GET", "core/users/me/"): "info/me", ("GET", "admin/version/"): "info/version",
                      ("OPTIONS", "sources/plex/*/"): "info/options-object"}.items():
        Answers.fixed[key] = json.dumps(body_of(options.recordings, case)).encode()

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(json.dumps({"url": f"http://127.0.0.1:{server.server_port}", "pages": len(Answers.pages),
                      "largest_page": max(map(len, Answers.pages))}), flush=True)
    sys.stdin.read()


main()
