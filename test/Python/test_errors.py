# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The programs that are refused, their messages, and the locations of the messages."""
import functools
import math
import os

import numpy as np
import pytest

import ag

F = ag.spec("f32", ["n", 4], n=(1, 9))
SQUARE = ag.spec("f32", [4, 4])
I = ag.spec("i64", [4])
MASKED = np.ma.masked_array(np.arange(4), [1, 0, 0, 0])

# (function, specs, a part of the message)
REFUSALS = [
    (lambda x: x + np.ones(4), [F], "+ needs equal element types, got f32[n, 4] and f64[4]"),
    (lambda x: x.astype("i32") * x.astype("i8").sum(), [F], "sums and products of integers have 64 bits, as in "
     "numpy: write .sum(dtype='i32') for one of i32"),
    (lambda x, y: x + y, [F, ag.spec("f32", [3, 4])], "+ needs shapes that broadcast, got f32[n, 4] and f32[3, 4]: "
     "dimension -2 is n and 3"),
    (lambda x: x + 2**40, [ag.spec("i32", [2])], "1099511627776 is no value of i32"),
    (lambda x: x * 2**2000, [F], "a number of 2001 bits meets an array of f32: write it as a float"),
    (lambda x: x + 0.5, [I], "0.5 meets an array of i64"),
    (lambda x: x + True, [F], "True meets an array of f32: write 1"),
    (lambda x: x / x, [I], "/ is defined on floats"),
    (lambda x: x + 1j, [F], "a complex is no array"),
    (lambda x: ag.exp(x), [I], "'ag.exp' [elements] operand 0 has elements i64, expected a float"),
    (lambda x: ag.exp(1.0), [F], "exp of numbers alone has no element type"),
    (lambda x: x if x else x, [F], "whether an f32[n, 4] is true is not known"),
    (lambda x: float(x), [F], "the value of an f32[n, 4] is not known"),
    (lambda x: int(x), [I], "the value of an i64[4] is not known while tracing; use the array as it is, .astype"),
    (lambda x: [1, 2][x], [I], "the value of an i64[4] is not known"),
    (lambda x: complex(x), [F], "the value of an f32[n, 4] is not known"),
    (lambda x: round(x), [F], "the value of an f32[n, 4] is not known"),
    (lambda x: np.asarray(x), [F], "numpy is given an f32[n, 4], whose values are not known while tracing"),
    (lambda x: np.array([x[0], x[1]]), [SQUARE], "numpy is given an f32[4], whose values"),
    (lambda x: ag.array([x[0], x[1]]), [SQUARE], "numpy is given an f32[4], whose values"),
    (lambda x: np.stack([x, x]), [SQUARE], "numpy is given an f32[4, 4], whose values"),
    (lambda x: np.linalg.norm(np.float32(2) * x), [SQUARE], "numpy is given an f32[4, 4], whose values"),
    (lambda x: x + np.array([x.shape[0], 2]), [F], "a numpy array holds objects (Dim, int), expected numbers"),
    (lambda x: len(x), [F], "the length of an f32[n, 4] is not a number; use .shape[0]"),
    (lambda x: len(x.sum()), [F], "an f32[] has rank 0, and so no length"),
    (lambda x: [row for row in x], [F], "how many rows an f32[n, 4] has is not known while tracing"),
    (lambda x: list(x.sum()), [F], "an f32[] has rank 0, and so no rows"),
    (lambda x: range(x.shape[0]), [F], "the size n is not known while tracing"),
    (lambda x: x.shape[0] > 3, [F], "how the sizes n and 3 compare is not known"),
    (lambda x: x.reshape(3, -1), [SQUARE], "3 does not divide the 16 elements of f32[4, 4]"),
    (lambda x: x.reshape(3, 5), [SQUARE], "f32[4, 4] has 16 elements, the shape (3, 5) has 15"),
    (lambda x: x.reshape(x.shape[0], 5), [F], "f32[n, 4] has 4*n elements, the shape (n, 5) has 5*n"),
    (lambda x: x.transpose(0, 0), [F], "'ag.transpose' [permutation]"),
    (lambda x: x.sum(axis=2), [F], "there is no axis 2 of an array of rank 2"),
    (lambda x: x.sum(1.0), [F], "there is no axis 1.0 of an array of rank 2"),
    (lambda x: x.sum(axis=(0, 0)), [F], "an axis is named twice"),
    (lambda x: x.mean(), [I], "mean is defined on floats"),
    (lambda x: x[::-1], [F], "the step of a slice is -1"),
    (lambda x: x[:, 4], [F], "the index 4 is outside of a dimension of size 4"),
    (lambda x: x[0, 0, 0], [F], "there are 3 indices for an array of rank 2"),
    (lambda x: x[x > 0], [F], "an array is indexed with an i1[n, 4], expected integers"),
    (lambda x: x[1.5], [F], "an index is 1.5"),
    (lambda x: ag.take(x, x), [F], "an array is indexed with an f32[n, 4], expected integers"),
    (lambda x: ag.take(x, np.array([0]), mode="wrap"), [F], "mode is 'wrap', expected one of error, clamp, fill"),
    (lambda x: x @ x, [ag.spec("f32", [3, 4])], "@ needs 4 rows on the right, x has 3: f32[3, 4] @ f32[3, 4]"),
    (lambda x: x @ 2.0, [F], "2.0 has no element type of its own here"),
    (lambda x: ag.einsum("ij,jk", x), [F], '"ij,jk" names 2 operands, got 1'),
    (lambda x: ag.einsum("ijk->i", x), [F], '"ijk" names 3 dimensions of f32[n, 4]'),
    (lambda x: ag.einsum("i_->i", x), [F], "has a '_'"),
    (lambda x: ag.concat([x, x.astype("i32")]), [F], "concat needs equal element types, got f32[n, 4] and i32"),
    (lambda x: ag.concat([]), [F], "there is nothing to concatenate"),
    (lambda x: ag.pad(x, [(0, 0), (0, -1)]), [F], "'ag.pad' [pad] high widths hold the negative -1"),
    (lambda x: ag.pad(x, [(0, 0), (0, 0, -1)]), [F], "'ag.pad' [pad] interior widths hold the negative -1"),
    (lambda x: ag.pad(x, [(0, 0), (0, 0, x.shape[0])]), [F], "an attribute of kind i64s is given as [0, n]"),
    (lambda x: ag.pad(x, [(0, 0), (0,)]), [F], "pad has the widths (0,), expected (before, after)"),
    (lambda x: ag.zeros([-3]), [F], "a size is negative: -3"),
    (lambda x: x.astype("f33"), [F], "'f33' is no element type of ag; there are f64, f32"),
    (lambda x: ag.where(x, x, x), [F], "the condition of where is an f32[n, 4], expected i1"),
    (lambda x: ag.logical_and(x, x), [I], "& is defined on i1"),
    (lambda x: x & x, [F], "& is defined on integers and i1, got f32[n, 4] and f32[n, 4]"),
    (lambda x: (x > 0) << (x > 0), [F], "<< is defined on integers, got i1[n, 4] and i1[n, 4]"),
    (lambda x: ag.ops.cast(x, 3), [F], "an attribute of kind type is given as 3"),
    (lambda x: ag.ops.gather(2**70, "error", x, x), [F], "an attribute of kind i64 is given as 1180591620717411303424"),
    (lambda x: ag.ops.broadcast(x, [2, 3], [0, 0]), [F], "'ag.broadcast' [one-to-n]"),
    (lambda x: ag.ops.transpose(x, [[0.0] * 784]), [F], "is given as [[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, ...]]"),
    (lambda x: x + [0.5] * 784, [F], "a list is no array: [0.5, 0.5, 0.5, 0.5, 0.5, 0.5, ...]"),
    (lambda x: x.astype(np.eye(3)), [F], "array([[1., 0., 0.], [0., 1.,... is no element type of ag"),
    (lambda x: x.reshape("n" * 99), [F], f"a size is '{'n' * 27}...{'n' * 28}', expected an int"),
    (lambda x: {"a.b": x, "a": {"b": x + 1}}, [F], "2 results are called a.b: rename a key of a dict that has a dot"),
    (lambda x: {3.5: x}, [F], "the keys of a dict of arrays are strings"),
    (lambda x: None, [F], "returns None, expected arrays"),
    (lambda x: "text", [F], "a str is no array"),
    (lambda x, y: x, [F], "the specs do not fit"),
    (lambda x: x, [3], "argument x is 3, expected a spec"),
    (lambda x, y: x, [F, ag.spec("f32", ["n"], n=(2, 3))],
     "the range of n is (1, 9) in one spec and (2, 3) in another"),
    (lambda x: ag.trace(lambda y: y, F), [F], "a function is being traced already"),
    (lambda x: ag.parameter("w", ag.spec("f32", [4])) + ag.parameter("w", SQUARE), [F], "two parameters are called w"),
    (lambda x: ag.cond(x, lambda: x, lambda: x), [F], "the condition of cond is an f32[n, 4], expected an i1[]"),
    (lambda x: ag.cond(x.sum() > 0, lambda: x, lambda: (x, x)), [F], "the branches of cond return * and (*, *)"),
    (lambda x: ag.cond(x.sum() > 0, lambda: x, lambda: x.sum()), [F],
     "the branches of cond return f32[n, 4] and f32[]"),
    (lambda x: ag.fori_loop(0, 3, lambda i, c: c.sum(), x), [F], "the body of fori_loop returns f32[], and carries"),
    (lambda x: ag.fori_loop(0, 3, lambda i, c: c, 1), [F], "the carry of fori_loop has the number 1"),
    (lambda x: ag.while_loop(lambda c: c, lambda c: c, x), [F], "the condition of while_loop is an f32[n, 4]"),
    (lambda x: ag.scan(lambda c, r: c, x, x), [F], "the body of scan returns something else than (carry, row)"),
    (lambda x: ag.scan(lambda c, r: (c[None], r), x, x), [F], "the body of scan returns f32[1, n, 4], and carries"),
    (lambda x: ag.scan(lambda c, r: (c, r), x, None), [F], "scan needs xs, or a length"),
    (lambda x: ag.scan(lambda c, r: (c, r), x, x, checkpoint=0), [F], "checkpoint of scan is 0, expected a positive "
     "number of iterations"),
    (lambda x: ag.fori_loop(0, 3, lambda i, c: c, x, checkpoint=1.5), [F], "checkpoint of fori_loop is 1.5, expected a positive"),
    (lambda x: ag.random.uniform(ag.random.key(0), [3], dtype="i32"), [F], "uniform is defined on floats, got i32"),
    (lambda x: ag.ops.random_bits(x, [3]), [F], "'ag.random_bits' [key]"),
    (lambda x: ag.random.fold_in(ag.random.key(0), -1), [F], "the number is -1, expected one from 0 to 2**31 - 1"),
    (lambda x: ag.random.fold_in(ag.random.key(0), x), [I], "fold_in is given an i64[4], expected a number, or an integer"),
    (lambda x: ag.random.fold_in(ag.random.key(0), x.sum()), [F], "fold_in is given an f32[], expected a number"),
    (lambda x: ag.nn.dropout(x, 1, ag.random.key(0)), [F], "the rate of dropout is 1, expected a number from 0 to below 1"),
    (lambda x: ag.nn.dropout(x, -0.1, ag.random.key(0)), [F], "the rate of dropout is -0.1, expected a number from 0"),
    (lambda x: ag.nn.dropout(x, math.nan, ag.random.key(0)), [F], "the rate of dropout is nan, expected a number from 0"),
    (lambda x: ag.nn.dropout(x, 0.5, ag.random.key(0)), [I], "dropout is defined on floats, got x"),
    (lambda x: ag.nn.batch_norm(x, x, None, x[0], x[0], True), [SQUARE], "scale of batch_norm is x f32[4, 4], expected one"),
    (lambda x: ag.nn.batch_norm(x, None, None, x[0], x[0, 0], True), [SQUARE], "var of batch_norm is f32[], expected one for "
     "each place of f32[4, 4] along axis 1"),
    (lambda x: ag.nn.batch_norm(x[:1], None, None, x[0], x[0], True), [SQUARE], "batch_norm trains on one element for each "
     "place of f32[1, 4]"),
    (lambda x: ag.nn.cross_entropy(x, x[0]), [SQUARE], "cross_entropy is given f32[4, 4] and probabilities f32[4], expected"),
    (lambda x, i: ag.nn.cross_entropy(x, i), [SQUARE, ag.spec("i64", [3])], "labels i64[3], expected one for each row along "
     "axis 1"),
    (lambda x, i: ag.nn.cross_entropy(x, i, label_smoothing=2), [SQUARE, I], "label_smoothing is 2, expected a number from"),
    (lambda x, i: ag.nn.cross_entropy(i, i), [SQUARE, I], "cross_entropy is defined on floats, got i64[4]"),
    (lambda x: ag.nn.mse_loss(x, x[0]), [SQUARE], "mse_loss needs equal shapes, got f32[4, 4] and f32[4]"),
    (lambda x: ag.nn.mse_loss(x, x, reduction="avg"), [F], 'reduction is \'avg\', expected "mean", "sum" or "none"'),
    (lambda x: ag.nn.huber_loss(x, x, delta=0), [F], "delta of huber_loss is 0, expected a number above 0"),
    (lambda x: ag.nn.contrastive_loss(x, x, temperature=0), [F], "temperature is 0, expected a number above 0"),
    (lambda x: ag.nn.contrastive_loss(x, x[:, :3]), [SQUARE], "contrastive_loss needs shapes that broadcast"),
    (lambda x: ag.nn.contrastive_loss(x[0], x[0]), [SQUARE], "contrastive_loss is given f32[4] and f32[4], expected rows"),
]


