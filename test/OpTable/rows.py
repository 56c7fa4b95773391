# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The rows of the op table."""
import operator
from functools import partial

import numpy as np

import ag
from ag import ops
from table import (
    PAIR, PARAMETER, Row, added, by_element, clamped, divided, either, erf, extreme, fused, is_inside, negated, parameters, power,
    random_bits, reduced, remainder, required, scattered, shifted_down, shifted_up, sigmoid, spread, spread_index, updated,
    windowed,
)
from values import accumulated_values, edge_values, function_values

NO_EXTENT = ("extents", r"(static_sizes = array<i64: )\d+", r"\1-1")

BINARY = [
    Row("add", ops.add, np.add, PAIR, "Number", exact=True),
    Row("sub", ops.sub, np.subtract, PAIR, "Number", exact=True),
    Row("mul", ops.mul, np.multiply, PAIR, "Number", exact=True),
    Row("div", ops.div, by_element(np.divide, divided), PAIR, "Number", exact=True),
    Row("rem", ops.rem, by_element(np.fmod, remainder), PAIR, "Number", exact=True),
    Row("pow", ops.pow_, by_element(np.power, power), PAIR, "Number", exact=True, ulps=1),
    Row("and", ops.and_, operator.and_, PAIR, "Bits", exact=True),
    Row("or", ops.or_, operator.or_, PAIR, "Bits", exact=True),
    Row("xor", ops.xor, operator.xor, PAIR, "Bits", exact=True),
    Row("shl", ops.shl, np.frompyfunc(shifted_up, 2, 1), PAIR, "Bits", exact=True),
    Row("shr", ops.shr, np.frompyfunc(shifted_down, 2, 1), PAIR, "Bits", exact=True),
    Row("max", ops.max_, partial(extreme, np.maximum), PAIR),
    Row("min", ops.min_, partial(extreme, np.minimum), PAIR),
]

UNARY = [
    Row("not", ops.not_, operator.invert, kinds="Bits", exact=True),
    Row("neg", ops.neg, negated, kinds="Number", exact=True),
    Row("abs", ops.abs_, np.abs, kinds="Number", exact=True),
    Row("exp", ops.exp, np.exp, kinds="Float", values=function_values, ulps=1.1),
    Row("log", ops.log, np.log, kinds="Float", values=function_values, ulps=1.1),
    Row("expm1", ops.expm1, np.expm1, kinds="Float", values=function_values, ulps=2.1),
    Row("log1p", ops.log1p, np.log1p, kinds="Float", values=function_values, ulps=1.3),
    Row("log2", ops.log2, np.log2, kinds="Float", values=function_values, ulps=1.1),
    Row("sin", ops.sin, np.sin, kinds="Float", values=function_values, ulps=1.1),
    Row("cos", ops.cos, np.cos, kinds="Float", values=function_values, ulps=1.1),
    Row("tanh", ops.tanh, np.tanh, kinds="Float", values=function_values, ulps=2.6),
    Row("sigmoid", ops.sigmoid, sigmoid, kinds="Float", values=function_values, ulps=2.1),
    Row("erf", ops.erf, erf, kinds="Float", values=function_values, ulps=1.3),
    Row("sqrt", ops.sqrt, np.sqrt, kinds="Float", values=function_values),
    Row("rsqrt", ops.rsqrt, lambda x: 1 / np.sqrt(x), kinds="Float", values=function_values, ulps=1.5),
    Row("floor", ops.floor, np.floor, kinds="Float", values=function_values),
    Row("ceil", ops.ceil, np.ceil, kinds="Float", values=function_values),
    Row("trunc", ops.trunc, np.trunc, kinds="Float", values=function_values),
    Row("round", ops.round_, np.round, kinds="Float", values=function_values),
    Row("stop_gradient", ops.stop_gradient, lambda x: x),
]

RELATIONS = [
    Row(f"compare.{relation}", partial(ops.compare, relation), getattr(operator, relation), PAIR, result="i1")
    for relation in ("lt", "le", "eq", "ne", "ge", "gt")
]

SELECTION = [
    Row("select", ops.select, np.where, (("i1", ("n", 4)), *PAIR)),
]


def cast(target: str) -> Row:
    """Returns the row of a cast to `target`. Floats are truncated and saturate, NaN becomes 0, and integers wrap."""
    kind = ag.DTYPES[target]

    def meaning(x):
        if kind.kind == "Bool":
            return x != 0
        if kind.is_float or x.dtype != np.float64:
            return x.astype(float if kind.is_float and x.dtype == bool else x.dtype)
        low, high = kind.bounds
        numbers = [0 if v != v else int(min(max(v, float(low)), float(high))) for v in x.ravel()]
        return np.array([min(max(v, low), high) for v in numbers], object).reshape(x.shape)

    return Row(f"cast.{target}", lambda x: ops.cast(x, target), meaning, result=target,
               wrong=(("element-type", "element_type = ", "element_type = index, was = "),))


