#!/usr/bin/env python3
"""Calls the example `reference` with clients that people use: curl, `requests` (PyPI), `oauth4webapi` and `openid-client` (npm).

    python3 tests/scripts/real_clients.py [features for cargo, such as --features reference]

The folder `tests/real_clients` pins their versions. What is missing here (curl, pip, Node 20) is skipped, and a line says so.
"""

import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCE = ROOT / "tests" / "real_clients"
# The clients are on this machine, and so is the server.
DIRECT = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}


def cases(url):
    """Method, path, whose token, status, and the parameters of the one challenge."""
    known = {"realm": "api", "resource_metadata": f"{url}/.well-known/oauth-protected-resource"}
    invalid = dict(known, error="invalid_token")
    read = dict(invalid, scope="items:read")
    return [
        ("GET", "/public", "wrong", 200, None),
        ("GET", "/protected", "wrong", 401, invalid),
        ("GET", "/protected", "demo", 200, None),
        ("GET", "/items", "wrong", 401, read),
        ("GET", "/items", "opaque", 401, read),
        ("GET", "/items", "reader", 200, None),
        ("POST", "/items", "reader", 403, dict(known, error="insufficient_scope", scope="items:write")),
        ("POST", "/items", "writer", 201, None),
        ("GET", "/opaque", "opaque", 200, None),
        ("GET", "/opaque", "reader", 401, read),
        ("GET", "/stepup", "wrong", 401, invalid),
        ("GET", "/stepup", "reader", 401, dict(known, error="insufficient_user_authentication", acr_values="gold")),
        ("GET", "/stepup", "gold", 200, None),
    ]


def build(arguments):
    command = ["cargo", "build", "--example", "reference", *arguments, "--message-format", "json"]
    output = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout
    messages = map(json.loads, output.splitlines())
    return next(m["executable"] for m in messages if m.get("executable") and m["target"]["name"] == "reference")


def greeting(server):
    """The address, and the tokens by whose they are."""
    url = server.stdout.readline().split(",")[0].split()[-1]
    lines = []
    while "in a browser" not in (line := server.stdout.readline()):
        if not line:
            sys.exit("real_clients: the server has ended")
        lines.append(line)
    found = {}
    for line in lines:
        if match := re.search(r'(/\w+) -H "Authorization: Bearer ([^"]+)"(.*)', line):
            found.setdefault((match[1], "--json" in match[3]), []).append(match[2])
    reader, writer = found["/items", True]
    opaque, gold = found["/opaque", False][0], found["/stepup", False][1]
    return url, {"wrong": "wrong", "demo": "secret123", "reader": reader, "writer": writer, "opaque": opaque, "gold": gold}


def folder():
    """Beside what cargo builds."""
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve() / "real_clients"
    target.mkdir(parents=True, exist_ok=True)
    for file in SOURCE.iterdir():
        shutil.copyfile(file, target / file.name)
    return target


def curl(given):
    if not shutil.which("curl"):
        print("real_clients: curl is skipped, because it is not here")
        return

    def ask(*options):
        command = ["curl", "--silent", "--show-error", "--noproxy", "*", "--max-time", "20", "--dump-header", "-", "--output", os.devnull]
        lines = subprocess.run([*command, *options], capture_output=True, text=True, check=True, env=DIRECT).stdout.splitlines()
        statuses = [int(line.split()[1]) for line in lines if line.startswith("HTTP/")]
        return statuses, [line.split(": ", 1)[1] for line in lines if line.lower().startswith("www-authenticate: ")]

    url, tokens = given["url"], given["tokens"]
    for method, path, whose, status, params in given["cases"]:
        body = ["--header", "content-type: application/json", "--data", '{"name": "lamp"}'] if method == "POST" else []
        statuses, lines = ask("--oauth2-bearer", tokens[whose], *body, url + path)
        challenges = [dict(re.findall(r'(\w+)="([^"]*)"', line.removeprefix("Bearer "))) for line in lines]
        assert (statuses, challenges) == ([status], [params] if params else []), (path, whose, statuses, lines)
    # Without credentials first, then with those that the challenge names.
    for path, options, expected in [
        ("/admin", ["--user", "admin:correct horse"], [401, 200]),
        ("/admin", ["--user", "admin:wrong"], [401, 401]),
        ("/items", ["--oauth2-bearer", tokens["reader"]], [401, 200]),
        ("/stepup", ["--oauth2-bearer", tokens["gold"]], [401, 200]),
    ]:
        statuses, lines = ask("--anyauth", *options, url + path)
        assert statuses == expected, (path, options[0], statuses, lines)
    version = subprocess.run(["curl", "--version"], capture_output=True, text=True, check=True).stdout.split()[1]
    print(f"curl {version}: {len(given['cases'])} requests with --oauth2-bearer, 4 with --anyauth")


def with_requests(given):
    target = folder() / "python"
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--upgrade", "--target", str(target)]
    pins = (SOURCE / "requirements.txt").read_text()
    marker = target / "installed.txt"
    if not marker.exists() or marker.read_text() != pins:
        done = subprocess.run([*command, "-r", str(SOURCE / "requirements.txt")], stdin=subprocess.DEVNULL, timeout=120)
        if done.returncode != 0:
            print("real_clients: requests is skipped, because pip cannot install it")
            return
        marker.write_text(pins)
    environment = dict(DIRECT, PYTHONPATH=str(target))
    run([sys.executable, str(SOURCE / "with_requests.py")], given, environment)


def with_node(given):
    if not shutil.which("node") or not shutil.which("npm"):
        print("real_clients: oauth4webapi and openid-client are skipped, because there is no Node with npm")
        return
    version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout
    if int(re.match(r"v(\d+)", version)[1]) < 20:
        print(f"real_clients: oauth4webapi and openid-client are skipped, because Node is {version.strip()}, and they need 20")
        return
    target = folder()
    # No script of a package runs.
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    subprocess.run(command, cwd=target, check=True, stdin=subprocess.DEVNULL, timeout=120)
    run(["node", str(target / "clients.mjs")], given, DIRECT)


def run(command, given, environment):
    done = subprocess.run(command, input=json.dumps(given), text=True, env=environment, timeout=60)
    if done.returncode != 0:
        sys.exit(done.returncode)


def main():
    # Nothing here takes longer than the build.
    signal.alarm(900)
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "PORT": "0"}
    server = subprocess.Popen([build(sys.argv[1:])], env=environment, stdout=subprocess.PIPE, text=True)
    try:
        url, tokens = greeting(server)
        given = {"url": url, "tokens": tokens, "cases": cases(url)}
        for clients in (curl, with_requests, with_node):
            clients(given)
    finally:
        server.send_signal(signal.SIGINT)
        server.wait()


main()
