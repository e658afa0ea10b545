#!/usr/bin/env python3
"""Lets the SDKs of MCP for TypeScript (1.x and 2.x) and for Python, in the versions of `tests/mcp_clients`, connect to the example
`mcp`: a 401, its metadata, registration, code with PKCE, a list of the caller's tools; then a 403, and the call again with more scopes.

    python3 tests/scripts/mcp_clients.py [packages and features for cargo, such as --workspace --all-features]

Clients whose packages cannot be had are skipped, and it says so: without Node 20, or without pip.
"""

import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
import venv

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCE = ROOT / "tests" / "mcp_clients"
FOLDER = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve() / "mcp_clients"

sys.dont_write_bytecode = True
sys.path.insert(0, str(SOURCE))
from authorization_server import CLIENT, AuthorizationServer  # noqa: E402

READER = ["about", "list_items", "who_am_i"]
WRITER = ["about", "delete_item", "list_items", "who_am_i"]

# The client, which scopes it asks for after the 403 (the challenge names all of them, in this order), whether it has a session, and
# the version of MCP.
EXPECTED = {
    "sdk": ("items:read items:delete", True, "2025-11-25"),
    "client": ("items:read items:delete", True, "2025-11-25"),
    "client-2026": ("items:read items:delete", False, "2026-07-28"),
    "python": ("items:read items:delete", None, None),
}


def example(arguments):
    """The executable, which is built already where the workspace is tested."""
    command = ["cargo", "build", *arguments, "--example", "mcp", "--message-format", "json"]
    built = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True, check=True, timeout=1800)
    messages = (json.loads(line) for line in built.stdout.splitlines() if line.startswith("{"))
    return next(message["executable"] for message in messages if message.get("target", {}).get("name") == "mcp" and message.get("executable"))


class Server:
    def __init__(self, executable, issuer):
        environment = dict(os.environ, PORT="0", ISSUER=issuer, INTROSPECTION_URL=f"{issuer}/introspect")
        environment |= {"INTROSPECTION_CLIENT_ID": CLIENT[0], "INTROSPECTION_CLIENT_SECRET": CLIENT[1]}
        self.process = subprocess.Popen([executable], env=environment, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
        first = self.process.stdout.readline()
        address = re.search(r"http://[\d.:]+", first)
        if not address:
            sys.exit(f"mcp_clients: the example has not started: {first!r}")
        self.url = f"{address[0]}/mcp"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()


def ask_with_fixed_tokens(executable):
    """Sends the requests that the example prints without a provider: no token, a reader reads, a reader deletes, a writer deletes."""
    environment = {name: value for name, value in os.environ.items() if name != "ISSUER"} | {"PORT": "0"}
    process = subprocess.Popen([executable], env=environment, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
    try:
        lines = iter(process.stdout.readline, "")
        next(line for line in lines if line.startswith("listening"))
        next(line for line in lines if not line.strip())
        printed = [shlex.split(line) for line in iter(lambda: next(lines).strip(), "")]
        statuses = []
        for _curl, _include, url, *options in printed:
            fields = [value.split(": ", 1) for key, value in zip(options, options[1:]) if key == "-H"]
            body = options[options.index("--json") + 1].encode()
            request = urllib.request.Request(url, body, dict(fields) | {"Content-Type": "application/json"})
            try:
                statuses.append(urllib.request.urlopen(request, timeout=10).status)
            except urllib.error.HTTPError as error:
                statuses.append(error.code)
    finally:
        process.kill()
        process.wait()
    if statuses != [401, 200, 403, 200]:
        sys.exit(f"mcp_clients: with fixed tokens the example answered {statuses}")
    print("mcp_clients: the requests that the example prints have their answers")


def node_clients():
    """The commands of the clients for Node, after their packages are installed. No script of a package runs."""
    if not shutil.which("node") or not shutil.which("npm"):
        return print("mcp_clients: the TypeScript SDKs are skipped, because there is no Node with npm") or {}
    version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout
    if int(re.match(r"v(\d+)", version)[1]) < 20:
        return print(f"mcp_clients: the TypeScript SDKs are skipped, because Node is {version.strip()}") or {}
    folder = FOLDER / "node"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ["package.json", "package-lock.json", "clients.mjs"]:
        shutil.copyfile(SOURCE / name, folder / name)
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    if subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, timeout=300).returncode:
        return print("mcp_clients: the TypeScript SDKs are skipped, because npm cannot install them") or {}
    return {name: ["node", str(folder / "clients.mjs"), name] for name in ["sdk", "client", "client-2026"]}


def python_client():
    """The same for Python, in an environment of its own."""
    folder = FOLDER / "python"
    python = folder / "bin" / "python"
    try:
        venv.create(folder, with_pip=True)
        command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", SOURCE / "requirements.txt"]
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL, timeout=300)
    except (OSError, subprocess.SubprocessError) as error:
        return print(f"mcp_clients: the Python SDK is skipped, because it cannot be installed: {error}") or {}
    return {"python": [str(python), str(SOURCE / "client.py")]}


def check(name, command, executable):
    authority = AuthorizationServer()
    with Server(executable, authority.issuer) as server:
        ran = subprocess.run([*command, server.url], capture_output=True, stdin=subprocess.DEVNULL, text=True, timeout=60)
    if ran.returncode:
        sys.exit(f"mcp_clients: {name} failed\n{ran.stdout}{ran.stderr}")
    seen = json.loads(ran.stdout.splitlines()[-1])
    more, has_session, version = EXPECTED[name]
    expected = {
        "steps": [1, 1],
        "before": READER,
        "read": "lamp, chair",
        "removed": "ada deleted lamp",
        "after": WRITER,
    }
    if has_session is not None:
        expected |= {"hasSession": has_session, "sameSession": True, "version": version}
    first, second = seen.pop("asked")
    if seen != expected:
        sys.exit(f"mcp_clients: {name} saw\n{seen}\nand should have seen\n{expected}")
    if first != "items:read" or sorted(second.split()) != sorted(more.split()):
        sys.exit(f"mcp_clients: {name} asked for {first!r}, then {second!r}")
    steps = [step for step in authority.log if step != "introspect"]
    for step, least in [("metadata", 1), ("register", 1), ("authorize", 2), ("token", 2)]:
        if steps.count(step) < least:
            sys.exit(f"mcp_clients: {name} did not go through {step} {least} times: {steps}")
    print(f"mcp_clients: {name} connected, saw its tools, stepped up, and called again")


def main():
    executable = example(sys.argv[1:] or ["-p", "requires-auth-examples", "--features", "mcp"])
    ask_with_fixed_tokens(executable)
    clients = node_clients() | python_client()
    for name, command in clients.items():
        check(name, command, executable)


main()