CASTS = [cast(target) for target in ag.DTYPES]

REDUCTIONS = [
    Row(f"reduce.{kind}.{axis}", lambda x, kind=kind, axis=axis: ops.reduce(kind, x, [axis]),
        partial(reduced, kind, axis=axis), kinds=kinds, values=values,
        wrong=(("dims", "dims = array<i64: ", "dims = array<i64: 2, "),))
    for kind, kinds, values in (("sum", "Number", accumulated_values), ("prod", "Number", accumulated_values),
                                ("max", "Any", edge_values), ("min", "Any", edge_values))
    for axis in (0, 1)
]

CONTRACTIONS = [
    Row(f"contract.{name}", partial(ops.contract, einsum), lambda x, y, e=einsum: np.einsum(e, x, y),
        operands, "Number", values=accumulated_values, wrong=(("einsum", einsum, einsum.replace(",", "")),))
    for name, einsum, operands in (
        ("matmul", "ij,jk->ik", (("n", 4), (4, 5))),
        ("inner", "ij,ik->jk", (("n", 4), ("n", 3))),
        ("batch", "bij,bkj->bik", (("n", 2, 4), ("n", 3, 4))),
        ("outer", "i,j->ji", (("n",), (3,))),
        ("diagonal", "ii,ij->j", ((4, 4), (4, "n"))),
    )
]

WINDOWS = [
    Row(f"contract.{name}", lambda x, y, e=einsum, s=shape, c=created: ops.contract(e, x, y, s(x.shape[0])[c]),
        lambda x, y, e=einsum, s=shape: windowed("sum", e, s(len(x)), x, y), operands, "Number",
        values=accumulated_values, wrong=wrong)
    for name, einsum, operands, shape, created, wrong in (
        ("strided", "n(2y+u)i,uio->nyo", (("n", 10, 3), (3, 3, 2)), lambda n: (n, 4, 2), np.s_[1:2],
         (NO_EXTENT, ("window", "static_sizes = array<i64: 4", "static_sizes = array<i64: 5"))),
        ("filter", "n(2y+u)i,nyo->uio", (("n", 10, 3), ("n", 4, 2)), lambda n: (3, 3, 2), np.s_[:1], ()),
        ("transposed", "yi,uio->(2y+3u)o", (("n", 3), (2, 3, 2)), lambda n: (2 * n + 3, 2), np.s_[:1], ()),
        ("diagonal_window", "ny(y+u),u->ny", (("n", 4, 7), (3,)), lambda n: (n, 4), np.s_[:0], ()),
    )
] + [
    Row(f"reduce_window.{kind}", lambda x, kind=kind: ops.reduce_window(kind, "n(2y+u)->yn", x, [3], [4]),
        lambda x, kind=kind: windowed(kind, "n(2y+u)->yn", (4, len(x)), x, u=3), (("n", 10),), kinds,
        values=accumulated_values,
        wrong=(NO_EXTENT, ("einsum", "[(]2y", "(1y"), ("window", "static_windows = array<i64: 3", "static_windows = array<i64: 5")))
    for kind, kinds in (("sum", "Number"), ("prod", "Number"), ("max", "Any"), ("min", "Any"))
] + [
    Row(f"reduce_window.{kind}.added",
        lambda x, kind=kind: ops.reduce_window(kind, "yi->i(y+u)", x, [3], [x.shape[0] + 2]),
        lambda x, kind=kind: windowed(kind, "yi->i(y+u)", (4, len(x) + 2), x, u=3), (("n", 4),), "Number",
        values=accumulated_values)
    for kind in ("sum", "max")
]

