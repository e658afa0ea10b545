#!/usr/bin/env python3
"""Opens the page of the example `reference` in headless Chromium, clicks each button, and reads what is shown.

    python3 tests/scripts/reference_page.py [--screenshot FILE] [features for cargo, such as --features reference]

Without Chromium it says so, and succeeds.
"""

import base64
import fcntl
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]

# Button, status, and what must be in the answer. The order is that of the page.
EXPECTED = [
    ("GET /public no credentials", 200, "everybody may read this"),
    ("GET /protected no credentials", 401, 'www-authenticate: Bearer realm="api", resource_metadata="'),
    ("GET /protected demo, fixed token", 200, "hello, demo"),
    ("GET /items no credentials", 401, 'www-authenticate: Bearer realm="api", scope="items:read", resource_metadata="'),
    ("GET /items a reader", 200, '[{"name":"lamp"}'),
    ("POST /items a reader", 403, 'error="insufficient_scope", scope="items:write"'),
    ("POST /items a writer", 201, '{"name":"lamp"}'),
    ("GET /stepup a reader", 401, 'error="insufficient_user_authentication", acr_values="gold", resource_metadata="'),
    ("GET /stepup a reader, stronger login", 200, "hello, reader, by gold"),
    ("GET /admin admin, password", 200, "admin is the administrator"),
    ("GET /reports reporter, API key", 200, "all is well"),
    ("GET /me ada, session cookie", 200, "you are ada"),
    ("GET /health no credentials", 200, '"keys":"ready"'),
    ("GET /.well-known/oauth-protected-resource no credentials", 200, '"authorization_servers":["http://127.0.0.1:'),
    ("GET /opaque a reader, opaque token", 200, "hello, reader"),
]

CLICK = """
new Promise((resolve) => {
  const button = document.querySelectorAll('#buttons button')[%d];
  const answer = document.querySelector('#answer');
  new MutationObserver(() => {
    if (answer.dataset.status === undefined) return;
    resolve(JSON.stringify({
      label: button.textContent.replace(/\\s+/g, ' '),
      status: Number(answer.dataset.status),
      answer: answer.textContent,
      request: document.querySelector('#request').textContent,
      cookies: document.cookie,
    }));
  }).observe(answer, { attributes: true });
  button.click();
})
"""


class Browser:
    """Speaks the DevTools protocol through a pipe: messages end with a zero byte."""

    def __init__(self, program, profile):
        to_child, self.output = os.pipe()
        self.input, from_child = os.pipe()
        inner = [fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in (to_child, from_child)]
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-proxy-server", "--window-size=1200,900", f"--user-data-dir={profile}"]
        command = [program, *options, "--remote-debugging-pipe", "about:blank"]
        redirect = f'exec "$@" 3<&{inner[0]} 4>&{inner[1]}'
        self.process = subprocess.Popen(["bash", "-c", redirect, "bash", *command], pass_fds=inner, stderr=subprocess.DEVNULL)
        for end in (to_child, from_child, *inner):
            os.close(end)
        self.rest, self.count, self.session = b"", 0, None

    def message(self):
        while b"\0" not in self.rest:
            part = os.read(self.input, 1 << 16)
            if not part:
                sys.exit("Chromium ended")
            self.rest += part
        message, self.rest = self.rest.split(b"\0", 1)
        return json.loads(message)

    def call(self, method, **params):
        self.count += 1
        call = {"id": self.count, "method": method, "params": params}
        if self.session:
            call["sessionId"] = self.session
        os.write(self.output, json.dumps(call).encode() + b"\0")
        while (message := self.message()).get("id") != self.count:
            pass
        if "error" in message:
            sys.exit(f"{method}: {message['error']}")
        return message["result"]

    def open(self, url):
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.call("Page.enable")
        self.call("Page.navigate", url=url)
        while self.message().get("method") != "Page.loadEventFired":
            pass

    def evaluate(self, expression):
        result = self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in result:
            sys.exit(f"an exception in the page: {result['exceptionDetails']}")
        return result["result"].get("value")

    def close(self):
        self.process.terminate()
        self.process.wait()


def build(arguments):
    command = ["cargo", "build", "--example", "reference", *arguments, "--message-format", "json"]
    output = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout
    messages = map(json.loads, output.splitlines())
    return next(m["executable"] for m in messages if m.get("executable") and m["target"]["name"] == "reference")


def check(browser, url, screenshot):
    browser.open(url)
    shown = browser.evaluate("document.querySelectorAll('#buttons button').length")
    if shown != len(EXPECTED):
        sys.exit(f"{shown} buttons, and {len(EXPECTED)} are expected")
    for index, (label, status, text) in enumerate(EXPECTED):
        seen = json.loads(browser.evaluate(CLICK % index))
        if (seen["label"], seen["status"]) != (label, status) or text not in seen["answer"] or seen["cookies"]:
            sys.exit(f"{label}: {status} and {text!r} expected, and the page shows {seen}")
        print(f"{status} {label}")
        if screenshot and status == 403:
            pathlib.Path(screenshot).write_bytes(base64.b64decode(browser.call("Page.captureScreenshot")["data"]))


def main():
    # Nothing here takes longer than the build.
    signal.alarm(900)
    arguments = sys.argv[1:]
    screenshot = None
    if "--screenshot" in arguments:
        at = arguments.index("--screenshot")
        screenshot = arguments[at + 1]
        del arguments[at : at + 2]
    program = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
    if not program:
        print("reference_page: skipped, because there is no Chromium")
        return
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "PORT": "0"}
    server = subprocess.Popen([build(arguments)], env=environment, stdout=subprocess.PIPE, text=True)
    try:
        url = server.stdout.readline().split(",")[0].split()[-1]
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
            browser = Browser(program, profile)
            try:
                check(browser, url, screenshot)
            finally:
                browser.close()
    finally:
        server.send_signal(signal.SIGINT)
        server.wait()


main()
