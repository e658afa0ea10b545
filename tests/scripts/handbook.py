#!/usr/bin/env python3
"""Fails if a file that the handbook names does not exist.

    python3 tests/scripts/handbook.py

Reads `CONTRIBUTING.md`, `SECURITY.md`, `RELEASING.md`, `tests/README.md`, `tests/MEASUREMENTS.md` and the guide's page about the
source. A name in backquotes that ends like a source file must be the end of the path of a file, with `{a,b}` for several.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGES = [
    "CONTRIBUTING.md",
    "SECURITY.md",
    "RELEASING.md",
    "tests/README.md",
    "tests/MEASUREMENTS.md",
    "runtime/src/guide/internals.md",
]
NAME = re.compile(r"`([\w/{},.-]+\.(?:rs|py|md|toml|json))`")


def expanded(name):
    """`{a,b}.rs`: both."""
    braces = re.search(r"\{([^}]*)\}", name)
    if not braces:
        return [name]
    return [each for word in braces[1].split(",") for each in expanded(name[: braces.start()] + word + name[braces.end() :])]


def main():
    folders = ["macros", "runtime", "tests", "examples", ".ci"]
    files = [*ROOT.glob("*.*"), *(file for folder in folders for file in (ROOT / folder).rglob("*.*"))]
    files = [f"/{file.relative_to(ROOT).as_posix()}" for file in files]
    count, missing = 0, []
    for page in PAGES:
        for name in NAME.findall((ROOT / page).read_text()):
            for path in expanded(name):
                count += 1
                if not any(file.endswith(f"/{path}") for file in files):
                    missing.append(f"{page}: `{path}`")
    print(f"{count} names of files in {len(PAGES)} pages")
    if missing or count < 200:
        sys.exit("no such file:\n" + "\n".join(missing))


if __name__ == "__main__":
    main()
