# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Training steps on ranks give the state of the whole program's steps, except for rounding."""
import re

import convolutional
import numpy as np
import perceptron
import pytest
from digits import batches, digits
from ranks import interpret, shared

from ag.tree import leaves

SPECS = ["dp4", "dp4,zero2", "fsdp4"]


def train(network, program, steps):
    """Returns the results of each step: the new state, and the loss."""
    images, labels, _, _ = digits("float64")
    results = [[np.asarray(leaf) for leaf in leaves(network.start("float64"))]]
    for _, rows in zip(range(steps), batches(1)):
        state = results[-1][:len(results[0])]
        results.append(interpret(program, [*state, images[rows], labels[rows]], len(state) + 1))
    return results[1:]


@pytest.mark.parametrize("network, steps", [(perceptron, 3), (convolutional, 1)])
def test_digits(network, steps, tmp_path):
    program = tmp_path / "step.mlir"
    program.write_text(network.traced_step("float64").as_text())
    expected = train(network, program, steps)
    for spec in SPECS:
        for step, whole in zip(train(network, shared(program, spec), steps), expected):
            for array, other in zip(step, whole):
                np.testing.assert_allclose(array, other, rtol=1e-12, atol=1e-12 * abs(other).max())


@pytest.mark.parametrize("spec, held", [("dp4", "64x128"), ("dp4,zero2", "64x128"), ("fsdp4", "16x128")])
def test_what_a_rank_holds(spec, held, tmp_path):
    """A rank holds its part of a parameter, or the whole. All gradients are summed in one collective."""
    program = tmp_path / "step.mlir"
    program.write_text(perceptron.traced_step("float64").as_text())
    text = shared(program, spec).read_text()
    assert re.search(rf'tensor<{held}xf64> {{[^}}]*ag.name = "state.p.w1"', text)
    kind = "all_reduce" if spec == "dp4" else "reduce_scatter"
    assert len(re.findall(rf'ag.{kind} sum \["dp"\] %[^,:\n]*,', text)) == 1
