# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How far is what was computed from what it should be? Elsewhere these are in ag.nn. Those of f16 and bf16 are computed
in f32, and rounded once."""
from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np

from . import calls, coercion, contraction, creation, elementwise, matrices, ops, reductions, shaping, statistics, tracing
from .arrays import Array
from .coercion import ArrayLike
from .dims import Size
from .errors import Error, shown

#: What becomes of many losses: their mean, their sum, or nothing.
Reduction: TypeAlias = Literal["mean", "sum", "none"]


def _reduced(losses: Array, reduction: Reduction, like: Array, counted: Array | None = None) -> Array:
    """The losses, or one number for all of them: their mean is of those that are `counted`, an i1; the others are 0."""
    if reduction not in ("mean", "sum", "none"):
        raise Error(f'reduction is {shown(reduction)}, expected "mean", "sum" or "none"')
    if reduction == "mean" and counted is not None:
        losses = reductions.sum(losses) / reductions.count_nonzero(counted).astype(losses.dtype)
    elif reduction != "none":
        losses = statistics.mean(losses) if reduction == "mean" else reductions.sum(losses)
    return losses.astype(like.dtype)


def _pair(name: str, x: ArrayLike, target: ArrayLike) -> tuple[Array, Array, Array]:
    """What is given, in the type that it is computed in, and something of its own type."""
    x, target = coercion.of_one_type(name, coercion.floats(name, x), target)
    if len(x.shape) != len(target.shape):
        raise Error(f"{name} needs equal shapes, got {x} and {target}")
    wide = coercion.harmonize(name, coercion.widened(x), coercion.widened(target))
    return wide[0], wide[1], x


def mse_loss(x: ArrayLike, target: ArrayLike, reduction: Reduction = "mean") -> Array:
    """(x - target)**2."""
    x, target, like = _pair("mse_loss", x, target)
    return _reduced(elementwise.square(x - target), reduction, like)


def huber_loss(x: ArrayLike, target: ArrayLike, delta: float = 1.0, reduction: Reduction = "mean") -> Array:
    """Half of (x - target)**2 up to a distance of `delta`, and a line from there on (Huber, 1964)."""
    if not coercion.is_number(delta) or not delta > 0:
        raise Error(f"delta of huber_loss is {shown(delta)}, expected a number above 0")
    x, target, like = _pair("huber_loss", x, target)
    error = x - target
    far = ops.abs_(error)
    return _reduced(elementwise.where(far <= delta, 0.5 * error * error, delta * (far - 0.5 * delta)), reduction, like)


def kl_div(log_q: ArrayLike, p: ArrayLike, axis: int = -1, reduction: Reduction = "mean") -> Array:
    """The divergence of Kullback and Leibler, the sum of p * (log(p) - log_q) along `axis`, of distributions: logarithms
    of q, as log_softmax gives them, and p. Where p is 0 it adds nothing."""
    log_q, p, like = _pair("kl_div", log_q, p)
    is_there = p > 0
    log_p = ops.log(elementwise.where(is_there, p, 1))
    return _reduced(reductions.sum(elementwise.where(is_there, p * (log_p - log_q), 0), axis), reduction, like)


def binary_cross_entropy_with_logits(logits: ArrayLike, target: ArrayLike, reduction: Reduction = "mean") -> Array:
    """-log(sigmoid(logits)) times `target`, and that of -logits times 1 - target, computed without overflow."""
    x, target, like = _pair("binary_cross_entropy_with_logits", logits, target)
    # One comparison, so that the parts agree on which side 0 is.
    is_positive = x >= 0
    small = ops.log1p(ops.exp(elementwise.where(is_positive, -x, x)))
    return _reduced(elementwise.where(is_positive, x, 0) - x * target + small, reduction, like)


# Cross entropy ---------------------------------------------------------------------------------


def cross_entropy(logits: ArrayLike, target: ArrayLike, axis: int = -1, label_smoothing: float = 0.0,
                  reduction: Reduction = "mean", ignore_index: int | None = None) -> Array:
    """The sum of -target * log_softmax(logits) along `axis`. `target` has probabilities, of logits' shape; or integers,
    the labels, without that axis: a label outside is a run-time failure. Of the target, `label_smoothing` is spread over
    all classes evenly.

    Where the label is `ignore_index` the loss is 0, and is not counted for the mean, which is NaN if all are ignored;
    gradients there are 0. These are PyTorch's rules, where it is -100 unless given; here no label is ignored then."""
    logits = coercion.floats("cross_entropy", logits)
    target, axis = coercion.tensor(target), shaping.axis_of(axis, len(logits.shape))
    if not coercion.is_number(label_smoothing) or not 0 <= label_smoothing <= 1:
        raise Error(f"label_smoothing is {shown(label_smoothing)}, expected a number from 0 to 1")
    wide, counted = coercion.widened(logits), None
    if ignore_index is not None:
        counted = _counted(target, ignore_index)
        _check_labels(target, wide, axis)
        target = elementwise.where(counted, target, 0)
        # A row that is not finite has slopes that 0 times is NaN: it takes no part at all.
        wide = elementwise.where(reductions.spread(counted, wide, axis), wide, 0)
    likely = reductions.log_softmax(wide, axis)
    if target.dtype.is_integer:
        # Chosen, not multiplied: a class that is ruled out has the logit -inf.
        wanted = elementwise.where(_from_labels(target, likely, axis), likely, 0)
    else:
        wanted = likely * _as_probabilities(target, logits, likely)
    losses = -reductions.sum(wanted, axis)
    if label_smoothing:
        losses = (1 - label_smoothing) * losses - label_smoothing * statistics.mean(likely, axis)
    if counted is not None:
        losses = elementwise.where(counted, losses, 0)
    return _reduced(losses, reduction, logits, counted)