@pytest.mark.parametrize("function, specs, message", REFUSALS, ids=[message for _, _, message in REFUSALS])
def test_refusal(function, specs, message):
    with pytest.raises(ag.Error) as caught:
        ag.trace(function, *specs, name="f")
    assert message in str(caught.value)
    assert caught.value.file == os.path.relpath(__file__)
    label = message.partition("' [")[2].partition("]")[0]
    assert caught.value.label == (label or None)


SPEC_REFUSALS = [
    (lambda: ag.spec("f32", ["n"], m=(1, 2)), "a range is given for m, which is none of the dimensions ['n']"),
    (lambda: ag.spec("f32", ["n"], n=(3, 2)), "the range of n is (3, 2)"),
    (lambda: ag.spec("f32", ["n"], n=4), "the range of n is 4"),
    (lambda: ag.spec("f32", ["no name"]), "a dimension is called 'no name'"),
    (lambda: ag.spec("f32", [-1]), "a dimension is -1"),
    (lambda: ag.spec("f32", [2**63]), "a dimension is 9223372036854775808, expected a number from 0 to 2^63 - 1"),
    (lambda: ag.spec("f32", ["n"], n=(0, 2**70)), "the range of n is (0, 1180591620717411303424)"),
    (lambda: ag.spec("f32", "batch"), "the dimensions are 'batch', expected a list, as in ['batch']"),
    (lambda: ag.spec(None, [1]), f"{None} is no element type"),
    (lambda: ag.parameter(3, SQUARE), "a parameter is called 3, expected a name"),
    (lambda: ag.trace(lambda x: x, I, donate="x"), "donate is 'x', expected a list of names, as in ['x']"),
    (lambda: ag.trace(lambda x: x, F).cost(n="3"), "n is '3', expected a number from 0 to 2^63 - 1"),
    (lambda: ag.trace(lambda x: x, I).lower().compile(opt=-1), "opt is -1, expected a number from 0 on"),
    (lambda: ag.trace(lambda x: x, I).lower().compile(threads=1.5), "threads is 1.5, expected a number from 1 on"),
    (lambda: ag.trace(lambda x: x, I).lower().compile(march=3), "march is 3, expected a name"),
    (lambda: ag.trace(lambda x: x, I).lower().compile(remat=3), "remat is 3, expected a name, as in \"keep\""),
    (lambda: ag.trace(lambda x: x, I).lower().compile(remat="all"), "--remat=all: expected one of auto, keep, recompute"),
    (lambda: ag.trace(lambda x: x, I).lower(target="cuda").compile(target="cpu"),
     "target is 'cpu', but the program is lowered for 'cuda'"),
    (lambda: ag.device_array([1, 2]), "argument x is [1, 2], expected an array"),
    (lambda: ag.trace(lambda x: x, I).lower().compile(target="hip"), "target is 'hip', expected \"cpu\" or \"cuda\""),
    (lambda: ag.trace(lambda x: x + MASKED, I), "a masked array's mask would be lost: write array.filled(0)"),
    (lambda: ag.trace(lambda x: x, I).interpret(MASKED), "a masked array's mask would be lost"),
    (lambda: ag.spec("f33", [1]), "'f33' is no element type"),
    (lambda: ag.zeros([3]), "this makes a part of a program, and there is none"),
    (lambda: ag.parameter("w", F), "the parameter w is f32[n, 4], expected numbers"),
]


