# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists from the JSON of `llvm-cov export` on stdin the conditions of which no test has seen both outcomes.

Usage: missedbranches.py ROOT
"""
import json
import os
import sys


def missed(branches):
    """(line, column, end) of each condition -> the outcomes that never came.

    A template has one entry for each type; one of them is enough.
    """
    seen = {}
    for line, column, end_line, end_column, true, false, *_ in branches:
        outcomes = seen.setdefault((line, column, end_line, end_column), [0, 0])
        outcomes[0] += true
        outcomes[1] += false
    for place, (true, false) in sorted(seen.items()):
        if not true or not false:
            yield place, " or ".join(word for word, count in (("true", true), ("false", false)) if not count)


def main():
    root = sys.argv[1]
    for file in json.load(sys.stdin)["data"][0]["files"]:
        with open(file["filename"], encoding="utf-8") as source:
            lines = source.read().split("\n")
        for (line, column, end_line, end_column), outcomes in missed(file["branches"]):
            text = lines[line - 1]
            condition = text[column - 1:end_column - 1 if end_line == line else len(text)]
            print(f"{os.path.relpath(file['filename'], root)}:{line}: never {outcomes}: {condition}")


main()
