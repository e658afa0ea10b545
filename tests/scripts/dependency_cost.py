#!/usr/bin/env python3
"""Measures what a dependency on `requires-auth` adds to a project: CPU time of a clean build, and crates.

    python3 tests/scripts/dependency_cost.py [repeats] [tokens]
    python3 tests/scripts/dependency_cost.py crates

Without an argument there are three measurements: the time that `requires-auth` with its feature `axum` adds to `cargo check` and
`cargo build` of a project that has axum; the macro crate, over `syn` with its feature `full`, `quote` and `proc-macro2`; and the whole
quickstart. With `tokens`, the script measures instead the features for access tokens, and other libraries for them. With `crates` it
builds nothing: it counts crates, and fails if there are more than a bound allows.

All times are seconds of CPU time. The first two measurements add up the calls of rustc, with the least of the repeats for each crate:
whole builds differ more from run to run than the added time. They do not include cargo itself and the runs of build scripts.
Everything is built in a temporary folder, with the versions of `Cargo.lock`. A crate that is not in `Cargo.lock` has the newest version
that is compatible with the manifest in this script.
"""

import os
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
WORDS = sys.argv[1:]
REPEATS = next((int(word) for word in WORDS if word.isdigit()), 2)
TOKENS = "tokens" in WORDS

MANIFEST = """[package]
name = "cost"
version = "0.1.0"
edition = "2024"
[workspace]
[dependencies]
axum = {{ version = "0.8.9", default-features = false, features = ["http1", "json", "tokio"] }}
{more}
"""
OPEN = """use axum::{{Router, routing::get}};
{imports}
{attribute}
async fn hello() -> &'static str {{ "hello" }}
pub fn app({parameter}) -> Router {{ Router::new().route("/", get(hello)).with_state({state}) }}
"""
PROJECTS = {
    "without": ("", OPEN.format(imports="", attribute="", parameter="", state="()")),
    "with": (
        f'requires-auth = {{ path = "{ROOT / "runtime"}", features = ["axum"] }}',
        OPEN.format(
            imports="use requires_auth::{Authenticator, axum::requires_auth};",
            attribute="#[requires_auth]",
            parameter="auth: Authenticator",
            state="auth",
        ),
    ),
}


def requires_auth(features):
    return f'requires-auth = {{ path = "{ROOT / "runtime"}", features = {features} }}'.replace("'", '"')


# A crate of procedural macros as well: cargo builds its dependencies as it builds those of ours.
SYN = """proc-macro2 = "1"
quote = "1"
syn = { version = "3", features = ["full"] }
[lib]
proc-macro = true
"""
MACROS = {"alone": SYN, "with": f'requires-auth-macros = {{ path = "{ROOT / "macros"}", features = ["axum"] }}'}


# Libraries that verify access tokens, each with what it needs for that.
BY_HAND = """jsonwebtoken = {{ version = "11.1", default-features = false, features = ["{engine}"] }}
serde = {{ version = "1", features = ["derive"] }}
serde_json = "1"
"""
REQWEST = 'reqwest = { version = "0.13", default-features = false, features = ["json", "rustls"] }\n'
WITH_TOKENS = {
    "without": "",
    "requires-auth, feature jwt": requires_auth(["axum", "jwt"]),
    "requires-auth, feature jwt-rust-crypto": requires_auth(["axum", "jwt-rust-crypto"]),
    "requires-auth, feature oidc": requires_auth(["axum", "oidc"]),
    "jsonwebtoken by hand, aws_lc_rs": BY_HAND.format(engine="aws_lc_rs"),
    "jsonwebtoken by hand, rust_crypto": BY_HAND.format(engine="rust_crypto"),
    "jsonwebtoken and reqwest by hand": BY_HAND.format(engine="aws_lc_rs") + REQWEST,
    "jwt-authorizer 0.15": 'jwt-authorizer = "0.15"',
    "oauth-resource-server 0.4": 'oauth-resource-server = { version = "0.4", features = ["axum"] }',
}


