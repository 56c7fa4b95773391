# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""numpy's common names by kind, and an example call of each that ag has.

The package itself (ag.core.names) has the name or the formula to use instead of a name, or that there is none yet.
docs/Python.md has the table; test/Python/test_numpy_table.py runs each call with numpy and with ag, and the formulas.
"""
from __future__ import annotations

#: All names by kind, as test/Docs/generate.py lists them.
NAMES = {
    "Elementwise": """abs absolute add subtract multiply divide true_divide floor_divide mod remainder negative power
        float_power square sqrt cbrt rsqrt reciprocal exp exp2 expm1 log log2 log10 log1p sin cos tan arcsin arccos arctan
        arctan2 sinh cosh tanh arcsinh arccosh arctanh hypot sinc deg2rad rad2deg floor ceil round rint trunc sign signbit
        copysign maximum minimum fmax fmin clip isnan isinf isfinite erf erfc sigmoid logaddexp""",
    "Comparisons, logic, bits": """equal not_equal less less_equal greater greater_equal logical_and logical_or logical_not
        logical_xor bitwise_and bitwise_or bitwise_xor left_shift right_shift where select allclose isclose""",
    "Reductions, scans, order": """sum prod max min mean var std median any all argmax argmin cumsum cumprod cummax
        cummin ptp average nansum nanmean quantile logsumexp logcumsumexp count_nonzero sort argsort top_k unique searchsorted bincount histogram diff""",
    "Shapes": """reshape ravel transpose swapaxes moveaxis expand_dims squeeze broadcast_to broadcast_arrays concatenate
        concat stack vstack hstack split array_split repeat tile flip roll pad atleast_2d""",
    "Indexing and writing": """take take_along_axis put_along_axis nonzero tril triu diag diagonal dynamic_slice
        dynamic_update_slice one_hot""",
    "Creation": """array asarray zeros ones full empty zeros_like ones_like full_like arange linspace eye identity
        meshgrid""",
    "Linear algebra": """dot matmul einsum tensordot inner outer vdot trace cross norm solve inv cholesky qr svd eigh""",
}

#: Differences from numpy. Two hold for all names, and are not listed: results are f32, and nothing is promoted.
DIFFERENCES = {
    "searchsorted": "without a `sorter`", "top_k": "of at most 64 elements",
    "cummax": "numpy's `maximum.accumulate`", "cummin": "numpy's `minimum.accumulate`",
    "arange": "bounds are integers", "clip": "its bounds are called `low` and `high`",
    "divide": "of floats alone", "true_divide": "of floats alone", "empty": "holds zeros", "logical_and": "of bool alone",
    "logical_not": "of bool alone", "logical_or": "of bool alone", "logical_xor": "of bool alone",
    "norm": "the 2-norm and that of Frobenius alone", "pad": "with one `value` alone",
    "select": "of one condition; nest them for more", "split": "a list of parts", "float_power": "of floats alone",
    "array_split": "parts of one size, or a list of places", "take": "along axis 0 by default; `mode` is error, clamp or fill",
    "transpose": "axes are given one by one", "where": "of three arguments",
    "concat": "`axis=None` ravels, as numpy's `concatenate` does",
}

_UNARY = """abs absolute negative square sqrt cbrt reciprocal exp exp2 expm1 log log2 log10 log1p sin cos tan arcsin arccos
    arctan sinh cosh tanh arcsinh arccosh arctanh sinc deg2rad rad2deg signbit
    floor ceil round rint trunc sign isnan isinf isfinite sum prod max min mean var std any all argmax argmin ptp nansum nanmean
    count_nonzero diff cumsum cumprod ravel transpose atleast_2d tril triu diag diagonal zeros_like ones_like trace"""
_BINARY = """arctan2 copysign add subtract multiply divide true_divide floor_divide mod remainder power float_power hypot maximum minimum
    fmax fmin logaddexp equal not_equal less less_equal greater greater_equal allclose isclose inner vdot outer"""

#: A call of each name that ag has, or has a formula for. x and y are positive floats of 3 x 4, i and j ints of 3 x 4 from 0
#: to 3, b and c bools, v four ascending floats.
CALLS = {
    **{name: f"np.{name}(x)" for name in _UNARY.split()}, **{name: f"np.{name}(x, y)" for name in _BINARY.split()},
    **{name: f"np.{name}(b, c)" for name in "logical_and logical_or logical_xor".split()},
    **{name: f"np.{name}(i, j)" for name in "bitwise_and bitwise_or bitwise_xor".split()},
    **{name: f"np.{name}([x, y])" for name in "concatenate concat stack vstack hstack".split()},
    **{name: f"np.{name}((2, 3))" for name in "zeros ones".split()},
    **{name: f"np.{name}(3)" for name in "arange eye identity".split()},
    "logical_not": "np.logical_not(b)", "left_shift": "np.left_shift(x, y)", "right_shift": "np.right_shift(x, y)",
    "where": "np.where(b, x, y)", "flip": "np.flip(x)", "clip": "np.clip(x, 0.5, 1)",
    "average": "np.average(x, weights=y)", "reshape": "np.reshape(x, (4, 3))", "swapaxes": "np.swapaxes(x, 0, 1)",
    "moveaxis": "np.moveaxis(x, 0, 1)", "expand_dims": "np.expand_dims(x, 1)", "squeeze": "np.squeeze(x[:1])",
    "broadcast_to": "np.broadcast_to(v, (3, 4))", "split": "np.split(x, 3)[1]", "array_split": "np.array_split(x, 3)[1]",
    "repeat": "np.repeat(x, 2)", "tile": "np.tile(x, 2)", "roll": "np.roll(x, 1)", "pad": "np.pad(x, 1)",
    "take": "np.take(x, i[0] % 3, axis=0)", "array": "np.array([1, 2])", "asarray": "np.asarray([1, 2])",
    "full": "np.full((2, 3), 4)", "empty": "np.empty(3) * 0", "full_like": "np.full_like(x, 2)",
    "linspace": "np.linspace(0, 1, 5)", "dot": "np.dot(x, v)", "matmul": "np.matmul(x, v)",
    "einsum": "np.einsum('ij,ij->i', x, y)", "tensordot": "np.tensordot(x, y, 2)", "norm": "np.linalg.norm(x)",
    "inv": "np.linalg.inv(x)", "solve": "np.linalg.solve(x, y)",
    "searchsorted": "np.searchsorted(x, y)", "bincount": "np.bincount(x, minlength=4)",
    "take_along_axis": "np.take_along_axis(x, y, 1)", "broadcast_arrays": "np.broadcast_arrays(x, y)[0]",
}

#: For names that numpy does not have, or has under another name: the call with ag, and the call with numpy.
MEANINGS = {
    "rsqrt": ("np.rsqrt(x)", "1 / np.sqrt(x)"), "top_k": ("np.top_k(x, 2)[0]", "np.sort(x)[:, :-3:-1]"), "sigmoid": ("np.sigmoid(x)", "1 / (1 + np.exp(-x))"),
    "erf": ("np.erf(x * 0)", "x * 0"), "erfc": ("np.erfc(x * 0)", "x * 0 + 1"), "logsumexp": ("np.logsumexp(x)", "np.log(np.exp(x).sum())"),
    "logcumsumexp": ("np.logcumsumexp(x, 0)", "np.log(np.exp(x).cumsum(0))"),
    "cummax": ("np.cummax(x, 0)", "np.maximum.accumulate(x)"), "cummin": ("np.cummin(x, 0)", "np.minimum.accumulate(x)"),
    "one_hot": ("np.one_hot(i[0], 4)", "np.eye(4)[i[0]]"), "dynamic_slice": ("", "x[1:3]"),
    "select": ("np.select(b, x, y)", "np.select([b], [x], y)"),
    "dynamic_update_slice": ("", "np.concatenate([x[:1], y])"),
}

#: The values of x and y if they are not positive floats of 3 x 4, and of other names in formulas.
ARGUMENTS = {
    "arcsin": "x / 2, y", "arccos": "x / 2, y", "arctanh": "x / 2, y", "arccosh": "x + 1, y",
    "left_shift": "i, j", "right_shift": "i, j", "searchsorted": "v, y", "bincount": "i[0], y", "take_along_axis": "x, i",
    "broadcast_arrays": "v, y", "atleast_2d": "v, y", "dynamic_update_slice": "x, y[1:]", "dynamic_slice": "x, y",
    "inv": "x[:, :3] + 4 * (v[:3, None] == v[:3]).astype('f4'), y",
    "solve": "x[:, :3] + 4 * (v[:3, None] == v[:3]).astype('f4'), y",
}
