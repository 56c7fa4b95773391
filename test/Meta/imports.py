# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The order of Python's modules.

Are the imports of python/ag free of cycles? Modules of ag are imported at the
head of a module; a function may import an optional package. Imports for type
checkers only (if TYPE_CHECKING) do not run, and do not count.
"""
import ast

FOLDER = "python/ag/"


def name_of(path):
    """Returns the dotted name of a module below ag: "core.dims" for python/ag/core/dims.py, and "nn" for nn/__init__.py."""
    return path.removeprefix(FOLDER).removesuffix(".py").replace("/", ".").removesuffix(".__init__").removesuffix("__init__")


def imported(path, tree, modules):
    """Returns the modules that the top-level statements of a file import. A package itself is not among them."""
    names = set()
    parts = path.removeprefix(FOLDER).split("/")[:-1]
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.level > 0:
            base = ".".join([*parts[: len(parts) - node.level + 1], *([node.module] if node.module else [])])
            names |= {f"{base}.{alias.name}".lstrip(".") for alias in node.names} | {base}
    return names & modules - {""}


def inner_imports(tree):
    """Returns the lines inside of functions and classes that import modules of ag."""
    scopes = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
    return {
        inner.lineno
        for node in ast.walk(tree)
        if isinstance(node, scopes)
        for inner in ast.walk(node)
        if isinstance(inner, ast.ImportFrom) and inner.level > 0
    }


def find_circle(reads):
    """Returns a cycle of modules, each of which imports the next one; empty if there is none."""
    done, path = set(), []

    def visit(name):
        if name in path:
            return path[path.index(name):]
        if name in done:
            return []
        path.append(name)
        for read in sorted(reads.get(name, ())):
            if circle := visit(read):
                return circle
        path.pop()
        done.add(name)
        return []

    return next((circle for name in sorted(reads) if (circle := visit(name))), [])


def check(repo):
    trees = {name_of(path): (path, ast.parse(text)) for path, text in repo.select((".py",), FOLDER)}
    complaints = [
        f"{path}:{line}: an import inside of a function or a class; expected it at the module's head"
        for path, tree in trees.values()
        for line in sorted(inner_imports(tree))
    ]
    circle = find_circle({name: imported(path, tree, trees.keys()) for name, (path, tree) in trees.items()})
    if circle:
        complaints.append(f"{FOLDER}: {' imports '.join([*circle, circle[0]])}; expected no circle")
    return complaints
