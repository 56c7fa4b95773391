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
from . import operators as _operators  # installs them in arrays
from .dims import Dim
from .dtypes import DTYPES, DType
from .ops import *  # noqa: F403
from .ops import abs_ as abs, max_ as maximum, min_ as minimum, pow_ as power
from .ops import mul as multiply, neg as negative, shard, sub as subtract
from .elementwise import (
    clip, equal, floor_divide, greater, greater_equal, isfinite, isinf, isnan, less, less_equal, logical_and,
    logical_not, logical_or, logical_xor, mod, not_equal, round, sign, square, true_divide as divide, where,
)
from .coercion import broadcast_to
from .contraction import dot, einsum, matmul, outer, tensordot
from .control import cond, fori_loop, scan, while_loop
from .creation import (
    arange, array, full, full_like, iota, linspace, one_hot, ones, ones_like, zeros, zeros_like,
)
from .indexing import take
from .joining import concat, concat as concatenate, hstack, pad, repeat, roll, split, stack, tile, vstack
from .matrices import diag, eye, tril, triu
from .nn import gelu, relu, silu
from .parameters import Parameter, Weights, parameter, safetensors
from .regions import checkpoint, custom_vjp, region
from .reductions import (
    all, any, count_nonzero, diff, log_softmax, logsumexp, max, min, prod, softmax, sum,
)
from .searching import argmax, argmin
from .shaping import expand_dims, moveaxis, ravel, reshape, squeeze, swapaxes, transpose
from .specs import Spec, spec
from .statistics import mean, std, var
from .windows import avg_pool, conv, conv_transpose, max_pool
from .programs import Compiled, Loaded, Lowered, load, save
from .sharding import Sharded
from .stages import Traced, trace
from .transforms import grad, jvp, value_and_grad, vjp
from .batching import vmap
from .jacobians import hessian, hvp, jacfwd, jacrev, linearize
from .names import absent as _absent
from . import linalg, nn, ops, optim, random, testing, tree

__getattr__ = _absent(__name__)
