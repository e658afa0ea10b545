#!/usr/bin/env python3
"""Runs the tests `second_provider` of the target `real_provider` against an authorization server of Authlib, with resource servers of
Authlib, joserfc and PyJWT beside ours. `tests/second_provider/requirements.txt` pins the versions.

    python3 tests/scripts/second_provider.py [packages and features for cargo, such as --workspace --all-features]

Without Python 3.10, or if its packages cannot be installed, it says so, and succeeds.
"""

import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCE = ROOT / "tests" / "second_provider"
REQUIREMENTS = SOURCE / "requirements.txt"


def installed():
    """The Python of an environment with the packages, beside what cargo builds. `None` if there can be none."""
    folder = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve() / "second_provider"
    python, done = folder / "bin" / "python", folder / "requirements.txt"
    if done.is_file() and done.read_text() == REQUIREMENTS.read_text():
        return python
    options = ["--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary", ":all:"]
    for command in (
        [sys.executable, "-m", "venv", "--clear", folder],
        [python, "-m", "pip", "install", *options, "--requirement", REQUIREMENTS],
    ):
        try:
            subprocess.run(command, check=True, stdin=subprocess.DEVNULL, timeout=300)
        except (OSError, subprocess.SubprocessError) as error:
            print(f"second_provider: skipped, because its Python packages cannot be installed: {error}")
            return None
    done.write_text(REQUIREMENTS.read_text())
    return python


def main():
    packages = sys.argv[1:] or ["-p", "requires-auth-tests", "--features", "introspection"]
    if sys.version_info < (3, 10):
        print("second_provider: skipped, because this is not Python 3.10 or later")
        return
    python = installed()
    if not python:
        return
    # It ends with its standard input, so also if this script is killed.
    provider = subprocess.Popen(
        [python, "-B", SOURCE / "provider.py"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        address = provider.stdout.readline().strip()
        if not address:
            sys.exit("second_provider: the provider has not started")
        command = ["cargo", "test", *packages, "--test", "real_provider", "--", "second_provider"]
        environment = dict(os.environ, SECOND_PROVIDER=address)
        sys.exit(subprocess.run(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, timeout=900).returncode)
    finally:
        provider.stdin.close()
        provider.wait(timeout=10)


main()
