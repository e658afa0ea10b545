#!/usr/bin/env python3
"""What one annotation costs `cargo check`: CPU time over the bare handler, from 1,000 generated handlers.

    python3 tests/scripts/compile_cost.py [handlers] [repeats]

Prints, for a plain `http` handler and for one of axum, microseconds of CPU time for each handler, the least of the repeats; and
what a part that no guard can do without costs alone, in a handler that has no other: an `.await`, and one more extractor.
"""

import os
import pathlib
import resource
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
REPEATS = int(sys.argv[2]) if len(sys.argv) > 2 else 3

PLAIN = """use http::{Request, Response};
use requires_auth::{requires_auth, Identity, verifiers::StaticTokens};
use std::sync::LazyLock;
pub static TOKENS: LazyLock<StaticTokens> = LazyLock::new(|| StaticTokens::new([("t", Identity::new("a"))]).unwrap());
"""
AXUM = """use axum::{extract::State, Json};
use requires_auth::{axum::requires_auth, Authenticator, Identity};
"""
HANDLERS = {
    "plain, bare": (PLAIN, "pub async fn h{n}(req: Request<String>) -> Response<String> {{ Response::new(req.into_body()) }}"),
    "plain, guarded": (
        PLAIN,
        '#[requires_auth(verifier = TOKENS, scopes("items:read"))]\n'
        "pub async fn h{n}(req: Request<String>) -> Response<String> {{ Response::new(req.into_body()) }}",
    ),
    "plain, one await": (
        PLAIN,
        "pub async fn h{n}(req: Request<String>) -> Response<String> {{ std::future::ready(()).await; Response::new(req.into_body()) }}",
    ),
    "axum, bare": (AXUM, "pub async fn h{n}(State(_a): State<Authenticator>, Json(x): Json<u32>) -> String {{ x.to_string() }}"),
    "axum, guarded": (
        AXUM,
        '#[requires_auth(scopes("items:read"))]\n'
        "pub async fn h{n}(#[identity] who: Identity, State(_a): State<Authenticator>, Json(x): Json<u32>) -> String {{ drop(who); x.to_string() }}",
    ),
    "axum, one extractor": (
        AXUM,
        "pub async fn h{n}(_m: http::Method, State(_a): State<Authenticator>, Json(x): Json<u32>) -> String {{ x.to_string() }}",
    ),
}
ROUTES = "pub fn app() -> axum::Router<Authenticator> {{ axum::Router::new(){routes} }}"


def cpu():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main():
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "src").mkdir()
        (folder / "Cargo.toml").write_text(
            f"""[package]
name = "cost"
version = "0.1.0"
edition = "2024"
[workspace]
[dependencies]
requires-auth = {{ path = "{ROOT / 'runtime'}", features = ["axum"] }}
axum = {{ version = "0.8.9", default-features = false, features = ["json"] }}
http = "1"
"""
        )
        environment = dict(os.environ, CARGO_INCREMENTAL="0", CARGO_TARGET_DIR=str(folder / "target"))
        check = ["cargo", "check", "--quiet", "--lib"]
        least = {}
        for repeat in range(REPEATS + 1):
            for name, (head, handler) in HANDLERS.items():
                text = head + "\n".join(handler.format(n=n) for n in range(COUNT))
                if "axum" in name:
                    # Routed, since that is where an extractor's bounds are looked at.
                    routes = "".join(f'.route("/{n}", axum::routing::post(h{n}))' for n in range(COUNT))
                    text += "\n" + ROUTES.format(routes=routes)
                (folder / "src" / "lib.rs").write_text("#![recursion_limit = \"4096\"]\n#![allow(unused)]\n" + text)
                before = cpu()
                subprocess.run(check, cwd=folder, env=environment, check=True, stdin=subprocess.DEVNULL)
                # The first round builds the dependencies.
                if repeat > 0:
                    least[name] = min(least.get(name, 1e9), cpu() - before)
        for kind, goal, part in (("plain", 400, "one await"), ("axum", 200, "one extractor")):
            bare = least[f"{kind}, bare"]
            guard, alone = ((least[f"{kind}, {name}"] - bare) / COUNT * 1e6 for name in ("guarded", part))
            print(f"{kind}: {guard:.0f} us for each handler (goal {goal}; {part} alone {alone:.0f}; bare {bare:.2f} s, {COUNT} handlers)")


if __name__ == "__main__":
    main()
