#!/usr/bin/env python3
"""Measures what one annotation costs to build, and what code without it costs.

    python3 tests/scripts/compile_cost.py [PART ..] [--kinds plain,axum,actix-web] [--variants "guarded;bare"]
                                          [--handlers N] [--repeats R]

| part | goal | measures |
|---|---|---|
| `check` | C9, C10 | `cargo check`: microseconds of CPU time for each of 1,000 handlers, above a bare one |
| `instructions` | C9, C10 | `cargo check`: thousand instructions of rustc for each handler, above a bare one; slope from 20 to 80 |
| `size` | C13 | stripped release binary: bytes for each handler, above the twin; slope from 50 to 100 |
| `build` | C14 | `cargo build` of 200 handlers, debug and release: CPU time, divided by that of the twin |
| `incremental` | C15 | `cargo check` and `cargo build` after the 250th body of 500 was changed: CPU time, divided in the same way |
| `incremental-instructions` | C15 | `cargo check` after the 100th body of 200 was changed: million instructions of rustc |

Without a part, the script runs all of them; that takes two hours on an idle machine. It prints one table, a row for each variant.
Instructions need `valgrind`, and do not depend on how busy the machine is. For times, the variants take turns, and a cell has the least
and the median of the repeats. The rows that a figure is compared with are always measured.

- A changed body is as long as before, longer, or has a line more.
- The twin is an extractor by hand, which compares a token in constant time and looks a scope up. A plain function has no extractors: there
  it is a check by hand.
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
import sys
import tempfile

from compile_cost_programs import FLOOR, FLOOR_MANIFEST, TWIN, VARIANTS, bare, changed, program

ROOT = pathlib.Path(__file__).resolve().parents[2]

WORKSPACE = """[workspace]
members = ["floor", "variants/*"]
resolver = "3"
[profile.dev]
debug = false
[profile.release]
strip = true
"""

MANIFEST = f"""[package]
name = "PACKAGE"
version = "0.1.0"
edition = "2024"
[[bin]]
name = "cost"
path = "main.rs"
[features]
axum = ["dep:axum", "dep:tokio", "requires-auth/axum"]
actix-web = ["dep:actix-web", "requires-auth/actix-web"]
[dependencies]
requires-auth = {{ path = "{ROOT / 'runtime'}" }}
floor = {{ path = "../../floor" }}
actix-web = {{ version = "4", optional = true, default-features = false, features = ["macros"] }}
axum = {{ version = "0.8.9", optional = true, default-features = false, features = ["http1", "json", "macros", "tokio"] }}
http = "1"
subtle = "2"
tokio = {{ version = "1", optional = true, features = ["net", "rt"] }}
tracing = {{ version = "0.1", default-features = false, features = ["attributes", "std"] }}
"""

WRAPPER = """#!/bin/sh
case " $* " in
  *" --crate-name cost "*) exec valgrind --quiet --tool=callgrind --callgrind-out-file="$COST_OUT" "$@" 2> /dev/null ;;
  *) exec "$@" ;;
esac
"""

# The body of one handler gets another number.
EDITS = {"as long": {"by": 1}, "longer": {"by": 1000}, "a line more": {"by": 1, "a_line_more": True}}

# Of guarded handlers, by column.
GOALS = {
    ("axum", "guarded", "check"): "C9 350",
    ("axum", "guarded, no identity", "check"): "C9 200",
    ("plain", "guarded", "check"): "C10 600",
    ("plain", "guarded fn", "check"): "C10 170",
    ("axum", "guarded", "size"): "C13 512",
    ("actix-web", "guarded", "size"): "C13 512",
}
for _kind in ("axum", "actix-web"):
    GOALS |= {(_kind, "guarded", "debug"): "C14 1.5", (_kind, "guarded", "release"): "C14 1.2"}
    GOALS |= {(_kind, "guarded", ("check", edit)): "C15 1.2" for edit in EDITS}
    GOALS |= {(_kind, "guarded", ("build", edit)): "C15 1.2" for edit in EDITS}


class Place:
    """A workspace with a package for each variant. They share the builds of their dependencies, and each has its own incremental state."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        (self.folder / "Cargo.toml").write_text(WORKSPACE)
        (self.folder / "floor" / "src").mkdir(parents=True)
        (self.folder / "floor" / "Cargo.toml").write_text(FLOOR_MANIFEST)
        (self.folder / "floor" / "src" / "lib.rs").write_text(FLOOR)
        (self.folder / "variants").mkdir()
        (self.folder / "Cargo.lock").write_text((ROOT / "Cargo.lock").read_text())

    def package(self, kind, variant):
        name = re.sub("[^a-z]+", "-", f"{kind} {variant}".lower())
        if not (self.folder / "variants" / name).exists():
            (self.folder / "variants" / name).mkdir()
            (self.folder / "variants" / name / "Cargo.toml").write_text(MANIFEST.replace("PACKAGE", name))
        return Package(self.folder, name, kind)


