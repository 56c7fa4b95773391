# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What is an error of ag, and how does it read?"""
from __future__ import annotations

import difflib
import re
import reprlib
from collections.abc import Collection, Sequence
from typing import Any

from ._ag import Failure
from .source import Place, find_place

_short = reprlib.Repr()
_short.maxlevel, _short.maxstring, _short.maxother = 2, 60, 60

_LABEL = re.compile(r"^'(?P<op>[\w.]+)' (op )?\[(?P<label>[\w-]+)\] ")


#: What is to be done where an op takes no elements of this type.
_CASTS = {
    "expected a float": "x.astype('f32')",
    "i1, expected a float or integer": "x.astype('i64'); of i1, | is the sum, & the product and ~ the opposite",
}


class Error(Exception):
    """What is wrong, at the user's own line:

        mlp.py:4:16: error: @ needs 784 rows on the right, w1 has 512: f32[batch, 784] @ f32[512, 784]
            h = ag.nn.relu(x @ p["w1"] + p["b1"])
                           ^~~~~~~~~~~
        note: Did you mean w1.T?

    `message`, `notes`, `file`, `line`, `column` and `function` are its parts; `label` is that of
    the op's constraint which is violated, where it is one.
    """

    def __init__(self, message: str, notes: Sequence[str] = (), place: Place | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.notes = tuple(notes)
        self.place = place or find_place()
        found = _LABEL.match(message)
        self.label = found["label"] if found else None

    @property
    def file(self) -> str:
        """The file, relative where it lies below the current directory."""
        return self.place.shown_file

    @property
    def line(self) -> int:
        """Its line, from 1."""
        return self.place.line

    @property
    def column(self) -> int:
        """Its column, from 1."""
        return self.place.column

    @property
    def function(self) -> str:
        """The function that the line belongs to; empty where that is not known."""
        return self.place.function

    def __str__(self) -> str:
        lines = [f"{self.file}:{self.line}:{self.column}: error: {self.message}"]
        lines += [self.place.excerpt()] if self.place.excerpt() else []
        lines += [f"note: {note}" for note in self.notes]
        return "\n".join(lines)


Error.__module__ = "ag"


class AssignmentError(Error, TypeError):
    """x[i] = v: a TypeError, as of Python's own types whose values don't change."""


class CallError(Error, TypeError):
    """f(x, dim=1): a TypeError, as of Python's own calls whose arguments do not fit."""


def shown(value: Any) -> str:
    """What was given instead of what was expected, on one line, however much it is: [1, 2, 3, 4, 5, 6, ...]."""
    return re.sub(r"\s*\n\s*", " ", _short.repr(value))


def similar(name: Any, names: Collection[str]) -> str:
    """Returns the note on a name that is none of these: the one that was probably meant, or the first of all."""
    close = difflib.get_close_matches(str(name), names, 1)
    listed = ", ".join(list(names)[:8]) or "none"
    return f"Did you mean {close[0]!r}?" if close else f"it has {listed}{', ...' if len(names) > 8 else ''}"


def from_failure(failure: Failure, place: Place | None = None) -> Error:
    """What the extension reported, as an Error at the user's line, or at that of the report."""
    (_, message, file, line, column), *rest = failure.args[0]
    if place is None and file:
        place = Place(file, line, column, column + 1, "")
    notes = [f"cast the operand: {cast}" for words, cast in _CASTS.items() if message.endswith(words)]
    return Error(message, [*(text for _, text, *_ in rest), *notes], place)
