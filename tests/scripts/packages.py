#!/usr/bin/env python3
"""Packs both crates and builds a project against the tarballs, as a user gets them from a registry.

Fails if a tarball lacks the README or a licence, if a packed crate does not build without the rest of the repository, or if a project
with all frameworks' features does not build against the two.
"""

import json
import pathlib
import shutil
import subprocess
import tarfile
import tempfile
import tomllib

ROOT = pathlib.Path(__file__).resolve().parents[2]
CRATES = ["requires-auth-macros", "requires-auth"]
FILES = ["Cargo.toml", "README.md", "LICENSE-APACHE", "LICENSE-MIT"]
METADATA = ["description", "license", "repository", "documentation", "readme", "keywords", "categories", "rust-version"]

MAIN = """\
use requires_auth::{Authenticator, Identity, policy, requires_auth, verifiers::StaticTokens};

const READ: requires_auth::Policy = policy!(scopes("items:read"));

#[requires_auth(verifier = auth, scopes("items:read"))]
fn plain(request: &http::Request<()>, auth: &StaticTokens) -> http::Response<String> {
    http::Response::new(request.uri().to_string())
}

mod on_axum {
    use requires_auth::{Identity, axum::requires_auth};

    #[requires_auth]
    pub async fn handler(#[identity] who: Identity) -> String {
        who.subject().to_owned()
    }
}

fn main() {
    let tokens = StaticTokens::new([("secret", Identity::builder("ada").scopes("items:read").build())]).unwrap();
    assert_eq!(plain(&http::Request::new(()), &tokens).status(), 401);
    let known = http::Request::builder().header("authorization", "Bearer secret").body(()).unwrap();
    assert_eq!(plain(&known, &tokens).status(), 200);
    let _ = READ;
    let app = axum::Router::new().route("/", requires_auth::axum::routing::get(on_axum::handler).into());
    let _: axum::Router = app.with_state(Authenticator::new(tokens));
}
"""


def run(*command, **options):
    print("==>", *command, flush=True)
    subprocess.run(command, check=True, **options)


def main():
    version = tomllib.loads((ROOT / "Cargo.toml").read_text())["workspace"]["package"]["version"]
    metadata = subprocess.run(
        ["cargo", "metadata", "--no-deps", "--format-version", "1"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    target = pathlib.Path(json.loads(metadata.stdout)["target_directory"])
    folder = pathlib.Path(tempfile.mkdtemp())
    try:
        # Verifies too: each is built from its tarball alone. In a new folder: cargo keeps what it unpacked for a folder, and would
        # build the second crate against an older state of the first.
        packed = folder / "target"
        crates = [word for crate in CRATES for word in ("-p", crate)]
        run("cargo", "package", "--allow-dirty", "--target-dir", packed, *crates, cwd=ROOT)
        paths = {}
        for crate in CRATES:
            with tarfile.open(packed / "package" / f"{crate}-{version}.crate") as tarball:
                tarball.extractall(folder, filter="data")
            paths[crate] = folder / f"{crate}-{version}"
            missing = [name for name in FILES if not (paths[crate] / name).is_file()]
            assert not missing, f"the tarball of {crate} lacks {missing}"
            package = tomllib.loads((paths[crate] / "Cargo.toml").read_text())["package"]
            missing = [name for name in METADATA if not package.get(name)]
            assert not missing, f"the manifest of {crate} lacks {missing}"
        project = folder / "project"
        (project / "src").mkdir(parents=True)
        (project / "src" / "main.rs").write_text(MAIN)
        features = '"axum", "actix-web", "poem", "rmcp", "rocket", "salvo", "tonic", "passwords", "timeout", "tracing"'
        (project / "Cargo.toml").write_text(
            f"""[package]
name = "project"
version = "0.0.0"
edition = "2024"

[dependencies]
axum = {{ version = "0.8.9", default-features = false }}
http = "1"
requires-auth = {{ version = "={version}", features = [{features}] }}

[patch.crates-io]
requires-auth = {{ path = "{paths["requires-auth"]}" }}
requires-auth-macros = {{ path = "{paths["requires-auth-macros"]}" }}

[workspace]
"""
        )
        # The versions that everything else here is tested with.
        shutil.copy(ROOT / "Cargo.lock", project / "Cargo.lock")
        run("cargo", "run", "--quiet", "--target-dir", str(target / "packages"), cwd=project)
    finally:
        shutil.rmtree(folder)
    print("both packages build from their tarballs")


if __name__ == "__main__":
    main()
