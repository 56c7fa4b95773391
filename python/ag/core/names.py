# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What does a message advise for a name of numpy, PyTorch or JAX that ag does not have? Its name in ag, or "not yet".

    ag.cat      write ag.concat                 SPELLINGS
    ag.nn.ReLU  write ag.relu                   a name that differs in capitals and underscores only
    np.ptp(x)   write ag.max(x) - ag.min(x)     FORMULAS
    x.item      write x, as it is: ...          METHODS
    ag.sort     not yet                         NOT_YET, and all functions of numpy
"""
from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from typing import Any, NoReturn

import numpy as np

from .dtypes import spelled_dtype

#: The names that ag has for functions of numpy, PyTorch and JAX.
SPELLINGS = {
    "acos": "ag.arccos", "acosh": "ag.arccosh", "asin": "ag.arcsin", "asinh": "ag.arcsinh", "atan": "ag.arctan", "atan2":
    "ag.arctan2", "atanh": "ag.arctanh", "degrees": "ag.rad2deg", "radians": "ag.deg2rad",
    "absolute": "ag.abs", "amax": "ag.max", "amin": "ag.min", "around": "ag.round", "as_tensor": "ag.array",
    "asarray": "ag.array", "astype": "x.astype('f32')", "bmm": "ag.matmul", "cat": "ag.concat", "chunk": "ag.split",
    "cumlogsumexp": "ag.logcumsumexp", "cumulative_prod": "ag.cumprod", "cumulative_sum": "ag.cumsum",
    "clamp": "ag.clip", "empty": "ag.zeros", "empty_like": "ag.zeros_like", "eq": "ag.equal", "fabs": "ag.abs",
    "fix": "ag.trunc", "flatten": "ag.ravel", "fmod": "ag.rem", "from_numpy": "ag.array", "ge": "ag.greater_equal",
    "gt": "ag.greater", "identity": "ag.eye", "index_select": "ag.take", "inf": "math.inf", "le":
    "ag.less_equal", "lt": "ag.less", "manual_seed": "ag.random.key", "mm": "ag.matmul", "movedim": "ag.moveaxis",
    "mv": "ag.matmul", "nan": "math.nan", "ne": "ag.not_equal", "newaxis": "None", "permute": "ag.transpose",
    "permute_dims": "ag.transpose", "pi": "math.pi", "pow": "ag.power", "rand": "ag.random.uniform", "randn":
    "ag.random.normal", "remainder": "ag.mod", "rint": "ag.round", "row_stack": "ag.vstack", "tensor": "ag.array",
    "topk": "ag.top_k", "true_divide": "ag.divide", "unsqueeze": "ag.expand_dims", "view": "ag.reshape",
    "conv_general_dilated": "ag.conv", "e": "math.e", "invert": "ag.bitwise_not",
    "Tensor": "ag.Array", "ndarray": "ag.Array", "functional": "ag.nn", "lax": "ag", "numpy": "ag", "no_grad":
    "ag.stop_gradient", "masked_fill": "ag.where", "swish": "ag.silu",
    "binary_cross_entropy": "ag.nn.binary_cross_entropy_with_logits", "l2_norm": "ag.linalg.norm", "vector_norm":
    "ag.linalg.norm", "float_power": "ag.power", "select":
    "ag.where", "array_split": "ag.split",
    "BCEWithLogitsLoss": "ag.nn.binary_cross_entropy_with_logits", "CrossEntropyLoss": "ag.nn.cross_entropy",
    "KLDivLoss": "ag.nn.kl_div", "smooth_l1_loss": "ag.nn.huber_loss",
    "PRNGKey": "ag.random.key", "default_rng": "ag.random.key", "seed": "ag.random.key", "random_sample":
    "ag.random.uniform", "standard_normal": "ag.random.normal",
    "apply_updates": "ag.optim.apply", "clip_by_global_norm": "ag.optim.clip_by_norm", "clip_grad_norm_":
    "ag.optim.clip_by_norm", "CosineAnnealingLR": "ag.optim.cosine", "cosine_decay_schedule": "ag.optim.cosine",
    "LinearLR": "ag.optim.linear", "linear_schedule": "ag.optim.linear", "StepLR": "ag.optim.steps",
    "MultiSteps": "ag.optim.accumulate", "AveragedModel": "ag.optim.ema", "incremental_update": "ag.optim.ema",
    "dot_product_attention": "ag.nn.scaled_dot_product_attention",
    "integers": "ag.random.randint", "randperm": "ag.random.permutation", "shuffle": "ag.random.permutation",
    "tree_map": "ag.tree.map", "tree_flatten": "ag.tree.flatten", "tree_unflatten": "ag.tree.unflatten", "tree_leaves":
    "ag.tree.leaves", "tree_util": "ag.tree", "flatten_dict": "ag.tree.to_dict", "unflatten_dict": "ag.tree.from_dict",
    "state_dict": "ag.tree.to_dict", "load_state_dict": "ag.tree.from_dict",
    **{f"{name}{rank}d": f"ag.{name}" for rank in (1, 2, 3)
       for name in ("avg_pool", "conv", "conv_transpose", "lp_pool", "max_pool")},
}

NO_VALUE, ONE_TARGET = "x, as it is: only results have values", "x: a program has one target"
IMMUTABLE, GRADIENT = "x: arrays don't change", "ag.grad(f), of the function f that computes it"
REAL, COMPILED = "x: there are no complex numbers", "ag.trace(f, *specs).lower().compile()"

#: Newton's iteration for the inverse of a matrix x (Ben-Israel, "A note on an iterative method for generalized inversion
#: of matrices", 1966).
INVERSE = "ag.fori_loop(0, 50, lambda k, z: 2 * z - z @ x @ z, x.T / (x * x).sum())"

#: Advice for names whose purpose ag serves in another way.
IDIOMS = {
    "Module": "a function of a nest of parameters and of arrays, as in def net(p, x): return x @ p[\"w\"]",
    "Sequential": "a function that calls one after the other, as in def net(p, x): return g(p[1], f(p[0], x))",
    "backward": GRADIENT, "compile": COMPILED, "device": "nothing: a program has one target",
    "function": COMPILED, "jit": COMPILED,
}

#: Formulas for functions of arrays x and y that ag does not have. Conditions on x and y follow ", for".
FORMULAS = {
    "allclose": "ag.all(ag.abs(x - y) <= 1e-8 + 1e-5 * ag.abs(y))",
    "array_equal": "ag.all(x == y)",
    "atleast_2d": "x[None], for an x of rank 1",
    "average": "ag.sum(x * y) / ag.sum(y), for weights y",
    "bincount": "ag.one_hot(x, n, 'i64').sum(0), for n bins",
    "broadcast_arrays": "ag.broadcast_to(x, y.shape), for a larger y",
    "diagonal": "ag.diag(x)",
    "dynamic_slice": "x[i:i + n]",
    "dynamic_update_slice": "x.at[i:i + n].set(y)",
    "fliplr": "ag.flip(x, 1)",
    "flipud": "ag.flip(x, 0)",
    "fmax": "ag.where(ag.isnan(x), y, ag.where(ag.isnan(y), x, ag.maximum(x, y)))",
    "fmin": "ag.where(ag.isnan(x), y, ag.where(ag.isnan(y), x, ag.minimum(x, y)))",
    "inner": "x @ y.T, for a rank of at most 2",
    "inv": f"{INVERSE}, for a matrix that has an inverse",
    "isclose": "ag.abs(x - y) <= 1e-8 + 1e-5 * ag.abs(y)",
    "l1_loss": "ag.abs(x - y).mean()",
    "matrix_transpose": "ag.swapaxes(x, -1, -2)",
    "nanmean": "ag.sum(ag.where(ag.isnan(x), 0, x)) / ag.sum(~ag.isnan(x)).astype('f32')",
    "nansum": "ag.sum(ag.where(ag.isnan(x), 0, x))",
    "ptp": "ag.max(x) - ag.min(x)",
    "reciprocal": "1 / x",
    "solve": f"{INVERSE} @ y, for a matrix that has an inverse",
    "trace": "ag.diag(x).sum()",
    "vdot": "ag.sum(x * y)",
}

#: Advice for the method x.name if no function has that name.
METHODS = {
    "backward": GRADIENT, "bfloat16": "x.astype('bf16')", "bool": "x.astype('i1')", "clone": IMMUTABLE,
    "conj": REAL, "contiguous": "x: all arrays are", "copy": IMMUTABLE, "copy_": "x = y", "cpu": ONE_TARGET,
    "cuda": ONE_TARGET,
    "detach": "ag.stop_gradient(x)", "device": ONE_TARGET, "dim": "x.ndim", "double": "x.astype('f64')",
    "expand": "ag.broadcast_to(x, shape)", "expand_as": "ag.broadcast_to(x, y.shape)",
    "fill": "ag.full_like(x, value)", "float": "x.astype('f32')", "grad": GRADIENT,
    "H": "ag.swapaxes(x, -1, -2)", "half": "x.astype('f16')",
    "int": "x.astype('i32')", "item": NO_VALUE, "long": "x.astype('i64')", "mT": "ag.swapaxes(x, -1, -2)",
    "nelement": "x.size", "numel": "x.size", "numpy": NO_VALUE, "real": REAL, "requires_grad": GRADIENT,
    "requires_grad_": GRADIENT,
    "set": "x.at[i].set(v)", "t": "x.T", "to": "x.astype('f32'), for an element type", "tolist": NO_VALUE,
    "type": "x.astype('f32')", "view_as": "x.reshape(y.shape)", "zero_": "x = ag.zeros_like(x)",
}

#: Advice for methods that x.at[i] does not have.
OF_UPDATES = {
    "apply": "x.at[i].set(f(x[i]))", "divide": "x.at[i].set(x[i] / v)", "get": "x[i]", "mul": "x.at[i].set(x[i] * v)",
    "multiply": "x.at[i].set(x[i] * v)", "power": "x.at[i].set(x[i] ** v)", "subtract": "x.at[i].add(-v)",
}

#: Functions of PyTorch and JAX that ag does not have yet. Those of numpy are looked up in numpy.
NOT_YET = set("""
    adamax associative_scan ctc_loss erfinv fft gather
    index_add kthvalue lamb lgamma
    masked_select multinomial pmap scatter scatter_add
    segment_sum switch unfold
