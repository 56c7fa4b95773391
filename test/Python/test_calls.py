# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Which array of a call is which argument?"""
import functools
import re
from collections import namedtuple

import numpy as np
import pytest

import ag

S = ag.spec("f32", [3])
A, B, C = (np.array([1, 2, 3], "f") * scale for scale in (1, 10, 100))
Point = namedtuple("Point", "x y")


def programs(folder, function, *specs):
    """Returns the callable programs of a function: interpreted, compiled, and saved and loaded."""
    traced = ag.trace(function, *specs, name="f")
    compiled = traced.lower().compile(opt=1)
    compiled.save(folder / "f.so")
    return [functools.partial(traced.interpret, precision="declared"), compiled, ag.load(folder / "f.so")]


@pytest.fixture(scope="module")
def nested(tmp_path_factory):
    def f(p, point, q):
        return p["a"] - p["b"]["c"] * point.x / point.y + q[0] * 2 - q[1]

    return programs(tmp_path_factory.mktemp("f"), f, {"a": S, "b": {"c": S}}, Point(S, S), [S, S])


def expected():
    return A - B * A / C + C * 2 - B


def test_dicts_are_matched_by_key(nested):
    for f in nested:
        for p in ({"a": A, "b": {"c": B}}, {"b": {"c": B}, "a": A}):
            ag.testing.assert_close(f(p, Point(A, C), [C, B]), expected())


MISFITS = [
    ({"a": A, "c": B}, "argument p.b.c is missing; p.c is given, and is none of the arguments"),
    ({"a": A, "b": B}, "argument p.b.c is missing; p.b is given, and is none of the arguments"),
    ({"a": A}, "argument p.b.c is missing"),
    ({"a": A, "b": {"c": B}, "d": C}, "p.d is given, and is none of the arguments"),
    ({"a": A, "b": {"c": B}, "b.c": B}, "p.b.c is given, and is none of the arguments"),
    ({"a": (A, B), "b": {"c": B}}, "argument p.a is missing; p.a.0 is given, and is none of the arguments"),
    ([A, {"c": B}], "argument p.a is missing; p.0 is given, and is none of the arguments"),
    (A, "argument p.a is missing; p is given, and is none of the arguments"),
]


@pytest.mark.parametrize("p, message", MISFITS, ids=[message for _, message in MISFITS])
def test_other_forms_are_refused(nested, p, message):
    for f in nested:
        with pytest.raises(ag.Error) as caught:
            f(p, Point(A, C), [C, B])
        assert caught.value.message == message


def test_other_nestings_are_refused(nested):
    for f in nested:
        with pytest.raises(ag.Error, match=r"f takes 3 arguments \(p, point, q\), got 2"):
            f({"a": A, "b": {"c": B}}, [Point(A, C), [C, B]])
        with pytest.raises(ag.Error, match="argument point.x is missing; point.0 is given"):
            f({"a": A, "b": {"c": B}}, (A, C), [C, B])
        with pytest.raises(ag.Error, match="argument q.1 is missing; point.2 is given"):
            f({"a": A, "b": {"c": B}}, {"x": A, "y": C, "2": B}, [C])


def test_loaded_programs_take_the_arrays_one_by_one(nested):
    ag.testing.assert_close(nested[2](A, B, A, C, C, B), expected())


def test_arguments_by_name(nested):
    p, point, q = {"a": A, "b": {"c": B}}, Point(A, C), [C, B]
    for f in nested:
        for result in (f(p, point, q=q), f(p, q=q, point=point), f(q=q, point=point, p=p)):
            ag.testing.assert_close(result, expected())


NAMED_MISFITS = [
    ((A, B), {"r": C}, "f has no argument r; there are p, point, q"),
    ((A,), {"p": A, "point": B, "q": C}, "the argument p of f is given twice"),
    ((A,), {"q": B}, "the argument point of f is missing"),
    ((A, B, C), {"q": B}, "the argument q of f is given twice"),
    ((A, B, C, A), {"r": B}, "f has no argument r; there are p, point, q"),
]