@pytest.mark.parametrize("call, message", SPEC_REFUSALS, ids=[message for _, message in SPEC_REFUSALS])
def test_refusal_outside_of_traces(call, message):
    with pytest.raises(ag.Error) as caught:
        call()
    assert message in str(caught.value)


def mlp(x, p):
    h = ag.nn.relu(x @ p["w1"] + p["b1"])
    return h


def test_message_as_a_whole(tmp_path, monkeypatch):
    header = b'{"w1":{"dtype":"F32","shape":[512,784],"data_offsets":[0,1605632]}}'
    (tmp_path / "mlp.safetensors").write_bytes(len(header).to_bytes(8, "little") + header + bytes(1605632))
    with pytest.raises(ag.Error) as caught:
        ag.trace(mlp, ag.spec("f32", ["batch", 784]), ag.safetensors(tmp_path / "mlp.safetensors"))
    line = mlp.__code__.co_firstlineno + 1
    assert str(caught.value) == f"""\
{os.path.relpath(__file__)}:{line}:20: error: @ needs 784 rows on the right, w1 has 512: f32[batch, 784] @ f32[512, 784]
    h = ag.nn.relu(x @ p["w1"] + p["b1"])
                   ^~~~~~~~~~~
note: w1 comes from mlp.safetensors. Did you mean w1.T?"""
    assert caught.value.function == "mlp"


