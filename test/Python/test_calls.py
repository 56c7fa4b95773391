# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Which array of a call is which argument?"""
from collections import namedtuple

import numpy as np
import pytest

import ag

S = ag.spec("f32", [3])
A, B, C = (np.array([1, 2, 3], "f") * scale for scale in (1, 10, 100))
Point = namedtuple("Point", "x y")


def programs(folder, function, *specs):
    """What is called like the function: interpreted, compiled, and saved and loaded."""
    traced = ag.trace(function, *specs, name="f")
    compiled = traced.lower().compile(opt=1)
    compiled.save(folder / "f.so")
    return [lambda *arguments: traced.interpret(*arguments, precision="declared"), compiled, ag.load(folder / "f.so")]


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


def test_what_is_no_array_may_be_left_out():
    """Weights that were handed on, and None."""
    weight = ag.parameter("w", S)
    traced = ag.trace(lambda w, x, none, p: x - w[0] * 0 - p["a"], [weight], S, None, {"w": weight, "a": S})
    text = traced.as_text()
    assert text.count("ag.name") == 2 and '"x"' in text and '"p.a"' in text
    assert traced.flat_arguments((A, {"a": B})) == [A, B]
    assert traced.flat_arguments(([weight], A, None, {"a": B, "w": weight})) == [A, B]
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
    with pytest.raises(ag.Error, match="2 arguments are called p.a.b: rename the key of a dict that has a dot"):
        ag.trace(lambda p: p["a.b"], {"a.b": S, "a": {"b": S}})
