#!/usr/bin/env python3
"""Measures what one annotation costs to build, and what code without it costs.

    python3 tests/scripts/compile_cost.py [check] [instructions] [size] [build] [incremental]
                                        [incremental-instructions] [--handlers N] [--repeats R]

| part | goal | measures |
|---|---|---|
| `check` | C9, C10 | `cargo check`: microseconds of CPU time for each of 1,000 handlers, above a bare one |
| `instructions` | C9, C10 | `cargo check`: thousand instructions of rustc for each handler, above a bare one; slope from 20 to 80 |
| `size` | C13 | stripped release binary: bytes for each handler, above a bare one; slope from 50 to 100 |
| `build` | C14 | `cargo build` of 200 handlers, debug and release: CPU time, divided by that with an extractor by hand |
| `incremental` | C15 | `cargo check` and `cargo build` after one body of 500 was changed: CPU time, divided in the same way |
| `incremental-instructions` | C15 | `cargo check` after the 100th body of 200 was changed: million instructions of rustc |

Without a part, the script runs all of them. Instructions need `valgrind`, and do not depend on how busy the machine is. For times, the
variants take turns, and the tables have the least and the median of the repeats.

- An extractor by hand compares a token in constant time and looks a scope up.
- A check by hand calls `auth.authorize(..)` in the body.
- "A type for each" is that extractor with a type parameter that differs for each handler. A guard has one, too, so that the guard of one
  handler cannot serve another. A cost up to this variant is that of rustc and the framework; a cost above it is the attribute's.
- "May wait" is "a type for each" whose look-up may return a future, as a verifier that asks a database does. The look-up is compiled once.
- "Unchanged" and "one_token" are "a type for each" below an attribute: the first one returns its item unchanged, the second one writes
  the braces of the body again, with a position of the macro.
"""

import argparse
import os
import pathlib
import re
import resource
import statistics
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]

MANIFEST = f"""[package]
name = "cost"
version = "0.1.0"
edition = "2024"
[workspace]
[features]
axum = ["dep:axum", "dep:tokio", "requires-auth/axum"]
actix-web = ["dep:actix-web", "requires-auth/actix-web"]
[dependencies]
requires-auth = {{ path = "{ROOT / 'runtime'}" }}
floor = {{ path = "floor" }}
actix-web = {{ version = "4", optional = true, default-features = false, features = ["macros"] }}
axum = {{ version = "0.8.9", optional = true, default-features = false, features = ["http1", "json", "macros", "tokio"] }}
http = "1"
subtle = "2"
tokio = {{ version = "1", optional = true, features = ["net", "rt"] }}
tracing = {{ version = "0.1", default-features = false, features = ["attributes", "std"] }}
[profile.dev]
debug = false
[profile.release]
strip = true
"""

COMMON = """#![recursion_limit = "4096"]
#![allow(unused)]
use requires_auth::{Authenticator, HasScopes, Identity, Policy, Scope, policy, verifiers::StaticTokens};
use std::sync::{Arc, LazyLock};
pub const READ: Policy = policy!(scopes("items:read"));
const READ_SCOPE: Scope = Scope::new("items:read");
pub type Table = Arc<Vec<(String, Identity)>>;
fn known(table: &Table, line: Option<&str>) -> Option<Identity> {
    use subtle::ConstantTimeEq;
    let token = line?.strip_prefix("Bearer ")?;
    let mut found = None;
    for (secret, identity) in table.iter() {
        if bool::from(secret.as_bytes().ct_eq(token.as_bytes())) { found = Some(identity.clone()); }
    }
    found.filter(|who| who.has_scope(&READ_SCOPE))
}
fn auth() -> Authenticator { Authenticator::new(StaticTokens::new([("secret", Identity::new("ada"))]).unwrap()) }
"""

