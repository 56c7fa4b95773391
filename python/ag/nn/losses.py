# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Loss functions, which users find in ag.nn. Losses of f16 and bf16 are computed in f32 and rounded once."""
from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np

from .. import ops
from ..core import calls, coercion, tracing
from ..core.arrays import Array
from ..core.coercion import ArrayLike
from ..core.dims import Size, may_be_one_shape
from ..core.errors import Error, shown
from ..numpy import contraction, creation, elementwise, indexing, matrices, reductions, shaping, statistics

#: How losses are reduced: to their mean, to their sum, or not.
Reduction: TypeAlias = Literal["mean", "sum", "none"]


def _reduced(losses: Array, reduction: Reduction, like: Array, weights: Array | None = None) -> Array:
    """Returns the reduced losses, in the type of `like`. If `weights` are given, which are numbers, or i1 for 1 and 0, the
    mean is the sum divided by theirs; the losses must have been multiplied by them."""
    if reduction not in ("mean", "sum", "none"):
        raise Error(f'reduction is {shown(reduction)}, expected "mean", "sum" or "none"')
    if reduction == "mean" and weights is not None:
        losses = reductions.sum(losses) / reductions.sum(weights).astype(losses.dtype)
    elif reduction != "none":
        losses = statistics.mean(losses) if reduction == "mean" else reductions.sum(losses)
    return losses.astype(like.dtype)


def _pair(name: str, x: ArrayLike, target: ArrayLike) -> tuple[Array, Array, Array]:
    """Returns the operands in the type of the computation, and one of them in its own type."""
    x, target = coercion.of_one_type(name, coercion.floats(name, x), target)
    if len(x.shape) != len(target.shape):
        raise Error(f"{name} needs equal shapes, got {x} and {target}")
    wide = coercion.harmonize(name, coercion.widened(x), coercion.widened(target))
    return wide[0], wide[1], x


def mse_loss(x: ArrayLike, target: ArrayLike, reduction: Reduction = "mean") -> Array:
    """Returns (x - target)**2, reduced."""
    x, target, like = _pair("mse_loss", x, target)
    return _reduced(elementwise.square(x - target), reduction, like)


def huber_loss(x: ArrayLike, target: ArrayLike, delta: float = 1.0, reduction: Reduction = "mean") -> Array:
    """Returns (x - target)**2 / 2 where |x - target| is at most `delta`, and its linear continuation elsewhere, reduced
    (Huber, 1964)."""
    if not coercion.is_number(delta) or not delta > 0:
        raise Error(f"delta of huber_loss is {shown(delta)}, expected a number above 0")
    x, target, like = _pair("huber_loss", x, target)
    error = x - target
    far = ops.abs_(error)
    return _reduced(elementwise.where(far <= delta, 0.5 * error * error, delta * (far - 0.5 * delta)), reduction, like)


def kl_div(log_q: ArrayLike, p: ArrayLike, axis: int = -1, reduction: Reduction = "mean") -> Array:
    """Returns the Kullback-Leibler divergence of distributions along `axis`: the sum of p * (log(p) - log_q), reduced.
    `log_q` has logarithms, as log_softmax returns them. A term whose p is 0 is 0."""
    log_q, p, like = _pair("kl_div", log_q, p)
    is_there = p > 0
    log_p = ops.log(elementwise.where(is_there, p, 1))
    return _reduced(reductions.sum(elementwise.where(is_there, p * (log_p - log_q), 0), axis), reduction, like)


def binary_cross_entropy_with_logits(logits: ArrayLike, target: ArrayLike, reduction: Reduction = "mean") -> Array:
    """Returns -target * log(sigmoid(logits)) - (1 - target) * log(sigmoid(-logits)), computed without overflow and
    reduced."""
    x, target, like = _pair("binary_cross_entropy_with_logits", logits, target)
    # Both parts use one comparison, so that they agree at 0.
    is_positive = x >= 0
    small = ops.log1p(ops.exp(elementwise.where(is_positive, -x, x)))
    return _reduced(elementwise.where(is_positive, x, 0) - x * target + small, reduction, like)


