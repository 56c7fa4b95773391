# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""--verify-grad checks derivatives of every row in both modes, and those of its gradient and of its tangent, interpreted
and compiled. For a row without floats it reports that there are none."""
import re
import subprocess
from functools import lru_cache

import pytest

import ag
from programs import case_id, cases, name_of, rows_of, traced
from tools import TOOLS

FLOATS = [dtype for dtype, kind in ag.DTYPES.items() if kind.is_float]

#: The greatest dynamic size.
MOST = 5

#: The suffixes of the names of a row's functions.
FUNCTIONS = ["", "_reversed", "_pushed"]

#: The output for each function, if all is right.
CHECKS = ["duals against differences: same, @{0},", "gradient against duals: same, @{0}_grad at ",
          "tangents against duals: same, @{0}_jvp at ", "compiled against interpreted: @{0}_grad: same:",
          "compiled against interpreted: @{0}_jvp: same:"]


def is_active(row, dtype):
    """Returns true if the row has a result and an operand that are floats."""
    result = row.result or (row.kinds if row.kinds in ag.DTYPES else dtype)
    return result in FLOATS and any(own in FLOATS for own, _ in row.specs(dtype))


def function(row, dtype):
    """Returns the row as a function."""
    text = traced([row], dtype, most=MOST).as_text().replace("@table", f"@{name_of(row)}")
    return text[text.index("\n") + 1:text.rindex("}")]


def functions(row, dtype):
    """Returns that function and two that compute its derivatives, whose own derivatives are of second order: its gradient,
    with its result as the cotangent, and its tangent along its arguments."""
    name, text = name_of(row), function(row, dtype)
    arguments, returned, ranges = re.search(
        r"@\w+\((.*)\) -> \((tensor<[^>]*>).*?\)( attributes \{.*\})? \{\n", text).groups("")
    values, types = zip(*re.findall(r"(%[\w.]+): (tensor<[^>]*>)", arguments))
    by = [(value, own) for value, own in zip(values, types) if own[:-1].endswith(tuple(FLOATS))]
    parameters = re.findall(r"    %\w+ = (ag\.parameter .* : (.*)\n)", text)
    by += [("%parameter", own) for _, own in parameters]
    made = "".join(f"    %parameter = {op}" for op, _ in parameters)
    cotangent = [("%y", returned)] if "x" in returned else []

    def asking(what, spec, given, results):
        """Returns a function with an ag.derivative whose operands are the arguments and `given`."""
        shown, own = (", ".join(each) for each in zip(*zip(values, types), *given))
        return f"""  func.func @{name}_{what}({arguments}) -> ({", ".join(results)}){ranges} {{
{made}    %y = func.call @{name}({", ".join(values)}) : ({", ".join(types)}) -> {returned}
    %d:{len(results)} = ag.derivative @{name} "{spec}" ({shown}) : ({own}) -> ({", ".join(results)})
    return {", ".join(f"%d#{number}" for number in range(len(results)))} : {", ".join(results)}
  }}
"""

    return (text + asking("reversed", "", cotangent, [own for _, own in by])
            + asking("pushed", "mode=jvp", by, [returned, returned]))


@lru_cache(maxsize=None)
def proof(dtype):
    """Returns the output of --verify-grad for the functions of all rows, and its errors."""
    text, requests = "", []
    for row in rows_of(dtype):
        active = is_active(row, dtype)
        text += functions(row, dtype) if active else function(row, dtype)
        requests += [name_of(row) + what for what in (FUNCTIONS if active else FUNCTIONS[:1])]
    done = subprocess.run([TOOLS / "ag-run", "-", "--verify-grad", f"--grad={';'.join(requests)}", "--opt=0"],
                          input=text, text=True, capture_output=True)
    return done.stdout, done.stderr


@pytest.mark.parametrize("row, dtype", cases(), ids=case_id)
def test_row(row, dtype):
    said, errors = proof(dtype)
    if not is_active(row, dtype):
        assert f"@{name_of(row)}," not in said
        inactive = [each for each in rows_of(dtype) if not is_active(each, dtype)]
        assert errors.count("error: has no floats to differentiate, or to differentiate by") == len(inactive), errors
        return
    for what in FUNCTIONS:
        for check in CHECKS:
            line = check.format(name_of(row) + what)
            assert line in said, f"missing: {line}\n{errors}"
