# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Losses and their gradients equal PyTorch's (training/generate.py)."""
from pathlib import Path

import numpy as np
import pytest

import ag

GOLDEN = np.load(Path(__file__).parent / "training" / "losses.npz")

WEIGHT = np.array([0.5, 2, 1, 0.25])


def weighted(loss, **options):
    """Returns the loss with weights of classes, in the type of the logits."""
    return lambda x, t: loss(x, t, weight=ag.array(WEIGHT).astype(x.dtype), **options)


LOSSES = {
    "labels": (ag.nn.cross_entropy, "x", "labels"),
    "smoothed": (lambda x, t: ag.nn.cross_entropy(x, t, label_smoothing=0.1), "x", "labels"),
    "probabilities": (ag.nn.cross_entropy, "x", "p"),
    "smoothed_probabilities": (lambda x, t: ag.nn.cross_entropy(x, t, label_smoothing=0.1, reduction="sum"), "x", "p"),
    "pixels": (lambda x, t: ag.nn.cross_entropy(x, t, axis=1), "image", "pixel_labels"),
    "ignored": (lambda x, t: ag.nn.cross_entropy(x, t, ignore_index=3), "x", "labels"),
    "ignored_smoothed": (lambda x, t: ag.nn.cross_entropy(x, t, ignore_index=-100, label_smoothing=0.1), "x", "some_labels"),
    "ignored_sum": (lambda x, t: ag.nn.cross_entropy(x, t, reduction="sum", ignore_index=-100), "x", "some_labels"),
    "ignored_pixels": (lambda x, t: ag.nn.cross_entropy(x, t, axis=1, ignore_index=1), "image", "pixel_labels"),
    "all_ignored": (lambda x, t: ag.nn.cross_entropy(x, t, ignore_index=-100), "x", "no_labels"),
    "all_ignored_sum": (lambda x, t: ag.nn.cross_entropy(x, t, reduction="sum", ignore_index=-100), "x", "no_labels"),
    "weighted": (weighted(ag.nn.cross_entropy), "x", "labels"),
    "weighted_smoothed": (weighted(ag.nn.cross_entropy, label_smoothing=0.1, ignore_index=-100), "x", "some_labels"),
    "weighted_probabilities": (weighted(ag.nn.cross_entropy, label_smoothing=0.1), "x", "p"),
    "nll": (lambda x, t: ag.nn.nll_loss(ag.log_softmax(x), t), "x", "labels"),
    "nll_weighted": (lambda x, t: weighted(ag.nn.nll_loss, ignore_index=3)(ag.log_softmax(x), t), "x", "labels"),
    "binary": (ag.nn.binary_cross_entropy_with_logits, "x", "p"),
    "mse": (ag.nn.mse_loss, "x", "y"),
    "huber": (lambda x, t: ag.nn.huber_loss(x, t, delta=0.7), "x", "y"),
    "kl": (lambda x, t: ag.nn.kl_div(ag.log_softmax(x), t), "x", "p"),
    "contrastive": (lambda x, t: ag.nn.contrastive_loss(x, t, 0.05), "x", "y"),
}


def given(name):
    return [GOLDEN[f"given.{argument}"] for argument in LOSSES[name][1:]]


