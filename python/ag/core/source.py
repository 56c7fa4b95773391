# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Which line of the user's program creates an op, and what is its value called there?

An op's location is the innermost line on the call stack outside of this package and of numpy. Its name is that of the
variable to which its value is assigned, followed through returns: in

    def dense(x, w, b):
        return x @ w + b
    q = dense(h, w, b)

the addition is called q, and the contraction has no name.

A graph of another framework (ag/importers) has no such lines: while one of its nodes is traced, `at` sets the place.
"""
from __future__ import annotations

import contextlib
import contextvars
import dis
import functools
import inspect
import linecache
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import CodeType, FrameType

import numpy as np

_PACKAGE = os.path.dirname(os.path.dirname(__file__)) + os.sep
# Lines of these packages are never the user's. numpy calls methods of arrays on its own lines.
_LIBRARIES = (_PACKAGE, os.path.dirname(np.__file__) + os.sep)
# Files that create ops for their callers: names of their variables do not describe values.
_PLUMBING = tuple(os.path.join(_PACKAGE, *name.split("/")) for name in (
    "core/source.py", "core/errors.py", "core/tracing.py", "transforms/control.py", "transforms/regions.py",
    "transforms/derivatives.py"))


def current_folder() -> str:
    """Returns the path of the current directory; empty if it was removed."""
    try:
        return os.getcwd()
    except FileNotFoundError:
        return ""


@dataclass(frozen=True)
class Place:
    """A range of a line. Lines and columns are counted from 1, and `end` is the column after the range. `text` is what
    messages show instead of the line; for a node of a graph it is the node."""

    file: str
    line: int
    column: int
    end: int
    function: str
    name: str = ""
    text: str = ""

    @property
    def shown_file(self) -> str:
        """The file. Its path is relative if it is below the current directory."""
        folder = current_folder()
        below = folder and os.path.abspath(self.file).startswith(folder + os.sep)
        return os.path.relpath(self.file) if below else self.file

    @property
    def subject(self) -> str:
        """The text, or else the file, as a part of the message of a run-time check, in which braces have its sizes."""
        return (self.text or self.shown_file).replace("{", "(").replace("}", ")")

    def location(self, name: str | None = None) -> tuple[str, int, int, str]:
        """Returns the place as the extension spells a location. `name`, if it is given, replaces the place's own."""
        return (self.shown_file, self.line, self.column, self.name if name is None else name)

    def excerpt(self) -> str:
        """Returns the source line with the range underlined; empty if the line cannot be read."""
        if self.text:
            return f"    {self.text}"
        text = linecache.getline(self.file, self.line).rstrip("\n")
        if not text.strip():
            return ""
        indent = len(text) - len(text.lstrip())
        start = max(self.column - 1, indent)
        end = max(min(self.end - 1, len(text)), start + 1)
        underline = " " * (start - indent) + "^" + "~" * (end - start - 1)
        return f"    {text[indent:]}\n    {underline}"


_given: contextvars.ContextVar[Place | None] = contextvars.ContextVar("ag_place", default=None)


@contextlib.contextmanager
def at(place: Place) -> Iterator[None]:
    """Makes `place` the user's place within a with statement."""
    token = _given.set(place)
    try:
        yield
    finally:
        _given.reset(token)


@functools.lru_cache(maxsize=None)
def _positions(code: CodeType) -> list:
    return list(code.co_positions())


@functools.lru_cache(maxsize=None)
def _followers(code: CodeType) -> dict:
    """Returns, by offset, what the next instruction does if it is ("store", name) or ("return", ""). The instruction
    pointer of a calling frame may be at the caches after the call, so their offsets are listed too."""
    followers, previous = {}, 0
    for instruction in dis.get_instructions(code):
        does = None
        if instruction.opname.startswith("STORE_") and isinstance(instruction.argval, (str, tuple)):
            does = "store", instruction.argval if isinstance(instruction.argval, str) else instruction.argval[0]
        elif instruction.opname == "RETURN_VALUE":
            does = "return", ""
        if does:
            followers.update(dict.fromkeys(range(previous, instruction.offset, 2), does))
        previous = instruction.offset
    return followers


def _name(frame: FrameType | None) -> str:
    while frame is not None:
        does, name = _followers(frame.f_code).get(frame.f_lasti, ("", ""))
        if does != "return":
            return name
        frame = frame.f_back
    return ""


def _character(file: str, line: int, byte: int) -> int:
    """Returns the column, counted from 1, of a byte of a line."""
    text = linecache.getline(file, line).encode()
    return len(text[:byte].decode(errors="replace")) + 1 if text else byte + 1


def find_place() -> Place:
    """Returns the user's place, with the name of the value that the caller is creating."""
    given = _given.get()
    if given is not None:
        return given
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_code.co_filename in _PLUMBING:
        frame = frame.f_back
    name = _name(frame)
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_LIBRARIES):
        frame = frame.f_back
    code = frame.f_code
    line, last, column, end = _positions(code)[frame.f_lasti // 2]
    line = line or frame.f_lineno
    start = _character(code.co_filename, line, column or 0)
    if last == line and end is not None:
        stop = _character(code.co_filename, line, end)
    else:
        stop = len(linecache.getline(code.co_filename, line).rstrip()) + 1
    return Place(code.co_filename, line, start, stop, code.co_name, name)


def find_definition(function: Callable) -> Place:
    """Returns the place of the function's definition, or of the call if the definition is unknown."""
    code = getattr(inspect.unwrap(function), "__code__", None)
    if code is None:
        return find_place()
    return Place(code.co_filename, code.co_firstlineno, 1, 2, code.co_name)