# Cross entropy ---------------------------------------------------------------------------------


def cross_entropy(logits: ArrayLike, target: ArrayLike, axis: int = -1, label_smoothing: float = 0.0,
                  reduction: Reduction = "mean", ignore_index: int | None = None, weight: ArrayLike | None = None) -> Array:
    """Returns the sum of -target * log_softmax(logits) along `axis`, reduced. `target` has probabilities, in the shape
    of the logits, or integer labels, without that axis. A label out of range fails the run. `label_smoothing` is the
    part of the target that is spread evenly over all classes.

    If the label is `ignore_index`, the loss and its gradients are 0, and the mean does not count it; the mean is NaN if
    all labels are ignored. `weight` has a number for each class, by which its part of the loss is multiplied; the mean for
    labels is then divided by the sum of the labels' weights. These are PyTorch's rules, except for the default: PyTorch
    ignores -100, ag no label."""
    name, logits = "cross_entropy", coercion.floats("cross_entropy", logits)
    target, axis = coercion.tensor(target), shaping.axis_of(axis, len(logits.shape))
    if not coercion.is_number(label_smoothing) or not 0 <= label_smoothing <= 1:
        raise Error(f"label_smoothing is {shown(label_smoothing)}, expected a number from 0 to 1")
    weight = None if weight is None else _weight_of_classes(name, weight, logits, axis)
    wide, target, counted = _without_ignored(name, coercion.widened(logits), target, axis, ignore_index)
    likely = reductions.log_softmax(wide, axis)
    if target.dtype.is_integer:
        losses, weights = _of_labels(name, likely, target, axis, weight, counted)
    else:
        factors = _as_probabilities(target, logits, likely)
        losses, weights = -reductions.sum(_weighted(likely * factors, weight, axis), axis), None
    if label_smoothing:
        losses = (1 - label_smoothing) * losses - label_smoothing * statistics.mean(_weighted(likely, weight, axis), axis)
    if counted is not None:
        losses = elementwise.where(counted, losses, 0)
    return _reduced(losses, reduction, logits, weights)


def nll_loss(log_probs: ArrayLike, target: ArrayLike, axis: int = -1, reduction: Reduction = "mean",
             ignore_index: int | None = None, weight: ArrayLike | None = None) -> Array:
    """Returns -log_probs at the integer labels `target` along `axis`, reduced. `log_probs` has logarithms, as log_softmax
    returns them. `ignore_index` and `weight` are those of cross_entropy, which is ag.nn.nll_loss(ag.log_softmax(logits))
    for labels."""
    name, log_probs = "nll_loss", coercion.floats("nll_loss", log_probs)
    target, axis = coercion.tensor(target), shaping.axis_of(axis, len(log_probs.shape))
    if not target.dtype.is_integer:
        raise Error(f"the target of nll_loss is {target}, expected integer labels")
    weight = None if weight is None else _weight_of_classes(name, weight, log_probs, axis)
    likely, target, counted = _without_ignored(name, coercion.widened(log_probs), target, axis, ignore_index)
    losses, weights = _of_labels(name, likely, target, axis, weight, counted)
    if counted is not None:
        losses = elementwise.where(counted, losses, 0)
    return _reduced(losses, reduction, log_probs, weights)


def _without_ignored(name: str, wide: Array, target: Array, axis: int,
                     ignore_index: int | None) -> tuple[Array, Array, Array | None]:
    """Returns x and the labels with 0 for those that are ignored, and an i1 that is true for the others."""
    if ignore_index is None:
        return wide, target, None
    counted = _counted(name, target, ignore_index)
    _check_labels(name, target, wide, axis)
    # A row that is not finite would have the gradient 0 * NaN, so ignored rows are replaced by 0.
    return (elementwise.where(reductions.spread(counted, wide, axis), wide, 0), elementwise.where(counted, target, 0),
            counted)


