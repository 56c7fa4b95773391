# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The size table.

Are files, functions and classes as small as they should be? Each row of BOUNDS has three
sizes: the usual one, one that is rarely exceeded, and a limit. Exceeding the limit
is an error; the report lists the others.
"""
from classes import classes
from cxx import functions
from repository import CXX

BOUNDS = {
    "lines of a .cpp or .c": (150, 400, 600),
    "lines of a function": (15, 35, 70),
    "methods of a class": (8, 15, 20),
    "lines of a lit test": (40, 80, 150),
    "lines of a tool's main": (20, 40, 60),
}


def measure(repo):
    """Returns a list of (size, where) for each row of BOUNDS."""
    sizes = {row: [] for row in BOUNDS}
    for path, text in repo.select((".cpp", ".c")):
        sizes["lines of a .cpp or .c"].append((text.count("\n"), path))
    for path, text in repo.select(CXX):
        for function in functions(text):
            where = f"{path}:{function.line} {function.name}"
            sizes["lines of a function"].append((function.lines, where))
            if path.startswith("tools/") and function.name == "main":
                sizes["lines of a tool's main"].append((function.lines, where))
        if not path.startswith("test/"):
            sizes["methods of a class"] += [(each.methods, f"{path}:{each.line} {each.name}") for each in classes(text)]
    for path, text in repo.select((".mlir", ".test", ".py"), "test/"):
        if "RUN:" in text and not path.startswith("test/Meta/"):
            sizes["lines of a lit test"].append((text.count("\n"), path))
    return sizes


def check(repo):
    complaints = []
    for row, sizes in measure(repo).items():
        never = BOUNDS[row][2]
        complaints += [
            f"{where}: {size} {row}, never more than {never}"
            for size, where in sizes
            if size > never
        ]
    return complaints


def report(repo):
    for row, sizes in measure(repo).items():
        usual, rarely, never = BOUNDS[row]
        rare = sorted((s for s in sizes if s[0] > usual), reverse=True)
        print(f"{row}: {len(sizes)}, of them {len(rare)} beyond {usual}")
        for size, where in rare:
            if size > rarely:
                print(f"  {size:4} {where}, rarely more than {rarely}")
