#!/usr/bin/env python3
"""How many functions of ours are compiled for each guarded handler: a thin shell, and nothing that decides.

Builds two programs with 3 and 30 handlers of each of four frameworks (`tests/instantiations`) and compares the symbols of their
unstripped binaries. Fails if a function is compiled for each handler that is not in the list below.
"""

import collections
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
FEW, MANY, FRAMEWORKS = 3, 30, 4

# The most instantiations of one handler, on the average of the frameworks.
MOST = 9
# What may be compiled for each handler, by a part of its name: the guard's own shell, and each framework's extractor.
SHELL = ["::guard::", "::frameworks::", "scoped_identity", "AuthorizeHandler", "spec..RejectWith"]


def binaries():
    command = ["cargo", "test", "--workspace", "--all-features", "--no-run", "--message-format=json"]
    command += ["--test", "few_handlers", "--test", "many_handlers"]
    output = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    messages = (json.loads(line) for line in output.splitlines())
    return {m["target"]["name"]: m["executable"] for m in messages if m.get("executable")}


def functions(binary):
    """How often each function of ours is there; instances of one generic function differ in a hash only."""
    symbols = subprocess.run(["nm", "--demangle", binary], check=True, capture_output=True, text=True).stdout
    names = (line.split(" ", 2)[2] for line in symbols.splitlines() if re.match(r"[0-9a-f]+ [tT] ", line))
    ours = (re.sub(r"::h[0-9a-f]{16}$", "", name) for name in names)
    return collections.Counter(name for name in ours if re.match(r"(<*requires_auth::|<.* as requires_auth::)", name))


def main():
    built = binaries()
    few, many = functions(built["few_handlers"]), functions(built["many_handlers"])
    growth = {name: (count - few[name]) / (MANY - FEW) for name, count in many.items() if count > few[name]}
    for name, each in sorted(growth.items()):
        print(f"{each:5.2f} for each handler of a name: {name}")
    unexpected = [name for name in growth if not any(part in name for part in SHELL)]
    average = sum(growth.values()) / FRAMEWORKS
    print(f"{average:.2f} functions of ours for each handler, on the average of {FRAMEWORKS} frameworks (at most {MOST})")
    if unexpected:
        sys.exit("compiled for each handler: " + ", ".join(unexpected))
    if not 1 <= average <= MOST:
        sys.exit("too many, or the count is wrong")


if __name__ == "__main__":
    main()