def _weight_of_classes(name: str, weight: ArrayLike, x: Array, axis: int) -> Array:
    weight = coercion.floats(name, weight)
    coercion.check_types(name, [x, weight])
    if not may_be_one_shape(weight.shape, x.shape[axis:axis + 1]):
        raise Error(f"weight of {name} is {weight}, expected a number for each class of {x} along axis {axis}")
    return coercion.widened(weight)


def _weighted(x: Array, weight: Array | None, axis: int) -> Array:
    """Returns x multiplied by the weight of its class."""
    if weight is None:
        return x
    return x * reductions.spread(weight, x, [dim for dim in range(len(x.shape)) if dim != axis])


def _of_labels(name: str, likely: Array, labels: Array, axis: int, weight: Array | None,
               counted: Array | None) -> tuple[Array, Array | None]:
    """Returns the losses of labels, and their weights: None if all are 1."""
    # Selects instead of multiplying by 0: a class that is ruled out has the logit -inf.
    losses = -reductions.sum(elementwise.where(_from_labels(name, labels, likely, axis), likely, 0), axis)
    if weight is None:
        return losses, counted
    weights = indexing.take(weight, labels)
    return losses * weights, weights if counted is None else elementwise.where(counted, weights, 0)


def _counted(name: str, target: Array, ignore_index: int) -> Array:
    """Returns an i1 that is true where the label is not `ignore_index`."""
    if isinstance(ignore_index, bool) or not isinstance(ignore_index, (int, np.integer)):
        raise Error(f"ignore_index is {shown(ignore_index)}, expected an int")
    if not target.dtype.is_integer:
        what = f"{target}, probabilities" if target.dtype.is_float else f"{target}, expected integers"
        raise Error(f"ignore_index is for labels, and the target of {name} is {what}",
                    ["multiply the losses by a mask, with reduction='none'"])
    least, most = target.dtype.bounds
    if not least <= ignore_index <= most:
        raise Error(f"ignore_index is {ignore_index}, which is no value of {target}: labels of {target.dtype} go from "
                    f"{least} to {most}")
    return target != int(ignore_index)


def _as_probabilities(target: Array, logits: Array, likely: Array) -> Array:
    coercion.check_types("cross_entropy", [logits, target])
    if not may_be_one_shape(target.shape, logits.shape):
        raise Error(f"cross_entropy is given {logits} and probabilities {target}, expected equal shapes")
    return target.astype(likely.dtype)


def _from_labels(name: str, labels: Array, likely: Array, axis: int) -> Array:
    """Returns an i1 of the shape of `likely` that is true at the class of each label."""
    _check_labels(name, labels, likely, axis)
    classes, labels = likely.shape[axis], labels.astype("i64")
    _require_inside(name, labels, classes)
    return shaping.moveaxis(creation.one_hot(labels, classes, "i1"), -1, axis)


def _check_labels(name: str, labels: Array, x: Array, axis: int) -> None:
    """Raises an Error unless there is one label for each row of x."""
    if not may_be_one_shape(labels.shape, (*x.shape[:axis], *x.shape[axis + 1:])):
        raise Error(f"{name} is given {x} and labels {labels}, expected one for each row along axis {axis}")


def _require_inside(name: str, labels: Array, classes: Size) -> None:
    least, most = (coercion.as_size(each) for each in (reductions.min(labels), reductions.max(labels)))
    inside = reductions.all((labels >= 0) & (labels < classes))
    tracing.demand(inside, [least, most, classes], f"{name}: labels go from {{0}} to {{1}}, expected classes from 0 to "
                   "below {2}")


def contrastive_loss(a: ArrayLike, b: ArrayLike, temperature: float = 0.05, reduction: Reduction = "mean") -> Array:
    """Returns the cross entropy of the logits cos(a_i, b_j) / temperature with label i, for rows a_i and b_j, reduced
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
    """Returns the rows scaled to length 1. Rows that are shorter than 1e-8 are divided by 1e-8."""
    power = ops.max_(reductions.sum(elementwise.square(rows), 1), 1e-16)
    return rows * reductions.spread(ops.rsqrt(power), rows, 1)


calls.check_module(__name__)
