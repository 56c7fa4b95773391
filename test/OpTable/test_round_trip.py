# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A program is unchanged after it is printed and parsed: as text, in the generic form, and as bytecode."""
import pytest

import ag
from programs import dynamic, rows_of, traced
from tools import run_tool

SIZE = 3


FORMS = {"text": [], "generic": ["--mlir-print-op-generic"], "bytecode": ["--emit-bytecode"]}


@pytest.mark.parametrize("size", [None, SIZE], ids=["dynamic", "static"])
@pytest.mark.parametrize("dtype", list(ag.DTYPES))
def test_round_trip(dtype, size):
    program = dynamic(dtype) if size is None else traced(rows_of(dtype), dtype, size)
    text = run_tool("ag-opt", text=program.as_text())
    forms = {form: run_tool("ag-opt", *options, text=text) for form, options in FORMS.items()}
    assert len(set(forms.values())) == len(forms)
    for form, printed in forms.items():
        assert run_tool("ag-opt", text=printed) == text, form
