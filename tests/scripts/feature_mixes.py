#!/usr/bin/env python3
"""Whether any mix of features lets a handler be called without a verification.

    python3 tests/scripts/feature_mixes.py [the beginning of a mix's name]

Cargo unifies features: what a dev-dependency, a helper crate or another platform asks of a crate may reach the released program.
For each mix this writes a workspace that uses this repository, and builds it. In none may a program compile that calls a guarded
handler without its guard or makes a guard by hand, and the reason must be the expected one; the programs that go through the
authenticator must compile, and answer 401, 403 and 200. Each mix says which features `requires-auth` must have been built with, so
that one in which nothing leaks is noticed. Not asked: `unsafe`.

Exits with 1 if anything is otherwise. What is built is kept in `feature-mixes` below the target directory.
"""

import http.client
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib

ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "feature-mixes"
RUNTIME = ROOT / "runtime"
IMPLIED = tomllib.loads((RUNTIME / "Cargo.toml").read_text())["features"]
FEATURES = set(IMPLIED) - {"default"}


def built(features):
    """Features with those that they imply."""
    more = {implied for name in features for implied in IMPLIED[name] if implied in FEATURES}
    return set(features) if more <= set(features) else built(more | set(features))


# What the program under attack asks for itself, and what cargo makes of that.
OWN = {"axum", "actix-web"}
OWN_BUILT = built(OWN)

# ---- The program under attack -----------------------------------------------------------------------------------------------

APP = """
pub mod on_axum {
    use requires_auth::{axum::requires_auth, Identity};
    #[requires_auth(scopes("items:read"))]
    pub async fn list(#[identity] who: Identity) -> String { who.subject().to_owned() }
    pub async fn open() -> &'static str { "open" }
}
pub mod on_actix {
    use requires_auth::{actix_web::requires_auth, Identity};
    #[requires_auth(scopes("items:read"))]
    pub async fn list(#[identity] who: Identity) -> String { who.subject().to_owned() }
    pub async fn open() -> &'static str { "open" }
}
pub mod plain {
    use requires_auth::{requires_auth, Authenticator, Identity};
    #[requires_auth(verifier = auth, request = request, scopes("items:read"))]
    pub async fn list(auth: &Authenticator, request: http::Request<()>, #[identity] who: Identity) -> http::Response<String> {
        let _ = request;
        http::Response::new(who.subject().to_owned())
    }
}
pub fn auth() -> requires_auth::Authenticator {
    use requires_auth::{verifiers::StaticTokens, Authenticator, Identity};
    let reader = Identity::builder("reader").scopes("items:read").build();
    Authenticator::new(StaticTokens::new([("reader-token", reader), ("other-token", Identity::new("other"))]).unwrap())
}
"""

# ---- Those who go through the authenticator: name, what they take over TCP ---------------------------------------------------

SERVED = {
    "served_axum": """
use axum::{Router, routing::get};
fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        println!("{}", listener.local_addr().unwrap().port());
        let app = Router::new().route("/", get(app::on_axum::list)).with_state(app::auth());
        axum::serve(listener, app).await.unwrap();
    });
}
""",
    "served_actix": """
use actix_web::{App, HttpServer, web};
fn main() {
    actix_web::rt::System::new().block_on(async {
        let auth = app::auth();
        let server = HttpServer::new(move || App::new().app_data(auth.clone()).route("/", web::get().to(app::on_actix::list)));
        let server = server.workers(1).bind("127.0.0.1:0").unwrap();
        println!("{}", server.addrs()[0].port());
        server.run().await.unwrap();
    });
}
""",
    # A plain function checks by itself, whoever calls it.
    "served_plain": """
use std::{pin::pin, task::{Context, Poll, Waker}};
fn main() {
    let auth = app::auth();
    let ask = |token: Option<&str>| {
        let request = http::Request::builder();
        let request = match token { Some(token) => request.header("authorization", format!("Bearer {token}")), None => request };
        let answer = app::plain::list(&auth, request.body(()).unwrap());
        match pin!(answer).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(response) => response.status().as_u16(),
            Poll::Pending => 0,
        }
    };
    println!("{} {} {} {}", ask(None), ask(Some("wrong")), ask(Some("other-token")), ask(Some("reader-token")));
}
""",
}
ASKED = {None: 401, "wrong": 401, "other-token": 403, "reader-token": 200}

