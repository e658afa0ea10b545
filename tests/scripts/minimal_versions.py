#!/usr/bin/env python3
"""Whether the oldest releases that the two crates ask for work: of the core, axum and actix-web, and for access tokens.

    python3 tests/scripts/minimal_versions.py [check]

Copies the workspace without the other frameworks, lets cargo choose the least version of each direct dependency of both crates
(`-Z direct-minimal-versions`, which is not stable yet), and runs tests with those; with `check` it only builds. Each framework has its
own floors for what it shares with us, so only what is checked here is promised.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib

ROOT = pathlib.Path(__file__).resolve().parents[2]
OTHER_FRAMEWORKS = ["actix-ws", "lambda_http", "poem", "poem-openapi", "rmcp", "rocket", "salvo", "salvo-oapi", "tonic", "tonic-health"]
OTHER_FEATURES = ["lambda", "poem", "rmcp", "rocket", "salvo", "salvo-oapi", "sockets", "tonic"]
CRATES = ["macros", "runtime"]
MEMBERS = [*CRATES, "tests", "tests/memoizing", "examples/company", "examples/company/macros"]
CHECKED = "axum,actix-web,introspection,jwt,jwt-rust-crypto,oidc,passwords,test-util,timeout,tower"
TESTS = ["answers", "axum", "actix_web", "fails_closed", "passwords", "test_util", "values", "vectors"]


def copy(folder):
    files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, files.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)


def without_other_frameworks(manifest):
    """The manifest without their dependencies and the test targets that need those. Their features are empty."""
    named = "|".join(map(re.escape, {*OTHER_FRAMEWORKS, *OTHER_FEATURES}))
    sections = re.split(r"(?m)^(?=\[)", manifest.read_text())
    kept = [s for s in sections if not (s.startswith("[[") and re.search(rf'required-features = .*"({named})"', s))]
    text = re.sub(rf"(?m)^({named}) = \[.*", r"\1 = []", "".join(kept))
    manifest.write_text(re.sub(rf"(?m)^({named}) = (?!\[\]).*\n", "", text))


def workspace(folder, members):
    text = (ROOT / "Cargo.toml").read_text()
    text = re.sub(r"(?m)^members = .*", f"members = {members}".replace("'", '"'), text)
    (folder / "Cargo.toml").write_text(re.sub(r"(?m)^default-members = .*\n", "", text))


def cargo(folder, *words):
    environment = dict(os.environ, RUSTC_BOOTSTRAP="1") if "-Z" in words else dict(os.environ)
    print("==> cargo", *words, flush=True)
    subprocess.run(["cargo", *words], cwd=folder, env=environment, check=True, stdin=subprocess.DEVNULL)


def numbers(version):
    return [int(part) for part in re.findall(r"\d+", version)[:3]]


def meets(version, floor):
    """As cargo reads a plain requirement: not older, and equal up to the first number that is not zero."""
    version, floor = numbers(version), numbers(floor)
    until = next((place for place, number in enumerate(floor) if number), 2) + 1
    return version >= floor and version[:until] == floor[:until]


def oldest(folder):
    """Name and least version of each direct dependency of both crates."""
    floors = {}
    for crate in CRATES:
        manifest = tomllib.loads((folder / crate / "Cargo.toml").read_text())
        for name, asked in manifest["dependencies"].items():
            if not name.startswith("requires-auth"):
                floors[name] = asked if isinstance(asked, str) else asked["version"]
    packages = tomllib.loads((folder / "Cargo.lock").read_text())["package"]
    chosen = {p["name"]: p["version"] for p in packages if p["name"] in floors and meets(p["version"], floors[p["name"]])}
    return dict(sorted(chosen.items()))


def main():
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        copy(folder)
        for member in MEMBERS:
            without_other_frameworks(folder / member / "Cargo.toml")
        # What only documentation and tests use has no floor that matters to anybody.
        manifests = {crate: (folder / crate / "Cargo.toml").read_text() for crate in CRATES}
        for crate, text in manifests.items():
            tables = re.split(r"(?m)^(?=\[)", text)
            (folder / crate / "Cargo.toml").write_text("".join(t for t in tables if "dev-dependencies]" not in t.partition("\n")[0]))
        workspace(folder, CRATES)
        (folder / "Cargo.lock").unlink()
        cargo(folder, "generate-lockfile", "-Z", "direct-minimal-versions", "--quiet")
        versions = oldest(folder)

        for crate, text in manifests.items():
            (folder / crate / "Cargo.toml").write_text(text)
        workspace(folder, MEMBERS)
        print(", ".join(f"{name} {version}" for name, version in versions.items()))
        # Exactly those: what the tests themselves ask of the same crates is put down to that.
        for member in MEMBERS:
            manifest = folder / member / "Cargo.toml"
            text = manifest.read_text()
            for name, version in versions.items():
                pattern = rf'(?m)^({re.escape(name)} = (?:{{ version = )?")[^"]+(")'
                text = re.sub(pattern, lambda m, v=version: f"{m[1]}={v}{m[2]}", text)
            manifest.write_text(text)
        (folder / "Cargo.lock").unlink()
        cargo(folder, "generate-lockfile", "--quiet")
        target = os.environ.get("CARGO_TARGET_DIR", str(ROOT / "target"))
        os.environ["CARGO_TARGET_DIR"] = str(pathlib.Path(target) / "minimal")
        if sys.argv[1:] == ["check"]:
            cargo(folder, "check", "-p", "requires-auth", "--features", CHECKED)
            return
        tests = [word for test in TESTS for word in ("--test", test)]
        cargo(folder, "test", "-p", "requires-auth-tests", "--features", "axum,actix-web", *tests)


if __name__ == "__main__":
    sys.exit(main())
