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
from importlib import import_module as _import_module
from typing import TYPE_CHECKING as _TYPE_CHECKING

from ._ag import __version__
from .core.errors import Error
from .core.arrays import Array
from .numpy import operators as _operators  # installs them in arrays
from .core.dims import Dim
from .core.dtypes import DTYPES, DType
from .ops import *  # noqa: F403
from .ops import abs_ as abs, max_ as maximum, min_ as minimum, pow_ as power
from .ops import mul as multiply, neg as negative, shard, sub as subtract
from .numpy.elementwise import (
    bitwise_and, bitwise_not, bitwise_or, bitwise_xor, clip, copysign, equal, floor_divide, greater, greater_equal, isfinite,
    isinf, isnan, left_shift, less, less_equal, logical_and, logical_not, logical_or, logical_xor, mod, not_equal,
    right_shift, round, sign, signbit, square, true_divide as divide, where,
)
from .core.coercion import broadcast_to
from .numpy.contraction import dot, einsum, matmul, outer, tensordot
from .transforms.control import cond, fori_loop, scan, while_loop
from .numpy.creation import (
    arange, array, full, full_like, iota, linspace, one_hot, ones, ones_like, zeros, zeros_like,
)
from .numpy.cumulative import cummax, cummin, cumprod, cumsum, logcumsumexp
from .numpy.indexing import take, take_along_axis
from .numpy.joining import concat, concat as concatenate, flip, hstack, pad, repeat, roll, split, stack, tile, vstack
from .numpy.matrices import diag, eye, tril, triu
from .nn import gelu, relu, silu
from .core.parameters import Parameter, Tensors, Weights, parameter, safetensors, tensors
from .transforms.regions import checkpoint, custom_vjp, region
from .numpy.reductions import (
    all, any, count_nonzero, diff, log_softmax, logsumexp, max, min, prod, softmax, sum,
)
from .numpy.searching import argmax, argmin, searchsorted, top_k
from .numpy.shaping import expand_dims, moveaxis, ravel, reshape, squeeze, swapaxes, transpose
from .core.specs import Spec, spec
from .numpy.statistics import mean, std, var
from .numpy.transcendental import (
    arccos, arccosh, arcsin, arcsinh, arctan, arctan2, arctanh, cbrt, cosh, deg2rad, erfc, exp2, hypot, log10, logaddexp,
    rad2deg, sinc, sinh, tan,
)
from .numpy.windows import avg_pool, conv, conv_transpose, lp_pool, max_pool
from .programs.artefacts import Compiled, Loaded, Lowered, load, save
from .programs.devices import DeviceArray, device_array
from .programs.sharding import Sharded
from .programs.stages import Traced, trace
from .transforms.derivatives import grad, jvp, value_and_grad, vjp
from .transforms.batching import vmap
from .transforms.jacobians import hessian, hvp, jacfwd, jacrev, linearize
from .core.names import absent as _absent
from . import linalg, nn, ops, optim, random, testing, tree

# The package of modules is not a name of ag: ag itself has its names, and ag.numpy is advice. A reload does not set it.
globals().pop("numpy", None)
_absent_name = _absent(__name__)

if _TYPE_CHECKING:
    from . import onnx, torch


def __getattr__(name: str) -> object:
    """Returns a module that imports models, which is loaded at its first use, or raises the error for a name that is none."""
    if name in ("onnx", "torch"):
        return _import_module(f"{__name__}.{name}")
    return _absent_name(name)