class Package:
    def __init__(self, folder, name, kind):
        self.folder, self.name, self.kind = folder, name, kind

    def write(self, text):
        (self.folder / "variants" / self.name / "main.rs").write_text(text)

    def cargo(self, *words, incremental=False, variables=None):
        """CPU seconds of a run of cargo."""
        features = [] if self.kind == "plain" else ["--features", self.kind]
        environment = dict(os.environ, CARGO_INCREMENTAL=str(int(incremental)), CARGO_TARGET_DIR=str(self.folder / "target"))
        environment.update(variables or {})
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            ["cargo", *words, "--quiet", "-p", self.name, *features],
            cwd=self.folder, env=environment, check=True, stdin=subprocess.DEVNULL,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    def instructions(self, **how):
        """Thousand instructions of rustc in `cargo check` of what was written, counted by callgrind."""
        wrapper, counted = self.folder / "counted.sh", self.folder / "counted.out"
        rustc = subprocess.run(["rustc", "--print", "sysroot"], check=True, capture_output=True, text=True).stdout.strip()
        wrapper.write_text(WRAPPER)
        wrapper.chmod(0o755)
        counting = {"RUSTC": f"{rustc}/bin/rustc", "RUSTC_WRAPPER": str(wrapper), "COST_OUT": str(counted)}
        self.cargo("check", variables=counting, **how)
        return int(re.search(r"^(?:summary|totals): (\d+)", counted.read_text(), re.MULTILINE)[1]) / 1000

    def size(self):
        return (self.folder / "target" / "release" / "cost").stat().st_size


class Table:
    """Cells by row and column. A row is a variant of a kind; cells of a column are asked for kind by kind."""

    def __init__(self, place, kinds, variants, handlers, repeats):
        self.place, self.kinds, self.handlers, self.repeats = place, kinds, handlers, repeats
        self.variants = {kind: [variant for variant in VARIANTS[kind] if variants is None or variant in variants] for kind in kinds}
        self.titles, self.cells = {}, {}

    def needed(self, kind, *, twin):
        """The variants of a kind to measure: those of the table, and those that they are compared with."""
        shown = set(self.variants[kind])
        compared = {TWIN[kind]} if twin else {bare(variant) for variant in shown}
        return [variant for variant in VARIANTS[kind] if variant in shown | compared]

    def column(self, key, title):
        self.titles[key] = title

    def cell(self, kind, variant, key, text):
        goal = GOALS.get((kind, variant, key))
        self.cells[kind, variant, key] = f"{text}, goal {goal}" if goal else text

    def interleaved(self, kind, measure, *, twin):
        """`measure` of each variant, round by round; the first round builds the dependencies and does not count."""
        figures = {variant: [] for variant in self.needed(kind, twin=twin)}
        for repeat in range(self.repeats + 1):
            print(f"{list(self.titles.values())[-1]}: {kind}, round {repeat} of {self.repeats}", file=sys.stderr, flush=True)
            for variant in figures:
                figure = measure(variant)
                if repeat > 0:
                    figures[variant].append(figure)
        return figures

    def ratios(self, kind, key, figures, unit):
        twin = min(figures[TWIN[kind]])
        for variant, seconds in figures.items():
            self.cell(kind, variant, key, f"{both(seconds, unit)}, {min(seconds) / twin:.2f}")

    def show(self):
        def row(*cells):
            print("| " + " | ".join(cells) + " |")

        row("", "variant", *self.titles.values())
        row("---", "---", *("---" for _ in self.titles))
        for kind in self.kinds:
            for variant in self.variants[kind]:
                row(kind, variant, *(self.cells.get((kind, variant, key), "") for key in self.titles))