# ---- Those who do not: name, body, the one error expected, words that its message has -----------------------------------------

PRELUDE = """#![allow(unused)]
use requires_auth::{Identity, __private as p, __private::{Guard, actix_web::Bundle}};
use std::marker::PhantomData;
fn root() -> Identity { Identity::builder("root").scopes("items:read").build() }
"""
DESERIALIZED = "serde::Deserialize::deserialize(serde::de::value::UnitDeserializer::<serde::de::value::Error>::new()).unwrap()"
LITERAL = "Guard { identity: root(), is_head: false, mode: PhantomData }"
ATTACKS = {
    "axum_called": ("fn main() { app::on_axum::list(); }", "E0061", "takes 1 argument"),
    "axum_by_identity": ("fn main() { app::on_axum::list(root()); }", "E0308", "mismatched types"),
    "axum_by_default": ("fn main() { app::on_axum::list(Default::default()); }", "E0277", "Default"),
    "axum_by_from": ("fn main() { app::on_axum::list(root().into()); }", "E0277", "From<"),
    "axum_by_literal": (f"fn main() {{ app::on_axum::list({LITERAL}); }}", "E0451", "private"),
    "axum_by_deserialize": (f"fn main() {{ app::on_axum::list({DESERIALIZED}); }}", "E0277", "Deserialize"),
    "axum_by_another_guard": (
        "fn swapped<M>(guard: Guard<Identity, M>) { app::on_axum::list(guard); }\nfn main() {}", "E0308", "mismatched types",
    ),
    "guard_constructor": ("fn main() { Guard::<Identity, p::InvalidAttribute>::new(root()); }", "E0599", "no function or associated item"),
    "guard_check": (
        "async fn made<S>(source: &S, asking: &mut p::DynRequest<'_>) {\n"
        "    Guard::<Identity, p::InvalidAttribute>::check(source, asking, false, |why| why).await;\n}\n"
        "fn main() {}", "E0624", "private",
    ),
    "guard_changed": ("fn with<M>(guard: &mut Guard<Identity, M>) { guard.identity = root(); }\nfn main() {}", "E0616", "private"),
    "guard_cloned": (
        "fn again<M>(guard: &Guard<Identity, M>) -> Guard<Identity, M> { Guard::<Identity, M>::clone(guard) }\nfn main() {}",
        "E0277", "Clone",
    ),
    "guard_module": ("use requires_auth::decision::Guard as G;\nfn main() {}", "E0603", "private"),
    "decided_by_hand": ("impl p::AuthorizeHandler<(), Identity> for p::InvalidAttribute {}\nfn main() {}", "E0405", "cannot find trait"),
    "marked_by_hand": (
        "type M = app::on_axum::__requires_auth_policy_list;\nimpl p::PredicateSpec<Identity> for M {\n"
        "    fn only(_: &Identity) -> bool { true }\n}\nfn main() {}", "E0117", "outside of the crate",
    ),
    # For a type of one's own another crate may say it: no handler takes that.
    "marked_for_another": (
        "type M = app::on_axum::__requires_auth_policy_list;\nstruct Mine;\nimpl p::PredicateSpec<Mine> for M {\n"
        "    fn only(_: &Mine) -> bool { true }\n}\n"
        "fn swapped(guard: p::Guard<Mine, p::WithPredicate<p::FromApp<M>>>) { app::on_axum::list(guard); }\nfn main() {}",
        "E0308", "mismatched types",
    ),
    "actix_called": ("fn main() { app::on_actix::list(); }", "E0061", "takes 1 argument"),
    "actix_by_identity": ("fn main() { app::on_actix::list(Bundle(root(), ())); }", "E0308", "mismatched types"),
    "actix_by_default": ("fn main() { app::on_actix::list(Default::default()); }", "E0277", "Default"),
    "actix_by_default_guard": ("fn main() { app::on_actix::list(Bundle(Default::default(), ())); }", "E0277", "Default"),
    "actix_by_from": ("fn main() { app::on_actix::list(root().into()); }", "E0277", "From<"),
    "actix_by_from_guard": ("fn main() { app::on_actix::list(Bundle(root().into(), ())); }", "E0277", "From<"),
    "actix_by_literal": (f"fn main() {{ app::on_actix::list(Bundle({LITERAL}, ())); }}", "E0451", "private"),
    "actix_by_deserialize": (f"fn main() {{ app::on_actix::list({DESERIALIZED}); }}", "E0277", "Deserialize"),
    "actix_by_another_guard": (
        "fn swapped<M>(guarded: Bundle<Identity, M, ()>) { app::on_actix::list(guarded); }\nfn main() {}",
        "E0308", "mismatched types",
    ),
    "actix_module": ("use requires_auth::frameworks::actix_web;\nfn main() {}", "E0603", "private"),
}
# What is not guarded can be called: without this, a program that fails for any reason would look like one that is refused.
CANARY = "fn main() { app::on_axum::open(); app::on_actix::open(); }"

