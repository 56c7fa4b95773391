# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The ops of other frameworks are named in tables only.

Do the modules of python/ag/importers that walk a graph name none of the ops for
which the folders below have rules? What an op means is said by its rule.
"""
import ast

FOLDER = "python/ag/importers/"


def strings(tree):
    """Returns the string constants of a module, with their lines. Docstrings are not among them."""
    texts = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and node.body and isinstance(node.body[0], ast.Expr)
    }
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in texts
    ]


def ruled_ops(tree):
    """Returns the names that a module passes to a table's method rule."""
    calls = [node for node in ast.walk(tree)
             if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "rule"]
    return {each.value for call in calls for each in call.args
            if isinstance(each, ast.Constant) and isinstance(each.value, str)}


def check(repo):
    trees = {path: ast.parse(text) for path, text in repo.select((".py",), FOLDER)}
    below = {path for path in trees if "/" in path.removeprefix(FOLDER)}
    ops = set().union(*(ruled_ops(trees[path]) for path in below))
    return [
        f"{path}:{line}: the walk names the op {text}; expected a rule in a table of its framework"
        for path in sorted(trees.keys() - below)
        for line, text in strings(trees[path])
        if text in ops
    ]