""".split())

_MODULES = ("ag", "ag.nn", "ag.linalg", "ag.optim", "ag.random", "ag.tree")


def absent(module: str) -> Callable[[str], NoReturn]:
    """Returns the __getattr__ of a module: it raises an AttributeError with advice for names that the module lacks."""

    def missing(name: str) -> NoReturn:
        refuse(f"module {module!r}", name, advice(name, module) or _offered(module, name))

    return missing


def refuse(owner: str, name: str, instead: str | None) -> NoReturn:
    """Raises an AttributeError with the advice `instead`."""
    raise AttributeError(f"{owner} has no attribute {name!r}" + (f": {instead}" if instead else ""), name=name)


def advice(name: str, module: str = "ag") -> str | None:
    """Returns advice for a name that the module does not have. Returns None if numpy, PyTorch and JAX do not either."""
    if name.startswith("_"):
        return None
    spelled = _listed(name, SPELLINGS, IDIOMS, FORMULAS) or _find(name, inspect.isfunction) or _element_type(name)
    return f"write {spelled}" if spelled else _not_yet(name)


def advice_for_array(name: str) -> str | None:
    """Returns advice for a method that arrays do not have, or for a function of numpy that is called on an array x.
    Returns None if the name is unknown."""
    if name.startswith("_"):
        return None
    if name.endswith("_") and name not in METHODS and advice_for_array(name[:-1]):
        return f"arrays don't change; in x = ... {advice_for_array(name[:-1])}"
    spelled = _listed(name, METHODS, FORMULAS, SPELLINGS) or _find(name, _takes_array)
    return f"write {spelled}" if spelled else _not_yet(name)


def advice_for_update(name: str) -> str:
    """Returns advice for a method that x.at[i] does not have."""
    return f"write {OF_UPDATES[name]}" if name in OF_UPDATES else "there are set, add, max and min"


def _not_yet(name: str) -> str | None:
    is_known = _plain(name) in map(_plain, NOT_YET) or _is_function_of_numpy(name)
    return "not yet, ag has no such function so far" if is_known else None


def _offered(module: str, name: str) -> str | None:
    """Returns the list of names in the module's __all__ as a message, or None if it has no __all__."""
    offered = vars(sys.modules[module]).get("__all__", [])
    return f"there are {', '.join(offered)}" if offered and not name.startswith("_") else None