PLAIN = COMMON + """use http::{Request, Response};
use requires_auth::requires_auth;
pub static TOKENS: LazyLock<StaticTokens> = LazyLock::new(|| StaticTokens::new([("t", Identity::new("a"))]).unwrap());
pub static AUTH: LazyLock<Authenticator> = LazyLock::new(auth);
"""
AXUM = COMMON + """use axum::{Json, extract::{FromRef, FromRequestParts, State}, response::{IntoResponse, Response}};
use requires_auth::{Rejection, axum::requires_auth};
#[derive(Clone, FromRef)]
pub struct App { auth: Authenticator, table: Table }
pub struct Who(pub Identity);
impl FromRequestParts<App> for Who {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut http::request::Parts, app: &App) -> Result<Self, Response> {
        let line = parts.headers.get(http::header::AUTHORIZATION).and_then(|line| line.to_str().ok());
        known(&app.table, line).map(Who).ok_or_else(|| http::StatusCode::UNAUTHORIZED.into_response())
    }
}
pub struct Each<M>(pub Identity, std::marker::PhantomData<fn() -> M>);
impl<M> FromRequestParts<App> for Each<M> {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut http::request::Parts, app: &App) -> Result<Self, Response> {
        Who::from_request_parts(parts, app).await.map(|who| Each(who.0, std::marker::PhantomData))
    }
}
pub type Waiting = std::pin::Pin<Box<dyn Future<Output = Result<Identity, Response>> + Send>>;
#[inline(never)]
fn look_up(parts: &http::request::Parts, app: &App) -> Result<Result<Identity, Response>, Waiting> {
    let line = parts.headers.get(http::header::AUTHORIZATION).and_then(|line| line.to_str().ok());
    if app.table.is_empty() { return Err(Box::pin(async { Err(http::StatusCode::UNAUTHORIZED.into_response()) })); }
    Ok(known(&app.table, line).ok_or_else(|| http::StatusCode::UNAUTHORIZED.into_response()))
}
pub struct MayWait<M>(pub Identity, std::marker::PhantomData<fn() -> M>);
impl<M> FromRequestParts<App> for MayWait<M> {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut http::request::Parts, app: &App) -> Result<Self, Response> {
        let who = match look_up(parts, app) { Ok(who) => who, Err(waiting) => waiting.await };
        who.map(|who| MayWait(who, std::marker::PhantomData))
    }
}
"""
ACTIX = COMMON + """use actix_web::{FromRequest, HttpRequest, dev::Payload, error::ErrorUnauthorized, web};
use requires_auth::{Rejection, actix_web::requires_auth};
use std::future::{Ready, ready};
pub struct Who(pub Identity);
impl FromRequest for Who {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, Self::Error>>;
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let line = request.headers().get("authorization").and_then(|line| line.to_str().ok());
        let table = request.app_data::<Table>().cloned().unwrap_or_default();
        ready(known(&table, line).map(Who).ok_or_else(|| ErrorUnauthorized("no")))
    }
}
pub struct Each<M>(pub Identity, std::marker::PhantomData<fn() -> M>);
impl<M> FromRequest for Each<M> {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, Self::Error>>;
    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(Who::from_request(request, payload).into_inner().map(|who| Each(who.0, std::marker::PhantomData)))
    }
}
"""

TAKES = {
    "plain": "req: Request<String>",
    "axum": "State(_a): State<Authenticator>, Json(x): Json<u32>",
    "actix-web": "x: web::Json<u32>",
}
GIVES = {"plain": "Response<String>", "axum": "String", "actix-web": "String"}
BODY = {
    "plain": "let mut body = req.into_body(); body.push_str(\"{n}\"); Response::new(body)",
    "axum": "(x + {n}).to_string()",
    "actix-web": "(*x + {n}).to_string()",
}
HEADS = {"plain": PLAIN, "axum": AXUM, "actix-web": ACTIX}