def run(command, folder, target, **environment):
    """Runs cargo from nothing, and gives the seconds of CPU time of all its children."""
    environment = dict(os.environ, CARGO_INCREMENTAL="0", CARGO_TARGET_DIR=str(target), **environment)
    shutil.rmtree(target, ignore_errors=True)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(["cargo", *command, "--quiet"], cwd=folder, env=environment, check=True, stdin=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    shutil.rmtree(target, ignore_errors=True)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def run_by_crate(command, folder, target):
    """Runs a clean build. Returns the seconds of CPU time of each call of rustc, by the crate's name and cargo's hash."""
    with tempfile.NamedTemporaryFile("r") as times:
        run(command, folder, target, RUSTC_WRAPPER=__file__, RUSTC_TIMES=times.name)
        return {tuple(words): float(seconds) for *words, seconds in map(str.split, times)}


def rustc():
    """Runs as the wrapper of rustc, and writes down the time of a crate."""
    # `close_fds=False`: cargo has opened the file descriptors of the jobserver for rustc.
    status = subprocess.run(sys.argv[1:], close_fds=False).returncode
    took = resource.getrusage(resource.RUSAGE_CHILDREN)
    if "--crate-name" in sys.argv:
        name = sys.argv[sys.argv.index("--crate-name") + 1]
        metadata = next((word for word in sys.argv if word.startswith("metadata=")), "metadata=")
        with open(os.environ["RUSTC_TIMES"], "a") as times:
            times.write(f"{name} {metadata} {took.ru_utime + took.ru_stime}\n")
    sys.exit(status)


def least_by_crate(command, folders, target):
    """`run_by_crate` for several projects, with the least of the repeats. They take turns: the machine is not always equally busy."""
    least = {folder: {} for folder in folders}
    for _ in range(REPEATS):
        for folder, crates in least.items():
            for crate, took in run_by_crate(command, folder, target).items():
                crates[crate] = min(took, crates.get(crate, took))
    return least.values()


def crates(folder, *arguments):
    """How many crates of others and of ours are built: what the project needs, itself not counted."""
    command = ["cargo", "tree", "--edges", "normal,build", "--prefix", "none", "--format", "{p}", *arguments]
    tree = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL).stdout
    return len({line.removesuffix(" (*)").removesuffix(" (proc-macro)") for line in tree.splitlines() if line}) - 1


def least(command, folder, target):
    return min(run(command, folder, target) for _ in range(REPEATS))


def project(folder, more, text):
    (folder / "src").mkdir(parents=True)
    (folder / "Cargo.toml").write_text(MANIFEST.format(more=more))
    (folder / "src" / "lib.rs").write_text(text)
    shutil.copy(ROOT / "Cargo.lock", folder)


def tokens():
    """One project for each library, whose code is the same: what a library costs is its dependencies."""
    _, text = PROJECTS["without"]
    with tempfile.TemporaryDirectory() as temporary:
        temporary = pathlib.Path(temporary)
        base = None
        for number, (name, more) in enumerate(WITH_TOKENS.items()):
            folder = temporary / str(number)
            project(folder, more, text)
            found = crates(folder), least(["build"], folder, temporary / "target")
            base = base or found
            print(f"{name}: {found[0] - base[0]} crates, {found[1] - base[1]:.1f} s of CPU time more", flush=True)


def macros(temporary):
    """The macro crate over what it is made of."""
    folders = [temporary / f"macros-{name}" for name in MACROS]
    for folder, more in zip(folders, MACROS.values()):
        project(folder, more, "")
        manifest = folder / "Cargo.toml"
        manifest.write_text("".join(line for line in manifest.read_text().splitlines(True) if not line.startswith("axum")))
    alone, given = (sum(crates.values()) for crates in least_by_crate(["build"], folders, temporary / "target"))
    print(f"macro crate: {given / alone:.2f} of syn, quote and proc-macro2 (goal 1.15; {alone:.1f} s alone)", flush=True)


def counted(temporary):
    """Counts the crates of the two projects with axum, and fails if ours has too many."""
    for name, (more, text) in PROJECTS.items():
        project(temporary / name, more, text)
    without, given = (crates(temporary / name) for name in PROJECTS)
    print(f"axum project: {given - without} crates more (goal 5; {without} without)")
    if given - without > 5:
        sys.exit("more crates than the README promises")


def main():
    if TOKENS:
        tokens()
        return
    with tempfile.TemporaryDirectory() as temporary:
        counted(pathlib.Path(temporary))
        if "crates" in WORDS:
            return
    with tempfile.TemporaryDirectory() as temporary:
        temporary = pathlib.Path(temporary)
        target = temporary / "target"
        folders = [temporary / name for name in PROJECTS]
        for folder, (more, text) in zip(folders, PROJECTS.values()):
            project(folder, more, text)
        for command in ("check", "build"):
            without, given = least_by_crate([command], folders, target)
            before, more = sum(without.values()), sum(given.values()) - sum(without.values())
            print(f"axum project, cargo {command}: {more:+.1f} s (goal +2; {before:.1f} s without)", flush=True)
            known = {name for name, _ in without}
            added = (f"{name} {took:.2f}" for (name, _), took in given.items() if name not in known)
            print("    " + ", ".join(added), flush=True)
        macros(temporary)
        package = ["--package", "requires-auth-examples"]
        print(f"quickstart: {crates(ROOT, *package)} crates (goal below 60)")
        took = least(["build", *package, "--example", "quickstart"], ROOT, target)
        print(f"quickstart, cargo build: {took:.1f} s (goal below 40)")


if __name__ == "__main__":
    rustc() if "RUSTC_TIMES" in os.environ else main()