def test_missing_weight(tmp_path):
    header = b'{"layer.weight":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}'
    (tmp_path / "mlp.safetensors").write_bytes(len(header).to_bytes(8, "little") + header + bytes(4))
    with pytest.raises(ag.Error, match="(?s)mlp.safetensors has no tensor 'layer.wieght'.*Did you mean 'layer.weight'"):
        ag.safetensors(tmp_path / "mlp.safetensors")["layer.wieght"]


def test_arrays_outlive_their_trace_harmlessly():
    kept = []

    def keep(x):
        kept.append(x + 1)
        ag.cond(x.sum() > 0, lambda: kept.append(x * 2) or x, lambda: x)
        return x

    def use(x, which):
        return x + kept[which]

    ag.trace(keep, F)
    assert str(kept[0]) == "f32[n, 4]"
    for which in (0, 1):
        with pytest.raises(ag.Error, match="of another function, or of one whose tracing has ended"):
            ag.trace(functools.partial(use, which=which), F, name="use")


def test_values_stay_inside_of_their_body():
    def leak(x, kept):
        ag.cond(x.sum() > 0, lambda: kept.append(x * 2) or x, lambda: x)
        return kept[0]

    with pytest.raises(ag.Error, match="a value is used outside of the body that made it"):
        ag.trace(lambda x: leak(x, []), F)


