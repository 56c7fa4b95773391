# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Which errors does ag raise, and what does their text contain?"""
from __future__ import annotations

import difflib
import re
import reprlib
from collections.abc import Collection, Sequence
from typing import Any

from .._ag import Failure
from .source import Place, find_place

_short = reprlib.Repr()
_short.maxlevel, _short.maxstring, _short.maxother = 2, 60, 60

_LABEL = re.compile(r"^'(?P<op>[\w.]+)' (op )?\[(?P<label>[\w-]+)\] ")


#: Advice for the ends of messages about an element type that an op does not take.
_CASTS = {
    "expected a float": "x.astype('f32')",
    "i1, expected a float or integer": "x.astype('i64'); of i1, | is the sum, & the product and ~ the opposite",
}


class Error(Exception):
    """An error at a line of the user's program:

        mlp.py:4:16: error: @ needs 784 rows on the right, w1 has 512: f32[batch, 784] @ f32[512, 784]
            h = ag.nn.relu(x @ p["w1"] + p["b1"])
                           ^~~~~~~~~~~
        note: Did you mean w1.T?

    Its parts are `message`, `notes`, `file`, `line`, `column` and `function`. `label` is that of the op's constraint
    which is violated, or None.
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
        """The file. Its path is relative if it is below the current directory."""
        return self.place.shown_file

    @property
    def line(self) -> int:
        """The line, counted from 1."""
        return self.place.line

    @property
    def column(self) -> int:
        """The column, counted from 1."""
        return self.place.column

    @property
    def function(self) -> str:
        """The function that the line belongs to; empty if it is unknown."""
        return self.place.function

    def __str__(self) -> str:
        lines = [f"{self.file}:{self.line}:{self.column}: error: {self.message}"]
        lines += [self.place.excerpt()] if self.place.excerpt() else []
        lines += [f"note: {note}" for note in self.notes]
        return "\n".join(lines)


Error.__module__ = "ag"


class AssignmentError(Error, TypeError):
    """The error for x[i] = v. It is a TypeError, like that of Python's immutable types."""


class CallError(Error, TypeError):
    """The error for f(x, dim=1). It is a TypeError, like that of Python's calls whose arguments do not fit."""


def shown(value: Any) -> str:
    """Returns a value as messages show it, shortened to one line: [1, 2, 3, 4, 5, 6, ...]."""
    return re.sub(r"\s*\n\s*", " ", _short.repr(value))


def similar(name: Any, names: Collection[str]) -> str:
    """Returns the note for a name that is not in `names`: the most similar name, or else the first few names."""
    close = difflib.get_close_matches(str(name), names, 1)
    listed = ", ".join(list(names)[:8]) or "none"
    return f"Did you mean {close[0]!r}?" if close else f"it has {listed}{', ...' if len(names) > 8 else ''}"


def from_failure(failure: Failure, place: Place | None = None) -> Error:
    """Returns a Failure of the extension as an Error at `place`, or else at the place that it reports."""
    (_, message, file, line, column), *rest = failure.args[0]
    if place is None and file:
        place = Place(file, line, column, column + 1, "")
    notes = [f"cast the operand: {cast}" for words, cast in _CASTS.items() if message.endswith(words)]
    return Error(message, [*(text for _, text, *_ in rest), *notes], place)
