#!/usr/bin/env python3
"""Which module imports which: fails on a circle of modules, and on an import from a higher layer.

Reads `crate::..` and `super::..` in the sources of both crates. A name that `pub use` re-exports counts as its module's; a
`mod.rs` that only declares and re-exports is no module of its own.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]

# Each may import from those before it. Those on one line do not know each other.
LAYERS = {
    "macros": [["diagnostics", "framework"], ["syntax"], ["model"], ["check", "expand"], ["pipeline"], ["lib"]],
    "runtime": [
        ["grammar", "panics"],
        ["vocabulary"],
        ["rejection"],
        ["event", "metadata"],
        ["request"],
        ["decision"],
        ["frameworks", "verifiers"],
        ["test_util"],
        ["private"],
        ["lib"],
    ],
}
PATH = re.compile(r"\b(crate|super)((?:::\s*\w+)*)(?:::\s*(\{))?")


def without_tests_and_comments(text):
    text = re.sub(r"#\[cfg\(test\)\]\nmod \w+ \{.*", "", text, flags=re.DOTALL)
    text = re.sub(r"//[^\n]*", "", text)
    return re.sub(r'"(?:\\.|[^"\\])*"', '""', text)


def expanded(text, start):
    """The names in a `{..}` list that begins at `start`, each as a list of words."""
    paths, stack, words = [], [[]], []
    for token in re.finditer(r"\w+|::|[{},*]", text[start:]):
        token = token.group()
        if token == "{":
            stack.append(words)
            words = list(words)
        elif token in ",}":
            if words != stack[-1]:
                paths.append(words)
            words = list(stack[-1])
            if token == "}":
                stack.pop()
                if len(stack) == 1:
                    return paths
                words = list(stack[-1])
        elif token != "::":
            words = [*words, token]
    return paths


class Package:
    def __init__(self, name):
        self.name = name
        source = ROOT / name / "src"
        self.modules = {}
        for file in sorted(source.rglob("*.rs")):
            parts = list(file.relative_to(source).with_suffix("").parts)
            if "tests" in parts or "guide" in parts:
                continue
            if parts[-1] == "mod":
                parts.pop()
            self.modules[tuple(parts)] = without_tests_and_comments(file.read_text())
        for module, text in list(self.modules.items()):
            for name in re.findall(r"#\[cfg\(test\)\]\s*mod (\w+);", text):
                self.modules.pop((*module, name), None)
        self.reexports = {module: self.reexported(module) for module in self.modules}

    def reexported(self, module):
        names = {}
        for use in re.finditer(r"pub(?:\([^)]*\))?\s+use\s+([^;]+);", self.modules[module]):
            text = "{" + use.group(1) + "}"
            for words in expanded(text, 0):
                alias = re.search(rf"\b{words[-3]}\s+as\s+{words[-1]}\b", text) if len(words) > 2 and words[-2] == "as" else None
                name, path = (words[-1], words[:-2]) if alias else (words[-1], words)
                names[name] = path
        return names

    def resolve(self, words, depth=0):
        """The module that a path from the root leads to, through re-exports."""
        if depth > 8:
            return None
        module, rest = (), list(words)
        while rest and (*module, rest[0]) in self.modules:
            module = (*module, rest.pop(0))
        names = self.reexports.get(module, {})
        if rest and rest[0] in names:
            path = names[rest[0]]
            path = path[1:] if path[0] == "crate" else [*(module[:-1] if path[0] == "super" else module), *path[path[0] in ("self", "super"):]]
            if tuple(path) != tuple(words):
                return self.resolve([*path, *rest[1:]], depth + 1) or module
        return module

    def imports(self, module):
        text = self.modules[module]
        found = set()
        for path in PATH.finditer(text):
            words = re.findall(r"\w+", path.group(2))
            base = []
            if path.group(1) == "super":
                base = list(module[:-1])
            if module and path.group(1) == "crate" and not words and not path.group(3):
                continue
            ends = expanded(text, path.start(3)) if path.group(3) else [[]]
            for end in ends:
                end = [word for word in end if word != "self"]
                target = self.resolve([*base, *words, *end])
                if target and target != module:
                    found.add(target)
        return found

    def layer(self, module):
        for number, names in enumerate(LAYERS[self.name]):
            if (module or ("lib",))[0] in names:
                return number
        sys.exit(f"{self.name}/src: `{module[0]}` has no layer; name it in {pathlib.Path(__file__).name}")


def circles(graph):
    """Groups of modules that import each other (Tarjan's strongly connected components)."""
    index, low, stack, groups = {}, {}, [], []

    def visit(node):
        index[node] = low[node] = len(index)
        stack.append(node)
        for target in graph.get(node, ()):
            if target not in index:
                visit(target)
                low[node] = min(low[node], low[target])
            elif target in stack:
                low[node] = min(low[node], index[target])
        if low[node] == index[node]:
            group = []
            while not group or group[-1] != node:
                group.append(stack.pop())
            if len(group) > 1:
                groups.append(sorted(group))

    for node in graph:
        if node not in index:
            visit(node)
    return groups


def main():
    mistakes = []
    count = 0
    for name in LAYERS:
        package = Package(name)
        graph = {module: package.imports(module) for module in package.modules}
        count += sum(map(len, graph.values()))
        text = "::".join
        for group in circles(graph):
            arrows = [f"{text(a)} -> {text(b)}" for a in group for b in sorted(graph[a]) if b in group]
            mistakes.append(f"{name}: a circle: " + ", ".join(arrows))
        for module, targets in graph.items():
            for target in targets:
                here, there = package.layer(module), package.layer(target)
                if there > here or (there == here and module[:1] != target[:1]):
                    mistakes.append(f"{name}: {text(module)} imports from {text(target)}, which is not below it")
    print("\n".join(sorted(mistakes)) or f"{count} imports, no circle, no arrow upwards")
    sys.exit(bool(mistakes))


main()
