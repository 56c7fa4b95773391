# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Training on digits: the steps are PyTorch's, and the accuracy is high. (Docs.Digits runs the C program.)"""
import os
import re
import subprocess
from pathlib import Path

import convolutional
import numpy as np
import perceptron
import pytest
import train
from digits import batches, digits, initial
from proof import assert_proved
from summary import summary

import ag
from ag.tree import leaves

GOLDEN = Path(__file__).parent / "digits"


def parts(state):
    """Returns the compared arrays of a state, by the goldens' names."""
    nests = {"p": state["p"], "running": state.get("running", {}), "m": state["adam"]["m"], "v": state["adam"]["v"]}
    return {f"{part}.{name}": array for part, nest in nests.items() for name, array in nest.items()}


def assert_pytorchs(network, golden, dtype, rtol, target="cpu"):
    """Asserts that the losses of all golden steps are PyTorch's, and so is the state after them."""
    golden = np.load(GOLDEN / f"{golden}.npz")
    images, labels, _, _ = digits(dtype)
    step, state, losses = network.traced_step(dtype).lower(target=target).compile(), network.start(dtype), []
    for _, rows in zip(golden[f"{dtype}.losses"], batches(2)):
        result = step(state, images[rows], labels[rows])
        state = result["state"]
        losses.append(result["loss"])
    np.testing.assert_allclose(losses, golden[f"{dtype}.losses"], rtol=rtol)
    found = parts(state)
    names = [name.removeprefix(f"{dtype}.") for name in golden if name.startswith(dtype)]
    assert len(names) > len(state["p"])
    for name in set(names) - {"losses"}:
        array, expected = found[name], golden[f"{dtype}.{name}"]
        np.testing.assert_allclose(summary(array), expected, rtol=0, atol=10 * rtol * abs(expected).max(), err_msg=name)


@pytest.mark.parametrize("network, golden, dtype, rtol", [
    (perceptron, "losses", "float64", 1e-9), (perceptron, "losses", "float32", 1e-5),
    (convolutional, "convolutional", "float64", 1e-9), (convolutional, "convolutional", "float32", 1e-5),
])
def test_losses_are_pytorchs(network, golden, dtype, rtol):
    """The convolutional network drops the same pixels as PyTorch."""
    assert_pytorchs(network, golden, dtype, rtol)


@pytest.mark.parametrize("network", [perceptron, convolutional])
def test_state_keeps_its_memory(network):
    images, labels, _, _ = digits()
    state = network.start()
    before = [array.ctypes.data for array in leaves(state)]
    result = network.traced_step().lower().compile()(state, images[:32], labels[:32])
    assert [array.ctypes.data for array in leaves(result["state"])] == before
    assert state["adam"]["count"] == 1


def convolutional_loss(p, running, key, x, labels):
    return ag.nn.cross_entropy(convolutional.logits(p, running, x, key)[0], labels)


@pytest.mark.parametrize("network", [perceptron, convolutional])
def test_derivatives_are_proved(network, tmp_path):
    """The derivatives of the loss are proved for a small batch in double."""
    state, batch = network.start("float64"), [ag.spec("f64", [2, 64]), ag.spec("i64", [2])]
    program = ag.trace(perceptron.loss, state["p"], *batch) if network is perceptron else ag.trace(
        convolutional_loss, state["p"], state["running"], ag.spec("ui32", [2]), *batch)
    assert_proved(program, tmp_path)


def hessian_by(name, hidden=128):
    """Returns the program of the Hessian of the loss on a batch by one parameter, and its arguments."""
    images, labels, _, _ = digits("float64")
    p = initial("float64")
    p = {"w1": p["w1"][:, :hidden], "b1": p["b1"][:hidden], "w2": p["w2"][:hidden], "b2": p["b2"]}
    given = p, images[:32], labels[:32]
    of = ag.hessian(lambda x, p, images, labels: perceptron.loss(p | {name: x}, images, labels))
    return ag.trace(lambda p, *batch: of(p[name], p, *batch), *given), given


def test_hessian_is_jaxs():
    program, given = hessian_by("b2")
    found = program.lower().compile()(*given)
    np.testing.assert_allclose(found, np.load(GOLDEN / "hessian.npz")["by_last_bias"], rtol=0, atol=1e-8)


def hessian_as_for_ten(hidden):
    """Returns the text of the Hessian's program by the first bias for `hidden` hidden units. In the text, 10 replaces
    their number, and equal ops are merged."""
    text = hessian_by("b1", hidden)[0].lower().as_text("mlir")
    text = re.sub(rf"(?<=[<x\[ ]){hidden}(?=[x, \]])", "10", text)
    command = [Path(os.environ["AG_TOOLS"]) / "ag-opt", "--cse", "-"]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


def test_length_of_a_hessian():
    """The length does not depend on the number of columns: the program for 100 is the one for 10 except for the number.
    (Without --cse it has two more ops, a zero and its broadcast: one for 100 hidden units and one for 10 classes. They
    are equal for 10 hidden units.)"""
    ten = hessian_as_for_ten(10)
    assert "ag.contract" in ten
    assert hessian_as_for_ten(11) == ten
    assert hessian_as_for_ten(100) == ten


def test_gradient_costs_what_it_should():
    """Products dominate: value and gradient take at most 3.1 times the flops of the forward pass."""
    specs = initial(), ag.spec("f32", [32, 64]), ag.spec("i64", [32])
    forward = ag.trace(perceptron.loss, *specs).cost()["flops"]
    assert ag.trace(ag.value_and_grad(perceptron.loss), *specs).cost()["flops"] <= 3.1 * forward


@pytest.mark.parametrize("network, epochs, share", [(perceptron, 20, 0.97), (convolutional, 4, 0.97)])
def test_accuracy(network, epochs, share):
    """The network reaches the accuracy in fewer epochs than the example trains."""
    step, predict = network.traced_step().lower().compile(), network.traced_predict().lower().compile()
    _, losses, accuracies = train.train(network, step, predict, epochs)
    assert len(losses) == epochs * train.STEPS and np.mean(losses[-train.STEPS:]) < 0.15
    assert accuracies[-1] >= share