SHAPES = [
    Row("broadcast", lambda x: ag.broadcast_to(x, (3, *x.shape)),
        lambda x: np.broadcast_to(x, (3, *x.shape)), wrong=(NO_EXTENT,)),
    Row("broadcast.stretched", lambda x, y: ag.broadcast_to(x, (y.shape[0], 4)),
        lambda x, y: np.broadcast_to(x, (len(y), 4)), ((1, 4), ("n",))),
    Row("transpose", lambda x: ops.transpose(x, [2, 0, 1]), lambda x: x.transpose(2, 0, 1), (("n", 4, 3),)),
    Row("reshape", lambda x: ops.reshape(x, [2, x.shape[0] * 2]), lambda x: x.reshape(2, len(x) * 2),
        wrong=(NO_EXTENT,)),
    Row("reshape.of_scalar", lambda x: ops.reshape(x, [1, 1]), lambda x: x.reshape(1, 1), ((),)),
    Row("reshape.to_scalar", lambda x: ops.reshape(x, []), lambda x: x.reshape(()), ((1, 1),)),
    Row("shard", lambda x: ops.shard(x, [[], None]), lambda x: x, wrong=(("pins", r"dims = \[\[\], ", "dims = ["),)),
    Row("barrier", lambda x, y: ops.barrier(x, y), lambda x, y: x, (("n", 4), ("i32", (3,)))),
    Row("slice", lambda x: ops.slice_(x, [0, 1], [x.shape[0], 2], [1, 2]), lambda x: x[:, 1:4:2],
        wrong=(NO_EXTENT, ("strides", "strides = array<i64: 1", "strides = array<i64: 0"),
               ("bounds", "static_offsets = array<i64: 0", "static_offsets = array<i64: 1"))),
    Row("update", lambda x, y: ops.update(x, y, [0, 1], [1, 2]), partial(updated, part=np.s_[:, 1:4:2]),
        (("n", 4), ("n", 2)), wrong=(("slice", "static_offsets = array<i64: 0", "static_offsets = array<i64: 0, 0"),
                                     ("strides", "strides = array<i64: 1", "strides = array<i64: 0"))),
    Row("update.from_size_on", lambda x, y: ops.update(ops.concat(0, [x, x, y]), y, [x.shape[0], 0], [1, 1]),
        lambda x, y: updated(np.concatenate([x, x, y]), y, np.s_[len(x):len(x) + 2]), (("n", 4), (2, 4)), also=("concat",)),
    Row("pad", lambda x, value: ops.pad(x, value, [1, 0], [x.shape[0], 2]),
        lambda x, value: np.pad(x, [(1, len(x)), (0, 2)], constant_values=value), (("n", 4), ())),
    Row("pad.interior", lambda x, value: ops.pad(x, value, [1, 0], [x.shape[0], 2], [0, 1]), spread, (("n", 4), ()),
        wrong=(("pad", "interior = array<i64: 0", "interior = array<i64: -2"),)),
    Row("concat", lambda x, y: ops.concat(0, [x, y, x]), lambda x, y: np.concatenate([x, y, x]), (("n", 4), (2, 4)),
        wrong=(("dim", "dim = 0", "dim = 2"),)),
]
INDICES = [
    Row("gather.error", lambda x, i: ops.gather(1, "error", x, i), lambda x, i: x[:, i],
        (("n", 4), ("i64", ("n", 2))), wrong=(("dim", "dim = 1", "dim = 2"),)),
    Row("gather.clamp", lambda x, i: ops.gather(1, "clamp", x, spread_index(i)),
        lambda x, i: clamped(x, spread_index(i), "clamp"), (("n", 4), ("i32", (5,))), wrong=(("clamp", "6x4x", "6x0x"),)),
    Row("gather.fill", lambda x, i: ops.gather(1, "fill", x, spread_index(i)),
        lambda x, i: clamped(x, spread_index(i), "fill"), (("n", 4), ("i8", (5,)))),
    Row("scatter.error", partial(ops.scatter, 1, "error"), added, (("n", 4), ("i64", (3, 2)), ("n", 3, 2)),
        "Number", values=accumulated_values, wrong=(("dim", "dim = 1", "dim = 3"),)),
    Row("scatter.clamp", lambda x, i, u: ops.scatter(1, "clamp", x, spread_index(i), u),
        lambda x, i, u: added(x, np.clip(spread_index(i), 0, 3), u), (("n", 4), ("i32", (5,)), ("n", 5)), "Number",
        values=accumulated_values, wrong=(("clamp", "6x4x", "6x0x"),)),
    Row("scatter.drop", lambda x, i, u: ops.scatter(1, "drop", x, spread_index(i), u),
        lambda x, i, u: added(x, spread_index(i)[is_inside(spread_index(i))], u[:, is_inside(spread_index(i))]), (("n", 4), ("i8", (5,)), ("n", 5)), "Number",
        values=accumulated_values),
    Row("scatter.rows", partial(ops.scatter, 0, "drop"), lambda x, i, u: added(x.T, i, np.moveaxis(u, -1, 0)).T,
        ((4, "n"), ("ui16", (2, 3)), (2, 3, "n")), "Number", values=accumulated_values),
    Row("scatter.set", partial(ops.scatter, 1, "error", kind="set"), partial(scattered, "set"),
        (("n", 4), ("i64", (3, 2)), ("n", 3, 2))),
    Row("scatter.set_rows", partial(ops.scatter, 0, "drop", kind="set"),
        lambda x, i, u: scattered("set", x.T, i, np.moveaxis(u, -1, 0)).T, ((4, "n"), ("ui16", (2, 3)), (2, 3, "n"))),
    Row("scatter.set_inside", lambda x, i, u: ops.scatter(1, "drop", x, spread_index(i), u, "set"),
        lambda x, i, u: scattered("set", x, spread_index(i)[is_inside(spread_index(i))], u[:, is_inside(spread_index(i))]),
        (("n", 4), ("i8", (5,)), ("n", 5))),
    Row("scatter.max", lambda x, i, u: ops.scatter(1, "clamp", x, spread_index(i), u, "max"),
        lambda x, i, u: scattered("max", x, np.clip(spread_index(i), 0, 3), u), (("n", 4), ("i32", (5,)), ("n", 5))),
    Row("scatter.min", partial(ops.scatter, 1, "error", kind="min"), partial(scattered, "min"),
        (("n", 4), ("i64", (3, 2)), ("n", 3, 2))),
    Row("iota.0", lambda x: ops.iota(0, [x.shape[0], 4], x.dtype.name),
        lambda x: np.arange(len(x))[:, None] + np.zeros(4, int),
        wrong=(NO_EXTENT, ("dim", "dim = 0", "dim = 2"), ("element-type", "element_type = ", "element_type = i3, was = "))),
    Row("iota.1", lambda x: ops.iota(1, [x.shape[0], 4], x.dtype.name), lambda x: np.indices(x.shape)[1]),
    Row("random_bits", lambda key, x: ops.random_bits(key, [x.shape[0], 3]), random_bits,
        ((2,), ("n", 3)), "ui32", wrong=(NO_EXTENT,)),
    Row("random_bits.from", lambda key, x, offsets: ops.random_bits(key, [x.shape[0], 3], offsets), random_bits,
        ((2,), ("n", 3), (2,)), "ui32", wrong=(NO_EXTENT,)),
]