@pytest.mark.parametrize("arguments, named, message", NAMED_MISFITS, ids=[message for *_, message in NAMED_MISFITS])
def test_names_that_do_not_fit_are_refused(nested, arguments, named, message):
    for f in nested:
        with pytest.raises(ag.Error) as caught:
            f(*arguments, **named)
        assert caught.value.message == message


def test_what_it_is(nested):
    """Python shows a program's name, its arguments and results, and its target."""
    takes = ", ".join(f"{name}: f32[3]" for name in ("p.a", "p.b.c", "point.x", "point.y", "q.0", "q.1"))
    assert repr(nested[1]) == f"<ag.Compiled f({takes}) -> f32[3]; x86-64-v3, 1 thread>"
    assert repr(nested[2]) == f"<ag.Loaded f({takes}) -> f32[3]; x86-64-v3, 1 thread>"
    many = ag.trace(lambda x: {"sum": sum(x), "first": x[0]}, [ag.spec("i8", ["n"], n=(1, 4))] * 10, name="many")
    assert repr(many.lower().compile(opt=0, threads=2)) == (
        "<ag.Compiled many(" + "".join(f"x.{k}: i8[n], " for k in range(8)) + "... 2 more) -> sum: i8[n], first: i8[n]; "
        "x86-64-v3, 2 threads>")


def test_what_is_no_array_may_be_left_out():
    """A call may leave out weights that were passed to the trace, and None."""
    weight = ag.parameter("w", S)
    traced = ag.trace(lambda w, x, none, p: x - w[0] * 0 - p["a"], [weight], S, None, {"w": weight, "a": S})
    text = traced.as_text()
    assert text.count("ag.name") == 2 and '"x"' in text and '"p.a"' in text
    assert traced.flat_arguments((A, {"a": B})) == [A, B]
    assert traced.flat_arguments(([weight], A, None, {"a": B, "w": weight})) == [A, B]
    for named in ({"x": A, "p": {"a": B}}, {"w": [weight], "x": A, "none": None, "p": {"a": B, "w": weight}}):
        assert traced.flat_arguments(traced.in_order((), named)) == [A, B]
    with pytest.raises(ag.Error, match="argument x is missing; none is given"):
        traced.flat_arguments(([weight], None, A, {"a": B}))


def test_many_arguments():
    def f(x, *rest):
        return x - rest[0] - rest[1]["a"]

    n = ag.spec("f32", ["n"])
    traced = ag.trace(f, n, n, {"a": n})
    assert traced.flat_arguments((A, B, {"a": C})) == [A, B, C]
    assert traced.cost(n=3) == {"flops": 6, "bytes": 48}


def test_functions_without_a_signature():
    with pytest.raises(ag.Error, match=r"whether an i1\[3\] is true is not known"):
        ag.trace(max, S, S)


def test_two_arguments_of_one_name():
    with pytest.raises(ag.Error, match="2 arguments are called p.a.b: rename a key of a dict that has a dot"):
        ag.trace(lambda p: p["a.b"], {"a.b": S, "a": {"b": S}})


@pytest.mark.parametrize("shape", [(), (1,), (7,), (8,), (3, 1, 7), (5, 13)], ids=str)
def test_bytes_that_are_no_truth_values_are_refused(shape):
    """The compiled program refuses them like the interpreter, at every position."""
    truths = np.resize([1, 0, 1, 1, 0], shape).astype("u1")
    traced = ag.trace(lambda m: 2.0 - m.astype("f64"), truths.view(bool), name="f")
    run = traced.lower().compile()
    form = ", ".join(map(str, shape))
    message = f"an element of i1{re.escape(f'[{form}]')} is the byte 2; expected 0 or 1"
    np.testing.assert_array_equal(run(truths.view(bool)), 2.0 - truths)
    for place in range(truths.size):
        other = truths.copy()
        other.reshape(-1)[place:] = range(2, 2 + truths.size - place)
        with pytest.raises(ag.Error, match=f"argument m: {message}"):
            run(other.view(bool))
        with pytest.raises(ag.Error, match=message):
            traced.interpret(other.view(bool))