# ---- The mixes ----------------------------------------------------------------------------------------------------------------

ALL = "all"
# name: resolver, where the attacks stand, what cargo builds, who asks for all features, what the program is then built with.
MIXES = {
    "alone": ("3", "bins", ["--bins"], None, OWN_BUILT),
    "dev-dependency, --bins": ("3", "bins", ["--bins"], "dev", OWN_BUILT),
    "dev-dependency, --bins, resolver 1": ("1", "bins", ["--bins"], "dev", ALL),
    "dev-dependency, --all-targets": ("3", "bins", ["--all-targets"], "dev", ALL),
    "dev-dependency, --examples": ("3", "examples", ["--examples"], "dev", ALL),
    "dev-dependency, --tests": ("3", "tests", ["--tests"], "dev", ALL),
    "helper below the program": ("3", "bins", ["-p", "app", "--bins"], "helper", ALL),
    "helper beside it, --workspace": ("3", "bins", ["--workspace", "--bins", "--lib"], "beside", ALL),
    "helper beside it, its program alone": ("3", "bins", ["-p", "app", "--bins"], "beside", OWN_BUILT),
    "helper below the tests, --all-targets": ("3", "examples", ["-p", "app", "--all-targets"], "dev-helper", ALL),
    # The helper is a member: without `-p` it would be built for the target as well, and its features with it.
    "build-dependency": ("3", "bins", ["-p", "app", "--bins"], "build", OWN_BUILT),
    "build-dependency, resolver 1": ("1", "bins", ["-p", "app", "--bins"], "build", ALL),
    "another platform, resolver 1": ("1", "bins", ["--bins"], "platform", ALL),
    "--all-features of the program": ("3", "bins", ["--bins", "--all-features"], "features", ALL),
}
# Each feature that is no framework's, by itself: together they may hide what one opens.
for alone in sorted(FEATURES - OWN - {"_jwt", "poem", "rocket", "salvo", "salvo-oapi", "tonic", "tracing"}):
    MIXES[f"helper with {alone} alone"] = ("3", "bins", ["-p", "app", "--bins"], frozenset([alone]), built(OWN | {alone}))


def ours(features, more=""):
    return f"requires-auth = {{ path = {json.dumps(str(RUNTIME))}, features = {json.dumps(sorted(features))}{more} }}\n"