@pytest.mark.parametrize("name", LOSSES)
def test_value_and_gradient(name):
    x, target = given(name)
    value, gradient = ag.trace(ag.value_and_grad(LOSSES[name][0]), x, target, name="f").interpret(x, target)
    np.testing.assert_allclose(value, GOLDEN[f"{name}.value"], rtol=1e-9)
    np.testing.assert_allclose(gradient, GOLDEN[f"{name}.gradient"], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", LOSSES)
def test_of_few_digits(name):
    """Losses of f16 are computed in f32, and rounded once."""
    loss = LOSSES[name][0]
    arrays = [x.astype("f4") if x.dtype == float else x for x in given(name)]

    def f(*arrays):
        return loss(*[x.astype("f16") if x.dtype.is_float else x for x in arrays])

    found = ag.trace(f, *arrays).interpret(*arrays, precision="declared")
    assert found.dtype == np.float16
    np.testing.assert_allclose(found, GOLDEN[f"{name}.value"], rtol=2e-2 if name == "contrastive" else 2e-3)


@pytest.mark.parametrize("loss", [ag.nn.mse_loss, ag.nn.binary_cross_entropy_with_logits])
def test_reductions(loss):
    x, p = GOLDEN["given.x"], GOLDEN["given.p"]

    def f(x, p):
        return tuple(loss(x, p, reduction=reduction) for reduction in ("none", "sum", "mean"))

    each, total, mean = ag.trace(f, x, p).interpret(x, p)
    assert each.shape == x.shape
    np.testing.assert_allclose([total, mean], [each.sum(), each.mean()])


def test_far_out():
    """Large logits neither overflow nor lose digits in f32."""
    x, t = np.array([-200.0, -20.0, 200.0], "f4"), np.array([0.0, 0.0, 1.0], "f4")
    f = ag.trace(ag.value_and_grad(lambda x, t: ag.nn.binary_cross_entropy_with_logits(x, t, reduction="sum")), x, t,
                 name="f").lower().compile()
    value, gradient = f(x, t)
    np.testing.assert_allclose(value, np.exp(-20.0), rtol=1e-6)
    np.testing.assert_allclose(gradient, [0, np.exp(-20.0), 0], rtol=1e-6, atol=1e-30)


def test_what_is_ruled_out():
    """A class whose logit is -inf counts as absent. A row of zeros has no direction, and its similarity is 0 to all."""
    x, labels = np.array([[0, -np.inf, 1.0]]), np.array([0])
    value, gradient = ag.trace(ag.value_and_grad(ag.nn.cross_entropy), x, labels, name="f").interpret(x, labels)
    np.testing.assert_allclose(value, np.log(1 + np.e))
    np.testing.assert_allclose(gradient, [[-np.e / (1 + np.e), 0, np.e / (1 + np.e)]])
    a, b = np.array([[0.0, 0.0], [1.0, 2.0]]), np.ones((2, 2))
    np.testing.assert_allclose(ag.trace(ag.nn.contrastive_loss, a, b).interpret(a, b), np.log(2))


def test_labels_outside():
    """Labels out of range fail at run time, with a message that names them."""
    x, labels = GOLDEN["given.x"], np.array([0, 3, -1, 2, 4])
    traced = ag.trace(ag.grad(ag.nn.cross_entropy), x, labels, name="f")
    for run in (traced.interpret, traced.lower().compile()):
        with pytest.raises(ag.Error, match="labels go from -1 to 4, expected classes from 0 to below 4"):
            run(x, labels)


@pytest.mark.parametrize("dtype", ["i64", "i8", "ui8"])
def test_ignored_labels_of_any_size(dtype):
    """Ignored labels work in batches of a size known only at run time, 0 and 1, in each reduction. Other labels out of
    range are still refused."""
    least = int(np.iinfo(ag.DTYPES[dtype].numpy).max)

    def f(x, labels):
        return [ag.nn.cross_entropy(x, labels, ignore_index=least, reduction=how) for how in ("none", "sum", "mean")]

    traced = ag.trace(f, ag.spec("f64", ["n", 4]), ag.spec(dtype, ["n"]), name="f")
    x, labels = GOLDEN["given.x"], np.array([1, least, 3, least, 0]).astype(ag.DTYPES[dtype].numpy)
    rows = -np.log(np.exp(x) / np.exp(x).sum(1, keepdims=True))[np.arange(5), labels % 4] * (labels != least)
    for run in (traced.interpret, traced.lower().compile()):
        for count in (0, 1, 2, 5):
            each, total, mean = run(x[:count], labels[:count])
            np.testing.assert_allclose(each, rows[:count], rtol=1e-9)
            np.testing.assert_allclose(total, rows[:count].sum(), rtol=1e-9)
            is_counted = (labels[:count] != least).sum()
            np.testing.assert_allclose(mean, rows[:count].sum() / is_counted if is_counted else np.nan, rtol=1e-9)
        with pytest.raises(ag.Error, match="labels go from 0 to 4, expected classes from 0 to below 4"):
            run(x[:2], np.array([4, least]).astype(labels.dtype))


@pytest.mark.parametrize("smoothing", [0, 0.1])
@pytest.mark.parametrize("axis", [0, 1])
def test_ignored_logits_that_are_not_finite(axis, smoothing):
    """The logits of ignored labels do not affect the loss, its gradient, or its tangent."""
    def loss(x, labels):
        return ag.nn.cross_entropy(x, labels, axis, smoothing, ignore_index=-1)

    def f(x, labels, dx):
        return [*ag.value_and_grad(loss)(x, labels), *ag.jvp(lambda x: loss(x, labels), (x,), (dx,))]

    labels, is_ignored = np.array([1, -1, 3, -1, -1]), np.array([[0], [1], [0], [1], [1]]) > 0
    finite = np.where(is_ignored, 0, GOLDEN["given.x"])
    wild = np.where(is_ignored, np.array([[0], [np.nan], [0], [np.inf], [-np.inf]]), finite)
    slope = np.sin(np.arange(20.0)).reshape(5, 4)
    finite, wild, slope = (np.ascontiguousarray(x.T if axis == 0 else x) for x in (finite, wild, slope))
    traced = ag.trace(f, wild, labels, slope)
    wanted = traced.interpret(finite, labels, slope)
    for run in (traced.interpret, traced.lower().compile()):
        for found, like in zip(run(wild, labels, slope), wanted, strict=True):
            np.testing.assert_allclose(found, like, rtol=1e-9, atol=1e-12)
    assert not np.moveaxis(wanted[1], axis, -1)[is_ignored[:, 0]].any()


REFUSALS = [
    (lambda x, labels: ag.nn.cross_entropy(x, x, ignore_index=3), "ignore_index is for labels, and the target of "
     "cross_entropy is f64[5, 4], probabilities"),
    (lambda x, labels: ag.nn.cross_entropy(x, labels, ignore_index=-1.0), "ignore_index is -1.0, expected an int"),
    (lambda x, labels: ag.nn.cross_entropy(x, labels, ignore_index=True), "ignore_index is True, expected an int"),
    (lambda x, labels: ag.nn.cross_entropy(x, labels.astype("ui8"), ignore_index=-100), "ignore_index is -100, which is no "
     "value of ui8[5]: labels of ui8 go from 0 to 255"),
    (lambda x, labels: ag.nn.cross_entropy(x, labels > 0, ignore_index=1), "ignore_index is for labels, and the target of "
     "cross_entropy is i1[5], expected integers"),
    (lambda x, labels: ag.nn.cross_entropy(x, labels, weight=x[0, :3]), "weight of cross_entropy is f64[3], expected a number "
     "for each class of f64[5, 4] along axis 1"),
    (lambda x, labels: ag.nn.nll_loss(x, x), "the target of nll_loss is f64[5, 4], expected integer labels"),
]


@pytest.mark.parametrize("loss, message", REFUSALS, ids=[message for _, message in REFUSALS])
def test_refusal(loss, message):
    with pytest.raises(ag.Error) as caught:
        ag.trace(loss, GOLDEN["given.x"], GOLDEN["given.labels"], name="f")
    assert caught.value.message == message