def handler(kind, variant, n):
    takes, gives, body = TAKES[kind], GIVES[kind], BODY[kind].replace("{n}", str(n))
    line, is_async = "", True
    if variant == "guarded" or variant == "guarded fn":
        verifier = "verifier = TOKENS, " if kind == "plain" else ""
        line = f'#[requires_auth({verifier}scopes("items:read"))]\n'
        takes = f"{takes}, #[identity] who: Identity" if kind == "plain" else f"#[identity] who: Identity, {takes}"
        body = f"drop(who); {body}"
    elif variant == "guarded, no identity":
        line = "#[requires_auth(verifier = TOKENS)]\n" if kind == "plain" else "#[requires_auth]\n"
    elif variant == "extractor by hand":
        takes, body = f"Who(who): Who, {takes}" if kind == "axum" else f"who: Who, {takes}", f"drop(who); {body}"
    elif variant.startswith("a type for each"):
        attribute = variant.split(", ")[-1]
        line = f"pub enum M{n} {{}}\n" + (f"#[floor::{attribute}]\n" if attribute in ("unchanged", "one_token") else "")
        extractor = "MayWait" if variant.endswith("may wait") else "Each"
        takes, body = f"{extractor}(who, _): {extractor}<M{n}>, {takes}", f"drop(who); {body}"
    elif variant == "check by hand":
        if kind == "plain":
            body = (
                "let who = match AUTH.authorize(&READ, &req).await { Ok(who) => who, Err(no) => return no.into_http() }; "
                f"drop(who); {body}"
            )
        elif kind == "axum":
            takes = f"State(auth): State<Authenticator>, parts: http::request::Parts, {takes}"
            gives = "Result<String, Rejection>"
            body = f"let who = auth.authorize(&READ, &parts).await?; drop(who); Ok({body})"
        else:
            takes = f"auth: web::Data<Authenticator>, request: HttpRequest, {takes}"
            gives = "Result<String, Rejection>"
            body = f"let who = auth.authorize(&READ, &request.head()).await?; drop(who); Ok({body})"
    elif variant == "one await":
        body = f"std::future::ready(()).await; {body}"
    elif variant == "tracing::instrument":
        line = "#[tracing::instrument(skip_all)]\n"
    elif variant == "debug_handler":
        line = "#[axum::debug_handler(state = App)]\n"
    if variant in ("bare fn", "guarded fn"):
        is_async = False
    return f"{line}pub {'async ' if is_async else ''}fn h{n}({takes}) -> {gives} {{ {body} }}\n"


def program(kind, variant, count):
    """Routed and served, since that is where an extractor's bounds are looked at and its code is made."""
    text = HEADS[kind] + "".join(handler(kind, variant, n) for n in range(count))
    if kind == "plain":
        return text + "fn main() {}\n"
    if kind == "axum":
        routes = "".join(f'.route("/{n}", axum::routing::post(h{n}))' for n in range(count))
        return text + (
            f"pub fn app() -> axum::Router {{ axum::Router::<App>::new(){routes}.with_state(App {{ auth: auth(), table: Table::default() }}) }}\n"
            "fn main() { tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async { "
            'axum::serve(tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap(), app()).await.unwrap() }) }\n'
        )
    routes = "".join(f'config.route("/{n}", web::post().to(h{n}));' for n in range(count))
    return text + (
        f"pub fn routes(config: &mut web::ServiceConfig) {{ {routes} }}\n"
        "fn main() { actix_web::rt::System::new().block_on(async { actix_web::HttpServer::new(|| "
        "actix_web::App::new().app_data(auth()).app_data(Table::default()).configure(routes))"
        '.bind("127.0.0.1:0").unwrap().run().await.unwrap() }) }\n'
    )


FLOOR = """extern crate proc_macro;
use proc_macro::{Group, Span, TokenStream, TokenTree};
#[proc_macro_attribute]
pub fn unchanged(_: TokenStream, item: TokenStream) -> TokenStream { item }
#[proc_macro_attribute]
pub fn one_token(_: TokenStream, item: TokenStream) -> TokenStream {
    let mut tokens: Vec<TokenTree> = item.into_iter().collect();
    if let Some(TokenTree::Group(body)) = tokens.pop() {
        let mut own = Group::new(body.delimiter(), body.stream());
        own.set_span(Span::mixed_site().located_at(body.span()));
        tokens.push(own.into());
    }
    tokens.into_iter().collect()
}
"""
FLOOR_MANIFEST = """[package]
name = "floor"
version = "0.1.0"
edition = "2024"
[lib]
proc-macro = true
"""

WRAPPER = """#!/bin/sh
case " $* " in
  *" --crate-name cost "*) exec valgrind --quiet --tool=callgrind --callgrind-out-file="$COST_OUT" "$@" 2> /dev/null ;;
  *) exec "$@" ;;
esac
"""


