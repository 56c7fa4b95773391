# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ag: tensor programs, compiled.

    import ag

    def mlp(x, p):
        h = ag.nn.relu(x @ p["w1"] + p["b1"])
        return h @ p["w2"] + p["b2"]

    weights = ag.safetensors("mlp.safetensors")
    x = ag.spec("f32", ["batch", 784], batch=(1, 64))
    f = ag.trace(mlp, x, weights).lower().compile()
    f(images)
    f.save("mlp.so")
"""
# isort: skip_file
from ._ag import __version__
from .errors import Error
from .arrays import Array
from .dims import Dim
from .dtypes import DTYPES, DType
from .ops import *  # noqa: F403
from .ops import abs_ as abs, max_ as maximum, min_ as minimum, pow_ as power, round_ as round
from .elementwise import (
    clip, equal, floor_divide, greater, greater_equal, less, less_equal, logical_and, logical_not, logical_or,
    logical_xor, mod, not_equal, square, where,
)
from .coercion import broadcast_to
from .contraction import einsum, matmul
from .control import cond, fori_loop, region, scan, while_loop
from .creation import arange, array, full, iota, ones, ones_like, zeros, zeros_like
from .indexing import take
from .parameters import Parameter, Weights, parameter, safetensors
from .reductions import log_softmax, max, mean, min, prod, softmax, sum
from .shaping import concat, expand_dims, pad, reshape, squeeze, stack, swapaxes, transpose
from .specs import Spec, spec
from .programs import Compiled, Loaded, Lowered, load
from .stages import Traced, trace
from . import nn, ops, random, testing
