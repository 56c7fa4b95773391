# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The statements of docs/Python.md about each of numpy's names are true."""
import math

import numpy as np
import pytest
from numpy_table import ARGUMENTS, CALLS, DIFFERENCES, MEANINGS, NAMES

import ag
from ag.core import names

ALL = [name for kind in NAMES.values() for name in kind.split()]
RANDOM = np.random.default_rng(2)
GIVEN = {
    "x": RANDOM.uniform(0.1, 1.9, (3, 4)).astype("f4"), "y": RANDOM.uniform(0.1, 1.9, (3, 4)).astype("f4"),
    "i": RANDOM.integers(0, 4, (3, 4)), "j": RANDOM.integers(0, 4, (3, 4)), "b": RANDOM.random((3, 4)) > 0.5,
    "c": RANDOM.random((3, 4)) > 0.5, "v": np.array([0.5, 0.75, 1, 1.5], "f4"),
}


def given(name, module, values):
    """Returns the names that the row's line reads. They are the same for all rows, except for x, y and n."""
    x, y = eval(ARGUMENTS.get(name, "x, y"), dict(values))
    return {**values, "x": x, "y": y, "np": module, "ag": ag, "math": math, "n": 4 if name == "bincount" else 2}


def written(name):
    """Returns the code in ag that replaces the row's call of numpy."""
    call = MEANINGS.get(name, (CALLS.get(name),))[0]
    if hasattr(ag, name) and name not in names.FORMULAS:
        return call.replace("np.", "ag.")
    instead = names.advice(name).removeprefix("write ").partition(", for ")[0]
    if instead.startswith("ag.") and instead.replace(".", "").isidentifier():
        return call.replace(f"np.linalg.{name}", instead).replace(f"np.{name}", instead)
    return instead.replace("i:i + n", "1:1 + n")


def test_each_name_is_there_once():
    assert len(ALL) == len(set(ALL)) == 176
    assert {*CALLS, *MEANINGS, *DIFFERENCES, *ARGUMENTS} <= set(ALL)
    assert all(hasattr(ag, name) or names.advice(name) for name in ALL)


@pytest.mark.parametrize("name", [name for name in ALL if name in CALLS or name in MEANINGS])
def test_as_numpy(name):
    line = written(name)
    traced = ag.trace(lambda *arrays: eval(line, given(name, np, dict(zip(GIVEN, arrays)))), *GIVEN.values(), name="f")
    expected = eval(MEANINGS[name][1] if name in MEANINGS else CALLS[name], given(name, np, GIVEN))
    np.testing.assert_allclose(traced.interpret(*GIVEN.values()), expected, rtol=3e-6)


@pytest.mark.parametrize("name", [name for name in ALL if name not in CALLS and name not in MEANINGS])
def test_what_is_not_yet_there(name):
    assert "not yet" in names.advice(name) and not hasattr(ag, name)
