# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The least cost of a program, by counts that can be done by hand."""
import numpy as np
import pytest
from model import traced as traced_minilm

import ag

X = ag.spec("f32", ["batch", 12], batch=(1, 64))
W = ag.parameter("w", ag.spec("bf16", [12, 5]))


def test_contraction():
    """A parameter counts once, however often it is used. Sizes are required, and checked."""
    traced = ag.trace(lambda x: (x.astype("bf16") @ W) + (x.astype("bf16") @ W), X, name="f")
    expected = {"flops": 2 * (2 * 7 * 12 * 5) + 7 * 5, "bytes": 4 * 7 * 12 + 2 * 12 * 5 + 2 * 7 * 5}
    assert traced.cost(batch=7) == traced.lower().cost(batch=7) == expected
    with pytest.raises(ag.Error, match=r"the sizes are \[\], expected \['batch'\]"):
        traced.cost()
    with pytest.raises(ag.Error, match="batch is 65, expected 1 to 64"):
        traced.cost(batch=65)


COUNTS = [
    (lambda x: ag.exp(x) + 1.0, 2 * 6),
    (lambda x: x.sum(), 6),
    (lambda x: ag.where(x > 0, x, 0.0), 6),
    (lambda x: x.astype("i32") + 1, 0),
    (lambda x: ag.concat([x, x]).reshape(3, 4), 0),
    (lambda x: ag.fori_loop(0, 10, lambda i, c: c * 2 + x, x), 10 * 2 * 6),
    (lambda x: ag.fori_loop(0, 10, lambda i, c: ag.concat([c[1:], c[:1]]), x), 0),
    (lambda x: ag.fori_loop(2, 10, lambda i, c: ag.fori_loop(0, i, lambda j, d: d * x, c + x), x), (8 + 44) * 6),
    (lambda x: ag.cond(x.sum() > 0, lambda: ag.exp(x) * x, lambda: x + 1), 6 + 1 + 2 * 6),
]


@pytest.mark.parametrize("function, flops", COUNTS, ids=range(len(COUNTS)))
def test_counts(function, flops):
    assert ag.trace(function, ag.spec("f32", [2, 3]), name="f").cost()["flops"] == flops


def test_compiled_programs():
    compiled = ag.trace(lambda x: x * 2, np.zeros(8, np.float32), name="f").lower().compile(opt=1)
    assert compiled.cost() == {"flops": 8, "bytes": 64}


def test_what_values_decide():
    """Work that is known only after the program has run is refused, with its location."""
    grow = ag.trace(lambda x: ag.while_loop(lambda c: c.sum() < 9, lambda c: c * 3, x), ag.spec("f32", [2]), name="f")
    with pytest.raises(ag.Error, match=r"test_cost.py:\d+(.|\n)*the number of iterations depends on values"):
        grow.cost()
    repeat = ag.trace(lambda x, n: ag.fori_loop(0, n, lambda i, c: c * 3, x), ag.spec("f32", [2]), ag.spec("i64", []),
                      name="f")
    with pytest.raises(ag.Error, match="the number of iterations depends on values"):
        repeat.cost()


def test_real_model():
    """MiniLM costs the formula of its contractions, and less than 5% more."""
    tokens, width, layers = 2 * 32, 384, 6
    contractions = layers * tokens * (2 * 12 * width * width + 4 * 32 * width)
    assert contractions < traced_minilm().cost(batch=2, seq=32)["flops"] < 1.05 * contractions
