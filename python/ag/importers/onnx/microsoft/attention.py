# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The attention of onnxruntime's optimiser: with the products before it, of several layouts, with buffers of keys and values.

A mask of padding is added to the scores as `mask_filter_value`, as onnxruntime does, so that a query all of whose keys are
padding sees all of them.
"""
from __future__ import annotations

from typing import Any

from .... import ops
from ....core import coercion
from ....core.arrays import Array
from ....core.dims import Dim, Size, largest, may_be_equal
from ....core.errors import Error
from ....numpy import contraction, creation, elementwise, indexing, joining, shaping
from ....transforms import control
from ...graph import Node
from ...rules import Sizes
from ...values import Unfoldable, Value, is_less
from ..attention import Mask, appended, attend, heads_of, of_batch, places_of_queries, rotated, rows_of, scores_of
from ..tables import MICROSOFT

_FILTER = -10000.0


def _refuse(**given: Any) -> None:
    """Raises an Error for operands and attributes that are not supported, if they are there."""
    for name, value in given.items():
        if value is not None and not (isinstance(value, (int, float, str)) and value in (0, -1, "NONE")):
            raise Error(f"its {name.replace('_', ' ')} is given, which is not supported")


def _split(x: Array, sizes: list[Size], axis: int = -1) -> list[Array]:
    """Returns slices of these sizes along an axis."""
    parts, place = [], 0
    for size in sizes:
        parts.append(indexing.take_slice(x, axis % len(x.shape), slice(place, place + size)))
        place = place + size  # type: ignore[assignment]
    return parts


def _padding(mask: Array | None, query: Array, key: Array, fill: float) -> Mask:
    """Returns a mask of padding: lengths, lengths and first places, or flags for keys, for queries and keys, or for places of
    both in a longer array."""
    if mask is None:
        return Mask()
    batch, queries, keys = query.shape[0], query.shape[2], key.shape[2]
    if len(mask.shape) == 1:
        if mask.shape[0] - 2 * batch == 0:
            ends, starts = _split(mask, [batch, batch])
        elif may_be_equal(mask.shape[0], batch):
            ends, starts = mask, None
        else:
            raise Error(f"its mask is {mask}, expected one number, or two, for each of {batch} elements")
        seen = Mask(first=None if starts is None else of_batch(starts), end=of_batch(ends)).of(key)
    else:
        flags = elementwise.not_equal(mask, 0)
        if len(mask.shape) == 2:
            seen = shaping.expand_dims(flags, [1, 2])
        elif len(mask.shape) == 3:
            seen = shaping.expand_dims(flags, 1)
        else:
            seen = indexing.getitem(flags, (slice(None), slice(None), slice(keys - queries, keys), slice(0, keys)))
    return Mask(added=elementwise.where(seen, 0, coercion.scalar(fill, query.dtype)))


@MICROSOFT.rule("Attention")
def attention(x: Array, weights: Array, bias: Array | None = None, mask: Array | None = None, past: Array | None = None,
              added: Array | None = None, past_sequence_length: Array | None = None, *, do_rotary: int = 0,
              mask_filter_value: float = _FILTER, num_heads: int, past_present_share_buffer: int = 0,
              qkv_hidden_sizes: list | None = None, rotary_embedding_dim: int = 0, scale: float | None = None,
              unidirectional: int = 0) -> Any:
    _refuse(attribute_do_rotary=do_rotary, attribute_past_present_share_buffer=past_present_share_buffer)
    rows = contraction.matmul(x, weights)
    rows = rows if bias is None else rows + bias
    sizes = qkv_hidden_sizes or [rows.shape[-1] // 3] * 3
    q, k, v = (heads_of(part, num_heads) for part in _split(rows, sizes))
    if past is not None:
        k, v = appended(past[0], k), appended(past[1], v)
    seen = _padding(mask, q, k, mask_filter_value)
    if unidirectional:
        seen = seen.before(places_of_queries(q, k.shape[2] - q.shape[2] + 1))
    seen = seen if added is None else seen.biased(added)
    present = Value(k.dtype, (2, *k.shape), lambda: joining.stack([k, v]))
    return rows_of(attend(q, k, v, seen, scale)), present


@MICROSOFT.rule("MultiHeadAttention")
def multi_head_attention(query: Array, key: Array | None = None, value: Array | None = None, bias: Array | None = None,
                         padding: Array | None = None, added: Array | None = None, past_key: Array | None = None,
                         past_value: Array | None = None, past_sequence_length: Array | None = None,
                         cache_indirection: Array | None = None, *, mask_filter_value: float = _FILTER, num_heads: int,
                         scale: float | None = None, unidirectional: int = 0) -> Any:
    _refuse(operand_past_sequence_length=past_sequence_length, operand_cache_indirection=cache_indirection)
    q, k, v = _heads_of_three(query, key, value, bias, num_heads)
    k, v = appended(past_key, k), appended(past_value, v)
    seen = _padding(padding, q, k, mask_filter_value)
    if unidirectional:
        seen = seen.before(places_of_queries(q, k.shape[2] - q.shape[2] + 1))
    seen = seen if added is None else seen.biased(added)
    scores = Value(q.dtype, (*q.shape[:3], k.shape[2]), lambda: scores_of(q, k, seen, scale, 0.0, 2))
    return rows_of(attend(q, k, v, seen, scale)), k, v, scores


def _heads_of_three(query: Array, key: Array | None, value: Array | None, bias: Array | None,
                    count: int) -> tuple[Array, Array, Array]:
    """Returns heads of the query, of the keys and the values, which can be packed into one array. The bias is that of the rows
    of all three, one after the other."""
    if len(query.shape) == 5:
        query, key, value = (query[:, :, :, place] for place in range(3))
    elif key is not None and len(key.shape) == 5:
        key, value = (key[:, :, :, place] for place in range(2))
    if key is None or value is None:
        raise Error(f"its operand query is {query}, without keys and values: expected [batch, length, heads, 3, size]")
    three = [shaping.reshape(each, [*each.shape[:2], each.shape[2] * each.shape[3]])
             if len(each.shape) == 4 and each.shape[2] == count and each.shape[1] != count else each
             for each in (query, key, value)]
    if bias is not None:
        sizes = [each.shape[1] * each.shape[3] if len(each.shape) == 4 else each.shape[2] for each in three]
        three = [each if len(each.shape) == 4 else each + part for each, part in zip(three, _split(bias, sizes))]
    return tuple(heads_of(each, count) for each in three)  # type: ignore[return-value]


# With buffers ----------------------------------------------------------------------------------


@MICROSOFT.rule("GroupQueryAttention")
def group_query_attention(query: Array, key: Array | None, value: Array | None, past_key: Array | None,
                          past_value: Array | None, last: Array, total: Sizes, cos: Array | None = None,
                          sin: Array | None = None, places: Array | None = None, added: Array | None = None,
                          head_sink: Array | None = None, k_scale: Array | None = None, v_scale: Array | None = None,
                          q_norm_weight: Array | None = None, k_norm_weight: Array | None = None, *, causal: int = 1,
                          do_rotary: int = 0, k_quant_type: str = "NONE", kv_cache_bit_width: int = 0, kv_num_heads: int,
                          local_window_size: int = -1, num_heads: int, qk_output: int = 0, rotary_interleaved: int = 0,
                          scale: float | None = None, sliding_window_cache: int = 0, smooth_softmax: int = 0,
                          softcap: float = 0.0, v_quant_type: str = "NONE", node: Node) -> Any:
    """`last` has for each element of the batch the place of its last key in the buffers, in which new keys are written before
    it. `total` is the greatest number of keys."""
    _refuse(operand_head_sink=head_sink, operand_k_scale=k_scale, operand_v_scale=v_scale, operand_q_norm_weight=q_norm_weight,
            operand_k_norm_weight=k_norm_weight, attribute_k_quant_type=k_quant_type, attribute_v_quant_type=v_quant_type,
            attribute_sliding_window_cache=sliding_window_cache, attribute_smooth_softmax=smooth_softmax,
            attribute_qk_output=qk_output)
    if key is None or value is None:
        each = query.shape[2] // (num_heads + 2 * kv_num_heads)
        query, key, value = _split(query, [each * num_heads, each * kv_num_heads, each * kv_num_heads])
    q, k, v = heads_of(query, num_heads), heads_of(key, kv_num_heads), heads_of(value, kv_num_heads)
    length = q.shape[2]
    ends = shaping.reshape(last, [q.shape[0]]).astype("i64") + 1
    first = ops.max_(ends - length, 0)
    if do_rotary:
        if cos is None or sin is None:
            raise Error("its operands cos_cache and sin_cache are missing, expected them for do_rotary")
        at = shaping.expand_dims(first, 1) + ops.iota(1, [1, length], "i64") if places is None else places
        angles = [indexing.take(each, at, mode="clamp") for each in (cos, sin)]
        q, k = (rotated(x, *angles, rotary_interleaved) for x in (q, k))
    k, v = (_written(past, new, first, total[0]) for past, new in ((past_key, k), (past_value, v)))
    seen, at = Mask(end=of_batch(ends)), places_of_queries(q, of_batch(first))
    if causal:
        seen = seen.before(at + 1)
    if local_window_size >= 0:
        seen = seen.after(at - (local_window_size - 1))
    if added is not None:
        seen = seen.biased(_with_keys(added, k.shape[2]))
    return rows_of(attend(q, k, v, seen, scale, softcap)), k, v


def _written(past: Array | None, new: Array, first: Array, wanted: Size) -> Array:
    """Returns the buffer of keys or values with the new ones from the places `first` on. It is the buffer of the past, or a
    longer one if it has no place for `wanted` keys."""
    batch, heads, length, size = new.shape
    if past is None:
        return new
    extent = past.shape[2]
    try:
        room = extent if not is_less(extent, wanted) else wanted
    except Unfoldable:
        room = largest(extent, wanted)
    if room != extent:
        past = creation.zeros([batch, heads, room, size], new.dtype).at[:, :, :extent].set(past)

    def write(element: Dim, made: Array) -> Array:
        start = coercion.as_size(first[element])
        return made.at[element, :, slice(start, start + length)].set(new[element])

    return control.fori_loop(0, batch, write, past)


def _with_keys(added: Array, count: Size) -> Array:
    """Returns what is added to scores with zeros for keys that it does not have."""
    own = added.shape[-1]
    if own == count or own == 1:
        return added
    return joining.pad(added, [(0, 0)] * (len(added.shape) - 1) + [(0, count - own)])


@MICROSOFT.rule("RotaryEmbedding")
def rotary_embedding(x: Array, places: Array, cos: Array, sin: Array, *, interleaved: int = 0, is_packed_batching: int = 0,
                     num_heads: int = 0, rotary_embedding_dim: int = 0, scale: float = 1.0) -> Array:
    _refuse(attribute_is_packed_batching=is_packed_batching, attribute_scale=None if scale == 1 else scale)
    count = num_heads or (None if len(x.shape) == 4 else x.shape[2] // (2 * cos.shape[1]))
    heads = heads_of(x, count)  # type: ignore[arg-type]
    if len(places.shape) == 1:
        places = shaping.reshape(places, [1, 1]) + ops.iota(1, [1, heads.shape[2]], places.dtype.name)
    y = rotated(heads, *(indexing.take(each, places) for each in (cos, sin)), interleaved)
    return y if len(x.shape) == 4 else rows_of(y)