def _plain(name: str) -> str:
    return name.replace("_", "").lower()


def _listed(name: str, *tables: dict[str, str]) -> str | None:
    """Returns the entry of the first table with the name, or with one that differs in capitals and underscores only.
    Returns None if no table has one."""
    for same in (str, _plain):
        for table in tables:
            for own, written in table.items():
                if same(own) == same(name):
                    return written
    return None


def _find(name: str, is_meant: Callable[[Any], bool]) -> str | None:
    """Returns module.name of a value of the package with this name, or one that differs in capitals and underscores
    only. `is_meant` says which values count. Returns None if there is none."""
    for same in (str, _plain):
        for module in _MODULES:
            for own, value in vars(sys.modules.get(module, inspect)).items():
                if same(own) == same(name) and not own.startswith("_") and is_meant(value):
                    return f"{module}.{own}"
    return None


def _takes_array(value: Any) -> bool:
    if not inspect.isfunction(value):
        return False
    return any("ArrayLike" in str(parameter.annotation) for parameter in inspect.signature(value).parameters.values())


def _element_type(name: str) -> str | None:
    """Returns the element type that numpy and PyTorch call `name`, as in ag.float32. Returns None if there is none."""
    dtype = spelled_dtype(name.rstrip("_")) if len(name) > 2 else None  # shorter names are numpy's codes
    return None if dtype is None else f"{dtype.name!r}"


def _is_function_of_numpy(name: str) -> bool:
    return any(callable(getattr(module, name, None)) and not isinstance(getattr(module, name), type)
               for module in (np, np.linalg, np.random))
