# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How are files written, so that no reader ever sees a part of one?"""
from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from .. import _ag
from .errors import Error


def write_files(files: Mapping[Path, bytes | Iterable[Any]]) -> None:
    """Writes files that belong together, as ag-compile does: to temporary files, which are renamed when all are
    written. The contents of a file are bytes, or an iterable of them and of arrays, which are written one by one."""
    try:
        _ag.write_files([(os.fsencode(path), data, path.suffix == ".so") for path, data in files.items()])
    except _ag.Failure as failure:
        raise Error(f"cannot write {failure.args[0][0][1]}") from None