def test_values_of_a_failed_body_stay_refused():
    def leak(x, kept):
        try:
            ag.cond(x.sum() > 0, lambda: kept.append(x * 2) or kept[0].nonsense, lambda: x)
        except AttributeError:
            pass
        return kept[0] + x

    with pytest.raises(ag.Error, match="a value is used outside of the body that made it"):
        ag.trace(lambda x: leak(x, []), F)


def test_arguments_are_shown_in_short():
    compiled = ag.trace(lambda x: x + 1, ag.spec("f32", [784]), name="f").lower().compile(opt=0)
    with pytest.raises(ag.Error) as caught:
        compiled([0.5] * 784)
    assert caught.value.message == "argument x is [0.5, 0.5, 0.5, 0.5, 0.5, 0.5, ...], expected an array"


@pytest.mark.parametrize("outer", ["fori_loop", "while_loop", "cond"])
@pytest.mark.parametrize("place", [0, 1])
def test_bodies_given_up_inside_of_bodies(outer, place):
    """A body may use values of the body around it: both are discarded together."""

    def branch(c, x, fails):
        return c["missing"] if fails else x + c

    def body(c, x):
        return ag.cond(x.sum() > 0, *(functools.partial(branch, c, x, number == place) for number in (0, 1)))

    calls = {"fori_loop": lambda x: ag.fori_loop(0, 1, lambda i, c: body(c * 2, x), x),
             "while_loop": lambda x: ag.while_loop(lambda c: c.sum() > 0, lambda c: body(c * 2, x), x),
             "cond": lambda x: ag.cond(x.sum() > 0, lambda: body(x * 2, x), lambda: x)}

    def f(x):
        with pytest.raises(ag.Error, match="an index is 'missing'"):
            calls[outer](x)
        return x + 1

    for _ in range(20):  # a wrong free shows at the next allocations
        assert ag.trace(f, SQUARE).as_text().count("ag.add") == 1