class Workplace:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        (self.folder / "src").mkdir()
        (self.folder / "Cargo.toml").write_text(MANIFEST)
        (self.folder / "floor" / "src").mkdir(parents=True)
        (self.folder / "floor" / "Cargo.toml").write_text(FLOOR_MANIFEST)
        (self.folder / "floor" / "src" / "lib.rs").write_text(FLOOR)
        lock = ROOT / "Cargo.lock"
        (self.folder / "Cargo.lock").write_text(lock.read_text())

    def write(self, text):
        (self.folder / "src" / "main.rs").write_text(text)

    def cargo(self, kind, *words, incremental=False, variables=None):
        """CPU seconds of a run of cargo."""
        features = [] if kind == "plain" else ["--features", kind]
        environment = dict(os.environ, CARGO_INCREMENTAL=str(int(incremental)), CARGO_TARGET_DIR=str(self.folder / "target"))
        environment.update(variables or {})
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            ["cargo", *words, "--quiet", *features], cwd=self.folder, env=environment, check=True, stdin=subprocess.DEVNULL
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    def instructions(self, kind, **how):
        """Thousand instructions of rustc in `cargo check` of what was written, counted by callgrind."""
        wrapper, counted = self.folder / "counted.sh", self.folder / "counted.out"
        rustc = subprocess.run(["rustc", "--print", "sysroot"], check=True, capture_output=True, text=True).stdout.strip()
        wrapper.write_text(WRAPPER)
        wrapper.chmod(0o755)
        counting = {"RUSTC": f"{rustc}/bin/rustc", "RUSTC_WRAPPER": str(wrapper), "COST_OUT": str(counted)}
        self.cargo(kind, "check", variables=counting, **how)
        return int(re.search(r"^(?:summary|totals): (\d+)", counted.read_text(), re.MULTILINE)[1]) / 1000

    def size(self):
        return (self.folder / "target" / "release" / "cost").stat().st_size


def row(*cells):
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def both(figures, unit):
    return f"{min(figures):{unit}} ({statistics.median(figures):{unit}})"


def interleaved(variants, repeats, measure):
    """`measure` of each variant, round by round; the first round builds the dependencies and does not count."""
    figures = {variant: [] for variant in variants}
    for repeat in range(repeats + 1):
        for variant in variants:
            figure = measure(variant)
            if repeat > 0:
                figures[variant].append(figure)
    return figures


CHECKED = {
    "plain": ["bare", "one await", "check by hand", "tracing::instrument", "guarded, no identity", "guarded", "bare fn", "guarded fn"],
    "axum": ["bare", "extractor by hand", "a type for each", "check by hand", "tracing::instrument", "debug_handler", "guarded, no identity", "guarded"],
    "actix-web": ["bare", "extractor by hand", "a type for each", "check by hand", "tracing::instrument", "guarded, no identity", "guarded"],
}


def check(place, count, repeats):
    print(f"\n`cargo check`, us of CPU time for each of {count} handlers over the bare one, least (median):\n")
    row("", "variant", "us", "goal")
    row("---", "---", "---", "---")
    goals = {
        ("axum", "guarded"): "C9 350",
        ("axum", "guarded, no identity"): "C9 200",
        ("plain", "guarded"): "C10 600",
        ("plain", "guarded fn"): "C10 170",
    }
    for kind, variants in CHECKED.items():
        def measure(variant, kind=kind):
            place.write(program(kind, variant, count))
            return place.cargo(kind, "check")
        for variant, seconds, base in over_bare(interleaved(variants, repeats, measure)):
            over = [(min(seconds) - min(base)) / count * 1e6]
            over.append(statistics.median((second - bare) / count * 1e6 for second, bare in zip(seconds, base)))
            row(kind, variant, f"{over[0]:.0f} ({over[1]:.0f})", goals.get((kind, variant), ""))


def over_bare(figures):
    """Each variant with its figure and that of the bare handler: a plain function has another one than an async function."""
    for variant, figure in figures.items():
        if not variant.startswith("bare"):
            yield variant, figure, figures["bare fn" if variant.endswith(" fn") else "bare"]


def instructions(place, _count, _repeats):
    print("\nThousand instructions of rustc for each handler over the bare one (slope between 20 and 80 handlers of `cargo check`):\n")
    row("", "variant", "thousand")
    row("---", "---", "---")
    for kind, variants in CHECKED.items():
        slopes = {}
        for variant in variants:
            counted = []
            for count in (20, 80):
                place.write(program(kind, variant, count))
                counted.append(place.instructions(kind))
            slopes[variant] = (counted[1] - counted[0]) / 60
        for variant, slope, base in over_bare(slopes):
            row(kind, variant, f"{slope - base:.0f}")


SIZED = {
    "axum": ["bare", "extractor by hand", "a type for each", "a type for each, may wait", "check by hand", "guarded"],
    "actix-web": ["bare", "extractor by hand", "a type for each", "check by hand", "guarded"],
}