def write(place, resolver, stand, who):
    """The workspace of a mix."""
    helper = who in ("helper", "beside", "dev-helper", "build") or isinstance(who, frozenset)
    by_helper = who if isinstance(who, frozenset) else FEATURES
    app = '[package]\nname = "app"\nversion = "0.0.0"\nedition = "2024"\n[dependencies]\n' + ours(OWN)
    app += 'axum = { version = "0.8", default-features = false, features = ["http1", "tokio"] }\n'
    app += 'actix-web = { version = "4", default-features = false }\n'
    app += 'http = "1"\nserde = { version = "1", default-features = false, features = ["std"] }\n'
    app += 'tokio = { version = "1", default-features = false, features = ["net", "rt", "time"] }\n'
    below = 'helper = { path = "../helper" }\n'
    app += {
        "dev": "[dev-dependencies]\n" + ours(FEATURES),
        "helper": below,
        "dev-helper": "[dev-dependencies]\n" + below,
        "build": "[build-dependencies]\n" + below,
        "platform": '[target."cfg(windows)".dependencies]\n' + ours(FEATURES),
        "features": "[features]\n" + "".join(f'{name} = ["requires-auth/{name}"]\n' for name in sorted(FEATURES)),
    }.get(who, below if isinstance(who, frozenset) else "")
    members = ["app", "helper"] if helper else ["app"]
    files = {
        "Cargo.toml": f'[workspace]\nresolver = "{resolver}"\nmembers = {json.dumps(members)}\n[profile.dev]\ndebug = false\n',
        "app/Cargo.toml": app,
        "app/src/lib.rs": APP,
    }
    if helper:
        files["helper/Cargo.toml"] = '[package]\nname = "helper"\nversion = "0.0.0"\nedition = "2024"\n[dependencies]\n'
        files["helper/Cargo.toml"] += ours(by_helper)
        files["helper/src/lib.rs"] = "pub use requires_auth::Identity;\n"
    if who == "build":
        files["app/build.rs"] = 'fn main() { let _ = helper::Identity::new("builder"); }\n'
    folder = {"bins": "app/src/bin", "examples": "app/examples", "tests": "app/tests"}[stand]
    programs = {name: PRELUDE + body for name, (body, _, _) in ATTACKS.items()} | SERVED | {"canary": CANARY}
    for name, text in programs.items():
        # A file in `tests` has no `main` that is called, and is compiled all the same.
        files[f"{folder}/{name}.rs"] = text
    for path, text in files.items():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_text(text)
    # The versions that this repository is tested with.
    shutil.copy(ROOT / "Cargo.lock", place / "Cargo.lock")