def _counted(target: Array, ignore_index: int) -> Array:
    """Returns an i1 that is true where the label is another one."""
    if isinstance(ignore_index, bool) or not isinstance(ignore_index, (int, np.integer)):
        raise Error(f"ignore_index is {shown(ignore_index)}, expected an int")
    if not target.dtype.is_integer:
        what = f"{target}, probabilities" if target.dtype.is_float else f"{target}, expected integers"
        raise Error(f"ignore_index is for labels, and the target of cross_entropy is {what}",
                    ["multiply the losses by a mask, with reduction='none'"])
    least, most = target.dtype.bounds
    if not least <= ignore_index <= most:
        raise Error(f"ignore_index is {ignore_index}, which is no value of {target}: labels of {target.dtype} go from "
                    f"{least} to {most}")
    return target != int(ignore_index)


def _as_probabilities(target: Array, logits: Array, likely: Array) -> Array:
    coercion.check_types("cross_entropy", [logits, target])
    if target.shape != logits.shape:
        raise Error(f"cross_entropy is given {logits} and probabilities {target}, expected equal shapes")
    return target.astype(likely.dtype)


def _from_labels(labels: Array, likely: Array, axis: int) -> Array:
    """True at the place of each label."""
    _check_labels(labels, likely, axis)
    classes, labels = likely.shape[axis], labels.astype("i64")
    _require_inside(labels, classes)
    return shaping.moveaxis(creation.one_hot(labels, classes, "i1"), -1, axis)


def _check_labels(labels: Array, x: Array, axis: int) -> None:
    """Refuses labels that are not one for each row of x."""
    if labels.shape != (*x.shape[:axis], *x.shape[axis + 1:]):
        raise Error(f"cross_entropy is given {x} and labels {labels}, expected one for each row along axis {axis}")


def _require_inside(labels: Array, classes: Size) -> None:
    least, most = (coercion.as_size(each) for each in (reductions.min(labels), reductions.max(labels)))
    inside = reductions.all((labels >= 0) & (labels < classes))
    tracing.demand(inside, [least, most, classes], "cross_entropy: labels go from {0} to {1}, expected classes from 0 to "
                   "below {2}")


def contrastive_loss(a: ArrayLike, b: ArrayLike, temperature: float = 0.05, reduction: Reduction = "mean") -> Array:
    """The cross entropy of cos(a_i, b_j) / temperature with label i, of rows a and b: each a finds its own b among all
    (van den Oord, Li and Vinyals, "Representation learning with contrastive predictive coding", 2018)."""
    if not coercion.is_number(temperature) or not temperature > 0:
        raise Error(f"temperature is {shown(temperature)}, expected a number above 0")
    x, y, like = _pair("contrastive_loss", a, b)
    if len(x.shape) != 2:
        raise Error(f"contrastive_loss is given {x} and {y}, expected rows")
    cosines = contraction.einsum("id,jd->ij", _directions(x), _directions(y))
    likely = reductions.log_softmax(cosines / temperature, 1)
    own = elementwise.where(matrices.eye(x.shape[0], dtype="i1"), likely, 0)
    return _reduced(-reductions.sum(own, 1), reduction, like)


def _directions(rows: Array) -> Array:
    """Of length 1, but for rows of less than 1e-8."""
    power = ops.max_(reductions.sum(elementwise.square(rows), 1), 1e-16)
    return rows * reductions.spread(ops.rsqrt(power), rows, 1)


calls.check_module(__name__)