def size(place, _count, _repeats):
    print("\nStripped release binary, bytes for each handler over the bare one (slope between 50 and 100 handlers):\n")
    row("", "variant", "bytes", "over the extractor by hand", "goal")
    row("---", "---", "---", "---", "---")
    for kind, variants in SIZED.items():
        slopes = {}
        for variant in variants:
            sizes = []
            for count in (50, 100):
                place.write(program(kind, variant, count))
                place.cargo(kind, "build", "--release")
                sizes.append(place.size())
            slopes[variant] = (sizes[1] - sizes[0]) / 50
        hand = slopes["extractor by hand"]
        for variant, slope in slopes.items():
            over = f"{slope - hand:+.0f}" if variant != "bare" else ""
            row(kind, variant, f"{slope - slopes['bare']:+.0f}", over, "C13 +512" if variant == "guarded" else "")


def build(place, _count, repeats):
    print("\nCPU seconds to build 200 handlers, least (median), and over those with an extractor by hand:\n")
    row("", "variant", "debug", "ratio", "release", "ratio", "goal")
    row("---", "---", "---", "---", "---", "---", "---")
    for kind in ("axum", "actix-web"):
        variants = ["bare", "extractor by hand", "a type for each", "guarded"]
        found = {}
        for words in (("build",), ("build", "--release")):
            def measure(variant, kind=kind, words=words):
                place.write(program(kind, variant, 200))
                return place.cargo(kind, *words)
            found[words] = interleaved(variants, repeats, measure)
        for variant in variants:
            cells = []
            for figures in found.values():
                hand = min(figures["extractor by hand"])
                cells += [both(figures[variant], ".1f"), f"{min(figures[variant]) / hand:.2f}"]
            row(kind, variant, *cells, "C14 1.5, 1.2" if variant == "guarded" else "")


def incremental(place, _count, repeats):
    print("\nCPU seconds after one body of 500 was changed, least (median), and over handlers with an extractor by hand:\n")
    row("", "variant", "check", "ratio", "build", "ratio", "goal")
    row("---", "---", "---", "---", "---", "---", "---")
    for kind in ("axum", "actix-web"):
        found = {variant: {} for variant in ("bare", "extractor by hand", "a type for each", "guarded")}
        for variant in found:
            text = program(kind, variant, 500)
            for word in ("check", "build"):
                place.write(text)
                place.cargo(kind, word, incremental=True)
                figures = []
                for repeat in range(repeats):
                    # The body of one handler, and no line more or less.
                    old, new = ("x + 250)", f"x + {1000 + repeat})")
                    place.write(text.replace(old, new))
                    figures.append(place.cargo(kind, word, incremental=True))
                found[variant][word] = figures
        for variant, figures in found.items():
            cells = []
            for word in ("check", "build"):
                hand = min(found["extractor by hand"][word])
                cells += [both(figures[word], ".2f"), f"{min(figures[word]) / hand:.2f}"]
            row(kind, variant, *cells, "C15 1.2" if variant == "guarded" else "")


def incremental_instructions(place, _count, _repeats):
    print("\nMillion instructions of rustc in `cargo check` after the 100th body of 200 was changed, as long as before and longer:\n")
    row("", "variant", "as long", "longer")
    row("---", "---", "---", "---")
    variants = ["bare", "extractor by hand", "a type for each", "a type for each, unchanged", "a type for each, one_token", "guarded"]
    for variant in variants:
        text, counted = program("axum", variant, 200), []
        for new in ("x + 999)", "x + 1000)"):
            place.write(text)
            place.cargo("axum", "check", incremental=True)
            place.write(text.replace("x + 100)", new))
            counted.append(place.instructions("axum", incremental=True) / 1000)
        row("axum", variant, *(f"{figure:.0f}" for figure in counted))


PARTS = {"check": check, "instructions": instructions, "size": size, "build": build, "incremental": incremental}
PARTS["incremental-instructions"] = incremental_instructions


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("parts", nargs="*", metavar="part", help=", ".join(PARTS))
    arguments.add_argument("--handlers", type=int, default=1000)
    arguments.add_argument("--repeats", type=int, default=3)
    arguments = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Workplace(folder)
        for part in arguments.parts or PARTS:
            PARTS[part](place, arguments.handlers, arguments.repeats)


if __name__ == "__main__":
    main()
