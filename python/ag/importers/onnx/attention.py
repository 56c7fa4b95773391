# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX's attention, and what it shares with that of onnxruntime's optimiser (microsoft/attention.py).

All of it is ag.nn.scaled_dot_product_attention, which streams: masks are computed from places of queries and keys, so that no
array of scores is in memory unless the model has one as a result.
"""
from __future__ import annotations

import math
from typing import Any

from ... import nn, ops
from ...core.arrays import Array
from ...core.coercion import as_size, widened
from ...core.dims import Dim, Size, exact_quotient
from ...core.errors import Error
from ...numpy import contraction, elementwise, indexing, joining, reductions, shaping
from ...transforms import control
from ..graph import Graph, Node
from ..values import Value
from ..walk import Bodies
from .shapes import axis_of, dtype_named
from .tables import ONNX, PREVIEW


def heads_of(x: Array, count: int | None) -> Array:
    """Returns [batch, length, heads * size] as [batch, heads, length, size]. An array of rank 4 has heads already."""
    if len(x.shape) == 4:
        return x
    size = exact_quotient(x.shape[2], count) if count and len(x.shape) == 3 else None
    if size is None:
        raise Error(f"its operand is {x}, expected rows of {count} heads")
    return shaping.transpose(shaping.reshape(x, [*x.shape[:2], count, size]), [0, 2, 1, 3])


def rows_of(x: Array) -> Array:
    """Returns [batch, heads, length, size] as [batch, length, heads * size]."""
    batch, heads, length, size = x.shape
    return shaping.reshape(shaping.transpose(x, [0, 2, 1, 3]), [batch, length, heads * size])


def appended(past: Array | None, new: Array) -> Array:
    """Returns the keys or values of the past and the new ones, along dimension 2."""
    return new if past is None else joining.concat([past, new], 2)


class Mask:
    """The keys that each query sees, and what is added to scores: `seen` and `added` are arrays that are broadcast to
    [batch, heads, queries, keys], or None. `first` and `end` bound the places of the keys that a query sees; they are numbers
    or arrays that are broadcast to [batch, heads, queries, 1], or None."""

    def __init__(self, seen: Array | None = None, added: Array | None = None, first: Any = None, end: Any = None) -> None:
        self.seen, self.added, self.first, self.end = seen, added, first, end

    def before(self, end: Any) -> "Mask":
        """Returns the mask without the keys from the place `end` on."""
        return Mask(self.seen, self.added, self.first, end if self.end is None else ops.min_(self.end, end))

    def after(self, first: Any) -> "Mask":
        """Returns the mask without the keys before the place `first`."""
        return Mask(self.seen, self.added, first if self.first is None else ops.max_(self.first, first), self.end)

    def biased(self, added: Array) -> "Mask":
        """Returns the mask with more that is added to the scores."""
        return Mask(self.seen, added if self.added is None else self.added + added, self.first, self.end)

    def of(self, key: Array) -> Array | None:
        """Returns the mask for these keys as an argument of ag.nn.scaled_dot_product_attention."""
        places = ops.iota(1, [1, key.shape[2]], "i64")
        seen = self.seen
        for limit, compare in ((self.first, elementwise.greater_equal), (self.end, elementwise.less)):
            if limit is not None:
                seen = compare(places, limit) if seen is None else seen & compare(places, limit)
        if self.added is None or seen is None:
            return self.added if seen is None else seen
        return elementwise.where(seen, self.added, -math.inf)


def places_of_queries(query: Array, first: Any = 0) -> Array:
    """Returns the places of queries among the keys, from `first` on, [queries, 1]."""
    return ops.iota(0, [query.shape[2], 1], "i64") + first


def of_batch(numbers: Array) -> Array:
    """Returns a number for each element of the batch as [batch, 1, 1, 1]."""
    return shaping.reshape(numbers.astype("i64"), [numbers.shape[0], 1, 1, 1])


def attend(query: Array, key: Array, value: Array, mask: Mask, scale: float | None, softcap: float = 0.0) -> Array:
    """Returns the attention of heads. Those of keys and values can be shared by several of the query."""
    return nn.scaled_dot_product_attention(query, key, value, mask.of(key), scale=scale or None, softcap=softcap or None,
                                           enable_gqa=query.shape[1] != key.shape[1])


# ONNX's own ------------------------------------------------------------------------------------


@ONNX.rule("Attention", since=23)
def attention(query: Array, key: Array, value: Array, mask: Array | None = None, past_key: Array | None = None,
              past_value: Array | None = None, lengths: Array | None = None, *, is_causal: int = 0,
              kv_num_heads: int | None = None, q_num_heads: int | None = None, qk_matmul_output_mode: int = 0,
              scale: float | None = None, softcap: float = 0.0, softmax_precision: int | None = None, node: Node) -> Any:
    q, k, v = heads_of(query, q_num_heads), heads_of(key, kv_num_heads), heads_of(value, kv_num_heads)
    k, v = appended(past_key, k), appended(past_value, v)
    seen = Mask() if mask is None else _mask_of(mask, k.shape[2])
    if is_causal:
        seen = seen.before(places_of_queries(q, 1 if past_key is None else past_key.shape[2] + 1))
    if lengths is not None:
        seen = seen.before(of_batch(lengths))
    y = attend(q, k, v, seen, scale, softcap)
    scores = Value(q.dtype, (*q.shape[:3], k.shape[2]), lambda: scores_of(q, k, seen, scale, softcap, qk_matmul_output_mode))
    return rows_of(y) if len(query.shape) == 3 else y, k, v, scores


def _mask_of(mask: Array, keys: Size) -> Mask:
    """Returns an operand as a Mask. If it has fewer keys, the others are not seen."""
    own = mask.shape[-1]
    is_bool = mask.dtype.kind == "Bool"
    if own != keys and own != 1 and not isinstance(keys - own, int):
        return Mask(mask) if is_bool else Mask(added=mask)
    if own != keys and own != 1:
        widths = [(0, 0)] * (len(mask.shape) - 1) + [(0, keys - own)]
        mask = joining.pad(mask, widths, False if is_bool else -math.inf)
    return Mask(mask) if is_bool else Mask(added=mask)


def scores_of(query: Array, key: Array, mask: Mask, scale: float | None, softcap: float, mode: int) -> Array:
    """Returns the scores as they are after the product (0), the softcap (1), the mask (2) or the softmax (3)."""
    if query.shape[1] != key.shape[1]:
        key = joining.repeat(key, exact_quotient(query.shape[1], key.shape[1]), 1)
    q, k = widened(query), widened(key)
    scores = contraction.matmul(q, shaping.swapaxes(k, 2, 3)) * (scale or 1 / math.sqrt(int(q.shape[3])))
    if mode >= 1 and softcap:
        scores = ops.tanh(scores / softcap) * softcap
    masked = mask.of(key) if mode >= 2 else None
    if masked is not None:
        scores = elementwise.where(masked, scores, -math.inf) if masked.dtype.kind == "Bool" else \
            scores + masked.astype(scores.dtype)
    return (reductions.softmax(scores, -1) if mode == 3 else scores).astype(query.dtype)


@PREVIEW.rule("FlexAttention")
def flex_attention(query: Array, key: Array, value: Array, *, prob_mod: Graph | None = None, scale: float | None = None,
                   score_mod: Graph | None = None, softmax_precision: int | None = None, walk: Bodies) -> Array:
    wide = [widened(x) if softmax_precision is None else x.astype(dtype_named(softmax_precision)) for x in (query, key, value)]
    scores = scores_of(*wide[:2], Mask(), scale, 0.0, 0)
    if score_mod is not None:
        (scores,) = (each.array for each in walk.run(score_mod, Value.of(scores)))
    weights = reductions.softmax(scores, -1)
    if prob_mod is not None:
        (weights,) = (each.array for each in walk.run(prob_mod, Value.of(weights)))
    times = exact_quotient(query.shape[1], key.shape[1])
    return contraction.matmul(weights, joining.repeat(wide[2], times, 1)).astype(query.dtype)


# The cache of keys and values ------------------------------------------------------------------


@ONNX.rule("TensorScatter")
def tensor_scatter(cache: Array, update: Array, write_indices: Array | None = None, *, axis: int = -2,
                   mode: str = "linear") -> Array:
    axis = axis_of(axis, len(cache.shape))
    if mode not in ("linear", "circular") or axis == 0:
        raise Error(f"its mode is {mode} and its axis {axis}, expected linear or circular, and an axis other than the batch's")
    count, most = update.shape[axis], cache.shape[axis]
    if write_indices is None:
        return cache.at[(*[slice(None)] * axis, slice(0, count))].set(update)
    starts = write_indices.astype("i64")

    def row(number: Dim, cache: Array) -> Array:
        start = as_size(indexing.getitem(starts, number))
        if mode == "linear":
            where = (number, *[slice(None)] * (axis - 1), slice(start, start + count))
            return cache.at[where].set(indexing.getitem(update, number))

        def one(place: Dim, cache: Array) -> Array:
            inner = [slice(None)] * (axis - 1)
            return cache.at[(number, *inner, (start + place) % most)].set(indexing.getitem(update, (number, *inner, place)))

        return control.fori_loop(0, count, one, cache)

    return control.fori_loop(0, cache.shape[0], row, cache)


# Rotary embeddings -----------------------------------------------------------------------------


def rotated(x: Array, cos: Array, sin: Array, is_interleaved: int) -> Array:
    """Returns x, [batch, heads, length, size], with pairs of elements rotated by angles, [batch or 1, length, pairs]. Elements
    that are in no pair stay. A pair is two adjacent elements if it is interleaved, and otherwise one of each half."""
    cos, sin = (shaping.expand_dims(each, 1) for each in (cos, sin))
    pairs = cos.shape[-1]
    turning = indexing.getitem(x, (..., slice(0, 2 * pairs)))
    if is_interleaved:
        split = shaping.reshape(turning, [*x.shape[:3], pairs, 2])
        a, b = split[..., 0], split[..., 1]
    else:
        a, b = turning[..., :pairs], turning[..., pairs:]
    parts = [a * cos - b * sin, a * sin + b * cos]
    turned = shaping.reshape(joining.stack(parts, -1), turning.shape) if is_interleaved else joining.concat(parts, -1)
    return turned if x.shape[3] == 2 * pairs else joining.concat([turned, x[..., 2 * pairs:]], -1)
