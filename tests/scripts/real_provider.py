#!/usr/bin/env python3
"""Runs the test target `real_provider` against `oidc-provider` of npm, whose version `tests/real_provider` pins.

    python3 tests/scripts/real_provider.py [packages and features for cargo, such as --workspace --all-features]

Without Node 20 it says so, and succeeds.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCE = ROOT / "tests" / "real_provider"


def has_node():
    if not shutil.which("node") or not shutil.which("npm"):
        return False
    version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout
    return int(re.match(r"v(\d+)", version)[1]) >= 20


def installed():
    """A folder with the provider and its packages, beside what cargo builds."""
    folder = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve() / "real_provider"
    folder.mkdir(parents=True, exist_ok=True)
    for file in SOURCE.iterdir():
        shutil.copyfile(file, folder / file.name)
    # No script of a package runs.
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    subprocess.run(command, cwd=folder, check=True, stdin=subprocess.DEVNULL, timeout=120)
    return folder


def main():
    packages = sys.argv[1:] or ["-p", "requires-auth-tests", "--features", "introspection"]
    if not has_node():
        print("real_provider: skipped, because there is no Node 20 or later with npm")
        return
    folder = installed()
    # It ends with its standard input, so also if this script is killed.
    provider = subprocess.Popen(
        ["node", "provider.mjs"], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        address = provider.stdout.readline().strip()
        if not address:
            sys.exit("real_provider: the provider has not started")
        command = ["cargo", "test", *packages, "--test", "real_provider"]
        environment = dict(os.environ, REAL_PROVIDER=address)
        sys.exit(subprocess.run(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, timeout=900).returncode)
    finally:
        provider.stdin.close()
        provider.wait(timeout=10)


main()