PARTS = [
    Row("region", lambda x, y: ag.region("part")(lambda: ops.max_(x, y))(), partial(extreme, np.maximum), PAIR,
        also=("yield",), wrong=(
            ("arguments", r"(?s)(region.*), %arg1(.*}\) : \(tensor<6x4xf64>), tensor<6x4xf64>", r"\1\2"),
            ("results", r"yield.*", 'yield"() : () -> ()'),
            ("rule", 'name = "part"', 'name = "part", vjp = @absent'),
            ("fuse", 'name = "part"', 'name = "part", fuse = "maybe"'),
            ("surrogate", 'name = "part"', 'name = "part", surrogate'))),
    Row("fused", fused(lambda x: ops.max_(x, x)), lambda x: x,
        wrong=(
            ("arguments", r"(?s)(fused.*)\(%arg0\)(.*}\) : \()tensor<6x4xf64>", r"\1()\2"),
            ("results", r"yield.*", 'yield"() : () -> ()'),
            ("nested", r'(?s)( *"ag.yield"\(\)?.*)', r'"ag.fused"() ({ "ag.yield"() : () -> () }) : () -> ()\n\1'),
            ("effects", r'( *"ag.yield".*)', r'%go = "arith.constant"() <{value = true}> : () -> i1\n"cf.assert"(%go) <{msg = ""}> : (i1) -> ()\n\1'),
            ("passes", "passes = 1", "passes = 0"),
            ("form", "passes = 1", 'form = "none", passes = 1'),
            ("bytes", "passes = 1", "bytes = array<i64: 1>, passes = 1"),
            ("flops", "passes = 1", "flops = array<i64: -1, 0>, passes = 1"),
            ("nest", "passes = 1", 'nest = #ag.nest<"x86-64-v3" loops [<parallel operand 9 dim 0 by [1]>]>, passes = 1'))),
    Row("parameter", lambda x: parameters()[x.dtype.name], lambda x: PARAMETER,
        wrong=(("static", "5x", "?x"),
               ("same-type", "%0 = ", '%1 = "ag.parameter"() <{name = "f64"}> : () -> tensor<6xf64>\n%0 = '))),
    Row("derivative", lambda x, along: ag.jvp(lambda y: ops.mul(y, y), (x,), (along,))[1], lambda x, along: 2 * x * along,
        PAIR, "Float", values=accumulated_values,
        wrong=(("request", 'request = "', 'request = "wrt=;'), ("function", "function = @", "function = @no_"))),
    Row("vmap", ag.vmap(either, in_axes=1, out_axes=1), lambda c, x: x, (("i1", ("n", 4)), ("n", 4)),
        wrong=(("function", "function = @", "function = @no_"),
               ("axes", "in_axes = array<i64: 1, 1>", "in_axes = array<i64: 1>"),
               ("axis", "in_axes = array<i64: 1, 1>", "in_axes = array<i64: 2, 1>"),
               ("batch", "in_axes = array<i64: 1, 1>", "in_axes = array<i64: -1, -1>"))),
    Row("require", required, lambda x: x, wrong=(("message", "{0", "{1"),)),
]

ROWS = [*BINARY, *UNARY, *RELATIONS, *SELECTION, *CASTS, *REDUCTIONS, *CONTRACTIONS, *WINDOWS, *SHAPES, *INDICES, *PARTS]