def both(figures, unit):
    return f"{min(figures):{unit}} ({statistics.median(figures):{unit}})"


def check(table):
    table.column("check", "check, us")
    for kind in table.kinds:
        def measure(variant, kind=kind):
            package = table.place.package(kind, variant)
            package.write(program(kind, variant, table.handlers, runs=False))
            return package.cargo("check")
        figures = table.interleaved(kind, measure, twin=False)
        for variant, seconds in figures.items():
            base = figures[bare(variant)]
            least = (min(seconds) - min(base)) / table.handlers * 1e6
            median = statistics.median((second - first) / table.handlers * 1e6 for second, first in zip(seconds, base))
            table.cell(kind, variant, "check", f"{least:.0f} ({median:.0f})")


def instructions(table):
    table.column("instructions", "check, thousand instructions")
    for kind in table.kinds:
        slopes = {}
        for variant in table.needed(kind, twin=False):
            package, counted = table.place.package(kind, variant), []
            for count in (20, 80):
                package.write(program(kind, variant, count, runs=False))
                counted.append(package.instructions())
            slopes[variant] = (counted[1] - counted[0]) / 60
        for variant, slope in slopes.items():
            table.cell(kind, variant, "instructions", f"{slope - slopes[bare(variant)]:.0f}")


def size(table):
    table.column("size", "release, bytes over the twin")
    for kind in table.kinds:
        slopes = {}
        for variant in table.needed(kind, twin=True):
            package, sizes = table.place.package(kind, variant), []
            for count in (50, 100):
                package.write(program(kind, variant, count))
                package.cargo("build", "--release")
                sizes.append(package.size())
            slopes[variant] = (sizes[1] - sizes[0]) / 50
        for variant, slope in slopes.items():
            table.cell(kind, variant, "size", f"{slope - slopes[TWIN[kind]]:+.0f}")


def build(table):
    for key, words in (("debug", ["build"]), ("release", ["build", "--release"])):
        table.column(key, f"{key} build, s, ratio")
        for kind in table.kinds:
            def measure(variant, kind=kind, words=words):
                package = table.place.package(kind, variant)
                package.write(program(kind, variant, 200))
                return package.cargo(*words)
            table.ratios(kind, key, table.interleaved(kind, measure, twin=True), ".1f")


def changed_package(table, kind, variant, count, word, how):
    """A package of so many handlers that was built, after which the body in the middle was changed."""
    package, text = table.place.package(kind, variant), program(kind, variant, count)
    package.write(text)
    package.cargo(word, incremental=True)
    package.write(changed(kind, text, count // 2, **how))
    return package


def incremental(table):
    for word in ("check", "build"):
        for title, how in EDITS.items():
            table.column((word, title), f"{word} again, s, ratio: {title}")
            for kind in table.kinds:
                def measure(variant, kind=kind, word=word, how=how):
                    return changed_package(table, kind, variant, 500, word, how).cargo(word, incremental=True)
                table.ratios(kind, (word, title), table.interleaved(kind, measure, twin=True), ".2f")


def incremental_instructions(table):
    for title, how in EDITS.items():
        table.column(title, f"check again, million instructions: {title}")
        for kind in table.kinds:
            for variant in table.variants[kind]:
                package = changed_package(table, kind, variant, 200, "check", how)
                table.cell(kind, variant, title, f"{package.instructions(incremental=True) / 1000:.0f}")


PARTS = {"check": check, "instructions": instructions, "size": size, "build": build, "incremental": incremental}
PARTS["incremental-instructions"] = incremental_instructions


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("parts", nargs="*", metavar="part", help=", ".join(PARTS))
    arguments.add_argument("--kinds", default=",".join(VARIANTS), help="of handlers, with commas between them")
    arguments.add_argument("--variants", help="with semicolons between them; all if not given")
    arguments.add_argument("--handlers", type=int, default=1000, help="of the part `check`")
    arguments.add_argument("--repeats", type=int, default=3)
    arguments = arguments.parse_args()
    variants = arguments.variants and arguments.variants.split(";")
    with tempfile.TemporaryDirectory() as folder:
        table = Table(Place(folder), arguments.kinds.split(","), variants, arguments.handlers, arguments.repeats)
        for part in arguments.parts or PARTS:
            PARTS[part](table)
        table.show()


if __name__ == "__main__":
    main()