def build(place, arguments):
    """Builds all it can: for each program its errors and its executable, and the sets of features that ours was built with."""
    environment = os.environ | {
        "CARGO_TARGET_DIR": str(TARGET), "CARGO_INCREMENTAL": "0", "CARGO_RESOLVER_INCOMPATIBLE_RUST_VERSIONS": "allow",
    }
    command = ["cargo", "build", "--keep-going", "--message-format", "json", *arguments]
    done = subprocess.run(command, cwd=place, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    errors, made, features = {}, {}, []
    for line in done.stdout.splitlines():
        message = json.loads(line)
        target = message.get("target", {}).get("name")
        if message["reason"] == "compiler-message" and message["message"]["level"] == "error":
            code = (message["message"]["code"] or {}).get("code")
            text = message["message"]["message"] + " " + " ".join(span["label"] or "" for span in message["message"]["spans"])
            if code or not text.startswith("aborting due to"):
                found = (code, text)
                if found not in errors.setdefault(target, []):
                    errors[target].append(found)
        elif message["reason"] == "compiler-artifact":
            if target == "requires_auth":
                features.append(set(message["features"]) - {"default"})
            elif message["executable"] and message["profile"]["test"]:
                made.setdefault(target, message["executable"])
            elif message["executable"]:
                made[target] = message["executable"]
    return errors, made, features, done.stderr


def ask(port, token):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/", headers={"Authorization": f"Bearer {token}"} if token else {})
        return connection.getresponse().status
    finally:
        connection.close()


def served(executable):
    """What each caller is answered."""
    with subprocess.Popen([executable], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as program:
        try:
            words = program.stdout.readline().split()
            if len(words) == len(ASKED):
                return dict(zip(ASKED, map(int, words)))
            return {token: ask(int(words[0]), token) for token in ASKED}
        except (OSError, ValueError, IndexError, http.client.HTTPException) as error:
            return f"does not answer: {error!r}"
        finally:
            program.kill()


def check(name):
    """Builds a mix; what is wrong with it."""
    resolver, stand, arguments, who, expected = MIXES[name]
    expected = FEATURES if expected == ALL else expected
    with tempfile.TemporaryDirectory(prefix="feature-mixes-") as folder:
        place = pathlib.Path(folder)
        write(place, resolver, stand, who)
        errors, made, features, said = build(place, arguments)
    if not features:
        return [f"nothing was built: {said[-2000:]}"]
    wrong = []
    if expected not in features:
        wrong.append(f"`requires-auth` was built with {[sorted(each) for each in features]}, not with {sorted(expected)}")
    for attack, (_, code, words) in ATTACKS.items():
        found = errors.pop(attack, [])
        if attack in made or not found:
            wrong.append(f"{attack}: COMPILES, or was not tried")
        elif len(found) != 1 or found[0][0] != code or words not in found[0][1]:
            wrong.append(f"{attack}: refused, but not by {code} {words!r}: {found}")
    for program in [*SERVED, "canary"]:
        if program not in made:
            wrong.append(f"{program}: does not compile: {errors.pop(program, said[-2000:])}")
    # In a test of cargo's the harness would have to call `main`; there it is enough that they compile.
    for program in SERVED if stand != "tests" else ():
        answers = served(made[program]) if program in made else ASKED
        if answers != ASKED:
            wrong.append(f"{program}: answers {answers}, not {ASKED}")
    return wrong + [f"{program}: {found}" for program, found in errors.items()]


def makers():
    """The sources, for what no list of attacks can know: who can give out a guard, whatever it may be called."""
    wrong = []
    known = {None, "fmt::Debug", "Extractible", "FromContextPart", "FromRequest", "FromRequestParts", "Sentinel"}
    for path in sorted((RUNTIME / "src").rglob("*.rs")):
        text = path.read_text()
        for trait in re.findall(r"^impl(?:<.*>)? (?:([\w:]+)(?:<.*>)? for )?(?:\w+::)*(?:Guard|Bundle)<", text, re.M):
            if (trait or None) not in known:
                wrong.append(f"{path.name}: a guard is `{trait}` as well: is that a way to make one?")
        # Those of `test_util` ask: the one by `Guard::check`, the other takes a guard.
        asking = {"guard": "Guard::check(", "bundle": "Bundle(guard, "} if path.parent.name == "test_util" else {}
        for name, body in re.findall(r"\bpub (?:const |async )*fn (\w+)[^{;]*->[^{;]*\b(?:Guard|Bundle)<[^{]*\{([^}]*)", text):
            if name in asking and asking[name] in body:
                continue
            wrong.append(f"{path.name}: `{name}` is public and gives out a guard")
    guard = (RUNTIME / "src/decision/guard.rs").read_text()
    own = re.search(r"^impl<Id, W> Guard<Id, W> \{(.*?)^\}", guard, re.M | re.S)
    public = re.findall(r"\bpub (?:const |async )*fn (\w+)", own[1] if own else "")
    if public != ["into_identity"]:
        wrong.append(f"guard.rs: the public functions of a guard are {public}")
    if re.search(r"#\[derive\([^]]*\)\]\s*pub struct Guard\b", guard):
        wrong.append("guard.rs: a guard derives something")
    return wrong


def main():
    chosen = [name for name in MIXES if name.startswith(sys.argv[1] if len(sys.argv) > 1 else "")]
    if not chosen:
        sys.exit(f"no mix of that name; there are {', '.join(MIXES)}")
    started, failed = time.monotonic(), 0
    for name in ["sources", *chosen]:
        since = time.monotonic()
        wrong = makers() if name == "sources" else check(name)
        print(f"{'ok' if not wrong else 'VIOLATION':<10}{name} ({time.monotonic() - since:.0f} s)", flush=True)
        for line in wrong:
            print(f"          {line}", flush=True)
        failed += bool(wrong)
    asked = f"{len(chosen)} mixes, {len(ATTACKS)} attacks and {len(SERVED)} programs each"
    print(f"{asked}, {time.monotonic() - started:.0f} s: {failed} with violations")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
