# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What does the description of an exported program say of a size? It has expressions as sympy writes them:

    Mul(Integer(32), Symbol('_h', positive=True, integer=True))
"""
from __future__ import annotations

import ast
import functools
import math
from collections.abc import Mapping
from typing import Any

from ...core.errors import Error, shown

Bounds = tuple[int, int | None]


class Expression:
    """A size: the number if it is one, its text, and the syntax tree."""

    def __init__(self, tree: ast.expr) -> None:
        self._tree = tree
        self._text = _text(tree)
        self.number = int(self._text) if self._text.isdigit() else None

    @staticmethod
    def of(size: Any) -> "Expression":
        """Returns a SymInt of the description as an Expression."""
        (kind, value), = size.items()
        return _parsed(str(value) if kind == "as_int" else value["expr_str"])

    def bounds(self, ranges: Mapping[str, tuple[int, int | None]]) -> Bounds:
        """Returns the least and the greatest value, or None for one that is not known. `ranges` has those of symbols."""
        return _bounds(self._tree, ranges)

    def __str__(self) -> str:
        return self._text


@functools.lru_cache(maxsize=4096)
def _parsed(text: str) -> Expression:
    try:
        return Expression(ast.parse(text, mode="eval").body)
    except (SyntaxError, MemoryError) as error:  # a MemoryError is a text that is nested too deeply
        raise Error(f"a size is {shown(text)}, which is no expression: {error}") from None


def _call(tree: ast.expr) -> tuple[str, list[Any]]:
    """Returns a function of sympy with its arguments, or the number of a literal as an Integer."""
    if isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name):
        return tree.func.id, tree.args
    if isinstance(tree, ast.Constant) and isinstance(tree.value, int):
        return "Integer", [tree]
    return "", []


def _text(tree: ast.expr) -> str:
    name, parts = _call(tree)
    if name in ("Integer", "Symbol"):
        return str(ast.literal_eval(parts[0]))
    texts = [_text(part) for part in parts]
    if name == "Mul":
        return "*".join(texts)
    if name == "Add":
        return " + ".join(texts)
    return f"{name or 'unknown'}({', '.join(texts)})"


def _bounds(tree: ast.expr, ranges: Mapping[str, tuple[int, int | None]]) -> Bounds:
    name, parts = _call(tree)
    if name == "Integer":
        number = ast.literal_eval(parts[0])
        return number, number
    if name == "Symbol":
        return ranges.get(ast.literal_eval(parts[0]), (0, None))
    if name not in ("Add", "Mul"):
        return 0, None
    combine = sum if name == "Add" else math.prod
    each = [_bounds(part, ranges) for part in parts]
    highs = [high for _, high in each]
    if name == "Mul" and any(low < 0 for low, _ in each):
        return 0, None
    return combine(low for low, _ in each), None if None in highs else combine(highs)  # type: ignore[arg-type,type-var]