def test_no_truth_values_are_none_that_are_wrong():
    run = ag.trace(lambda m: m, ag.spec("i1", ["n", 3]), name="f").lower().compile()
    assert run(np.zeros((0, 3), bool)).shape == (0, 3)
    with pytest.raises(ag.Error, match=re.escape("argument m: an element of i1[2, 3] is the byte 2; expected 0 or 1")):
        run(np.full((2, 3), 2, "u1", "F").view(bool))


# Strides ---------------------------------------------------------------------------------------

#: Views of an array of shape (4, 6, 2) that are not compact.
VIEWS = {
    "transposed": lambda x: x.T, "column": lambda x: x[:, 3], "last": lambda x: x[..., 1], "steps": lambda x: x[::2, 1::3],
    "backwards": lambda x: x[::-1, :, ::-1], "repeated": lambda x: np.broadcast_to(x[1:2], x.shape),
    "one": lambda x: np.broadcast_to(x[0, 0, 0], (3, 5)), "chosen": lambda x: x[:, [4, 0, 5]].swapaxes(0, 2),
    "Fortran": np.asfortranarray, "nothing": lambda x: x[:0, ::2], "vector": lambda x: x.reshape(-1)[::-3],
}


@pytest.mark.parametrize("dtype", ["f32", "f64", "f16", "bf16", "i8", "ui16", "i64", "i1"])
def test_strided_arrays(dtype):
    """They are copied, as by numpy. numpy.add.at of a view would change it."""
    whole = (np.arange(48).reshape(4, 6, 2) % 5).astype(ag.DTYPES[dtype].numpy)
    for name, view in VIEWS.items():
        x = view(whole)
        f = ag.trace(lambda x: x, ag.spec(dtype, x.shape)).lower().compile(opt=0)
        np.testing.assert_array_equal(f(x), x, name)


def test_strided_arrays_in_all_calls(tmp_path):
    x = np.arange(12, dtype=np.float32).reshape(4, 3)
    for f in programs(tmp_path, lambda x, n: x * n + x, ag.spec("f32", ["n", 4]), np.float32(0)):
        np.testing.assert_array_equal(f(x.T, np.float32(2)), 3 * x.T)
        np.testing.assert_array_equal(f(x=x.T[::2], n=x[0, 2]), 3 * x.T[::2])


def test_fields_and_places():
    """Fields of packed records, and arrays at odd addresses, are not at multiples of their bytes."""
    f = ag.trace(lambda x: x * 2, ag.spec("f32", ["n"])).lower().compile()
    records = np.zeros(5, np.dtype([("flag", "u1"), ("value", "f4"), ("pair", "f4", 2)]))
    records["value"], records["pair"] = np.arange(5), np.arange(10).reshape(5, 2)
    np.testing.assert_array_equal(f(records["value"]), 2 * np.arange(5))
    np.testing.assert_array_equal(f(records["pair"][::-1, 1]), [18, 14, 10, 6, 2])
    odd = np.frombuffer(b"." + np.arange(4, dtype="f4").tobytes(), "f4", offset=1)
    np.testing.assert_array_equal(f(odd), [0, 2, 4, 6])


def test_donated_arrays_with_strides():
    """A result would be written to the copy."""
    f = ag.trace(lambda w, x: w + x, ag.spec("f32", [3, 4]), ag.spec("f32", [3, 4]), donate=["w"]).lower().compile()
    x = np.ones((4, 3), np.float32)
    with pytest.raises(ag.Error, match="argument w is donated, so a result takes over its memory, which must be in row-major "
                       r"order without gaps: pass numpy.ascontiguousarray\(w\)"):
        f(x.T, x.T)
    w = np.ascontiguousarray(x.T)
    assert f(w, x.T) is w and (w == 2).all() and (x == 1).all()
    assert f(w, w[::-1]) is w and (w == 4).all()
    with pytest.raises(ag.Error, match="argument w: dtype is f64, expected f32"):
        f(np.ones((3, 4)), x.T)
