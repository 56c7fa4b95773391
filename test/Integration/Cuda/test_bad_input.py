# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Loops whose conditions or elements are bad, and a GPU that disappears: each is an error with a sentence, and the
process goes on. (Python.cuda has bad arrays.)"""
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from faulty_driver import build_driver

import ag

TOOLS = Path(os.environ["AG_TOOLS"])
EMULATOR = str(TOOLS.parent / "lib/libag-emulator.so")


@pytest.fixture(scope="module", autouse=True)
def emulator():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AG_CUDA_DRIVER", EMULATOR)
        yield


def first_from(x, i):
    """Returns the first index from i on at which x is at least 2. An index past the end fails a demand."""
    def is_less(i):
        return (ag.take(x, i, mode="error") < 2)[0]

    return ag.while_loop(is_less, lambda i: i + 1, i)


def sum_of(x, indices):
    """Returns the sum of x at indices, by a loop. An index past the end fails a demand of an iteration."""
    return ag.scan(lambda total, i: (total + ag.take(x, i, mode="error"), total), ag.zeros([], x.dtype), indices)[0]


@pytest.mark.parametrize("function, argument, good, bad", [
    (first_from, ag.spec("i32", [1]), [1], [3]), (sum_of, ag.spec("i32", ["n"]), [0, 3, 4], [2, 5, 1])])
def test_demand_of_a_loop(function, argument, good, bad):
    """The message is that of the CPU, and later calls run."""
    traced = ag.trace(function, ag.spec("f32", [5]), argument, name="f")
    x, good, bad = np.array([0, 1, 2, 1, 0], np.float32), np.int32(good), np.int32(bad)
    messages = []
    for target, array in ("cpu", x), ("cuda", x), ("cuda", ag.device_array(x)):
        f = traced.lower(target=target).compile()
        expected = traced.interpret(x, good)
        for _ in range(2):
            with pytest.raises(ag.Error) as caught:
                np.asarray(f(array, bad))
            messages.append(caught.value.message)
            np.testing.assert_array_equal(np.asarray(f(array, good)), expected)
    assert messages == messages[:1] * 6
    assert "is outside of a dimension of 5" in messages[0]


CALLS = """
import numpy as np, ag
x = np.float32([9, 5])
step = lambda x: ag.while_loop(lambda x: x.sum() > 1, lambda x: x / 2, x)
f = ag.trace(step, x, name="f").lower(target="cuda").compile()
there = ag.device_array(x)
for array in x, there, x, there:
    try:
        print(np.asarray(f(array)))
    except ag.Error as error:
        print("refused:", error.message)
del f, there
print("the end")
"""


@pytest.fixture(scope="module")
def driver(tmp_path_factory):
    return build_driver(tmp_path_factory.mktemp("driver"))


@pytest.mark.parametrize("call", ["cuMemcpyAsync 1", "cuMemcpyAsync 2", "cuMemcpyAsync 4", "cuMemcpyAsync 7",
                                  "cuStreamSynchronize 3", "cuStreamSynchronize 9", "cuLaunchKernel 1",
                                  "cuLaunchKernel 5", "cuLaunchKernel 20", "cuMemAlloc 3"])
def test_gpu_that_disappears(call, driver):
    """From some call of the driver on, there is no GPU: calls before have results, and calls after are refused."""
    done = subprocess.run([sys.executable, "-c", CALLS], capture_output=True, text=True, timeout=120, env={
        **os.environ, "AG_CUDA_DRIVER": str(driver), "AG_FAULT_DRIVER": EMULATOR, "AG_FAULT_CALL": f"{call} lost 0"})
    assert f"seeded: {call}" in done.stderr
    if "device_array" in done.stderr:
        assert done.returncode == 1 and "ag.Error: " in done.stderr
        return
    assert done.returncode == 0, done.stderr
    *lines, end = done.stdout.splitlines()
    refused = [line.startswith("refused: ") for line in lines]
    assert end == "the end" and refused == sorted(refused) and refused[-1] and len(lines) == 4
    assert all("(CUDA, 46)" in line for line in lines if line.startswith("refused"))
