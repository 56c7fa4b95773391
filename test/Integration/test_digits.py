# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Training on digits: step by step as PyTorch does it, and what is learned. (Docs.Digits runs the C program.)"""
from pathlib import Path

import numpy as np
import perceptron
import pytest
import train
from digits import batches, digits, initial
from summary import summary

import ag
from ag.tree import Tree

GOLDEN = Path(__file__).parent / "digits"


@pytest.mark.parametrize("dtype, rtol", [("float64", 1e-9), ("float32", 1e-4)])
def test_losses_are_pytorchs(dtype, rtol):
    golden = np.load(GOLDEN / "losses.npz")
    images, labels, _, _ = digits(dtype)
    step, state, losses = perceptron.traced_step(dtype).lower().compile(), perceptron.start(dtype), []
    for _, rows in zip(golden[f"{dtype}.losses"], batches(2)):
        result = step(state, images[rows], labels[rows])
        state = result["state"]
        losses.append(result["loss"])
    np.testing.assert_allclose(losses, golden[f"{dtype}.losses"], rtol=rtol)
    for part in "pmv":
        for name, array in state[part].items():
            expected = golden[f"{dtype}.{part}.{name}"]
            np.testing.assert_allclose(summary(array), expected, rtol=0, atol=10 * rtol * abs(expected).max(), err_msg=name)


def test_state_keeps_its_memory():
    images, labels, _, _ = digits()
    state = perceptron.start()
    before = [array.ctypes.data for array in Tree(state).leaves]
    result = perceptron.traced_step().lower().compile()(state, images[:32], labels[:32])
    assert [array.ctypes.data for array in Tree(result["state"]).leaves] == before
    assert state["count"] == 1


def test_gradient_costs_what_it_should():
    """Products dominate: 3.1 times the forward's flops at most."""
    specs = initial(), ag.spec("f32", [32, 64]), ag.spec("i64", [32])
    forward = ag.trace(perceptron.loss, *specs).cost()["flops"]
    assert ag.trace(ag.value_and_grad(perceptron.loss), *specs).cost()["flops"] <= 3.1 * forward


def test_accuracy():
    """97 % at the least, in a third of the epochs."""
    step, predict = perceptron.traced_step().lower().compile(), perceptron.traced_predict().lower().compile()
    _, losses, accuracies = train.train(step, predict, 20)
    assert len(losses) == 20 * train.STEPS and np.mean(losses[-train.STEPS:]) < 0.1
    assert accuracies[-1] >= 0.97
