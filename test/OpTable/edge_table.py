# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Partials at points where a derivative is a choice. docs/Spec.md lists them, and test_edges.py tests them."""

#: An op, the points, and its partial there.
EDGES = [
    ("abs", "0", "0"),
    ("max, min of two values", "equal", "half each"),
    ("max, min with a constant known when compiling", "equal", "0: of ReLU, and of clamp at its bounds"),
    ("reduce max and min, windows of them", "k equal", "1/k each"),
    ("scatter set", "an update that a later one replaces, an element that is set", "0"),
    ("scatter max and min", "k of an element and its updates equal", "1/k each"),
    ("reduce prod", "zeros", "the product of the others, exact, in second order too"),
    ("pow(x, y) by x", "y = 0", "0, also at x = 0; else y pow(x, y - 1)"),
    ("pow(x, y) by y", "x = 0; x < 0", "0; NaN"),
    ("select", "not chosen", "0, also where that side's partial is inf or NaN"),
    ("slice, gather, update, branches", "not read, overwritten, not taken", "0, likewise"),
    ("sqrt, rsqrt, log, div", "0", "as the formula says, inf or NaN"),
    ("ag.linalg.norm", "zeros", "0, in second order too"),
    ("sigmoid, tanh, erf", "far out, infinity too", "0, never NaN"),
    ("softmax, log_softmax", "masked by -inf", "0, never NaN, unless a whole row is masked"),
    ("logsumexp", "nothing but -inf", "0"),
    ("std", "of one element", "0"),
    ("std", "of equal ones", "NaN, as that of sqrt at 0 is inf"),
    ("floor, ceil, round, trunc, comparisons, casts to integers", "anywhere", "none"),
    ("rem(x, y)", "y not 0", "1 by x, -trunc(x / y) by y"),
    ("gather, scatter", "outside, in mode error", "a failure"),
    ("gather, scatter", "outside, in mode clamp", "to the place that was read or written"),
    ("gather, scatter", "outside, in mode fill or drop", "none"),
    ("a reduction", "over nothing", "zeros"),
    ("f16, bf16", "anywhere", "slopes in f32, rounded once; sums in f32, also of cotangents, rounded once"),
]
