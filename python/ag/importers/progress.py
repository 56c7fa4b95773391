# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How far is an import? One line on a terminal, from the third second on."""
from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_QUIET_SECONDS = 2.0
_SECONDS_BETWEEN = 0.2

_start: ContextVar[float | None] = ContextVar("ag_import_start", default=None)
_last = 0.0


@contextmanager
def shown() -> Iterator[None]:
    """Shows how far an import is within a with statement, and removes the line at its end."""
    global _last
    if _start.get() is not None:
        yield
        return
    token = _start.set(time.monotonic())
    _last = 0.0
    try:
        yield
    finally:
        _start.reset(token)
        if _last:
            print("\r\033[K", end="", file=sys.stderr, flush=True)


def at(step: str) -> None:
    """Says which step the import has reached, such as "node 300 of 689"."""
    global _last
    start, now = _start.get(), time.monotonic()
    if start is None or now - start < _QUIET_SECONDS or now - _last < _SECONDS_BETWEEN or not sys.stderr.isatty():
        return
    _last = now
    print(f"\r\033[Kimporting: {step}", end="", file=sys.stderr, flush=True)
