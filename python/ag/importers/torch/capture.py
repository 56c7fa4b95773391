# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How does a module of PyTorch become a graph? torch.export captures it on stretched examples. A program with writes in place
is made functional, and ops without a rule are decomposed. Layers for which there is a rule stay as they are.

All of this needs the package torch.
"""
from __future__ import annotations

import contextlib
import copy
import functools
import inspect
import io
import json
import re
import traceback
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...core.dtypes import DType, DTYPES
from ...core.errors import Error
from ...core.source import Place, find_place
from ...core.specs import Spec, spec
from ..graph import Graph, Tensor
from ..packages import required
from . import blocks, composites
from .examples import Examples
from .files import is_users
from .framework import ATEN
from .reader import of_description

#: The oldest version of PyTorch whose descriptions the reader knows.
OLDEST = (2, 9)

#: The package to install.
ADVICE = "pip install torch==2.15.0 --index-url https://download.pytorch.org/whl/cpu"


class NotFunctional(Error):
    """The error for a program whose writes in place PyTorch cannot replace."""


@dataclass
class Captured:
    """A captured model: its exported program, the graph, and specs of inputs that name dimensions. `by_name` has the weights
    and constants. `module` is the one that was captured, and `examples` its arguments; both are None for an exported
    program."""

    exported: Any
    graph: Graph
    specs: dict[str, Spec]
    by_name: dict[str, Tensor]
    module: Any = None
    examples: Examples | None = None

    def tensors(self) -> dict[str, Any]:
        """Returns the module's parameters and buffers by name."""
        if self.module is None:
            return {**self.exported.state_dict, **self.exported.constants}
        return {**dict(self.module.named_parameters(remove_duplicate=False)),
                **dict(self.module.named_buffers(remove_duplicate=False))}

    @property
    def weights(self) -> list[str]:
        """The names of the weights that the graph reads."""
        return list(dict.fromkeys(tensor.name for tensor in self.graph.tensors.values() if tensor.is_weight))

    @property
    def shares(self) -> dict[str, str]:
        """The names of tensors with the elements of weights that the graph reads, and these weights' names. Tied weights have
        several."""
        read = set(self.weights)
        return {name: tensor.name for name, tensor in self.by_name.items() if tensor.name in read}

    @property
    def buffers(self) -> dict[str, str]:
        """The names of the buffers that are states, by those of the graph's inputs."""
        written = self.exported.graph_signature.buffers_to_mutate
        return {state: written[result] for state, result in self.graph.states.items()}


@functools.cache
def package() -> Any:
    """Returns the package torch. Raises an Error if it is missing or too old."""
    return required("torch", "an import of a PyTorch model", OLDEST, ADVICE)


def capture(model: Any, args: tuple, kwargs: Mapping[str, Any], dynamic_shapes: Any) -> Captured:
    """Returns a module, or an exported program, as a graph."""
    torch = package()
    if isinstance(model, torch.export.ExportedProgram):
        if args or dynamic_shapes is not None or not all(isinstance(each, Spec) for each in kwargs.values()):
            raise Error("an exported program takes no examples: it has its own types", ["give specs by the names of its inputs"])
        return _of_exported(model, dict(kwargs), find_place())
    if not isinstance(model, torch.nn.Module):
        raise Error(f"the model is a {type(model).__name__}, expected a torch.nn.Module, an ExportedProgram, or the path of a "
                    ".pt2 file")
    examples = Examples(model, args, kwargs, dynamic_shapes)
    stretched, named = examples.stretched()
    place = _place_of(model)
    with _unchanged(model.buffers()):
        exported = _exported(model, stretched, named, dynamic_shapes, is_strict=False)
        try:
            captured = _of_exported(exported, _specs(exported, examples), place)
        except NotFunctional:
            # A tensor that the model writes, and that is no buffer of its own, is found by PyTorch's analysis of bytecode alone.
            exported = _exported(model, stretched, named, dynamic_shapes, is_strict=True)
            captured = _of_exported(exported, _specs(exported, examples), place)
    captured.module, captured.examples = model, examples
    return captured


@contextlib.contextmanager
def _unchanged(buffers: Iterable[Any]) -> Iterator[None]:
    """Restores buffers that are written within a with statement. An export runs a model's writes to tensors that are not
    attributes of their own, such as elements of lists."""
    before = [(each, each._version, each.detach().clone()) for each in buffers if not each.is_inference()]
    try:
        yield
    finally:
        with package().no_grad():
            for each, version, elements in before:
                if each._version != version:
                    each.copy_(elements)


def _exported(model: Any, args: tuple, kwargs: dict[str, Any], dynamic_shapes: Any, is_strict: bool) -> Any:
    torch = package()
    is_inference = any(each.is_inference() for each in (*model.parameters(), *model.buffers()))

    def export() -> Any:
        # Blocks without gradients are recorded only if there are gradients outside of them. Weights that inference mode
        # made have none outside of that mode.
        with torch.inference_mode(is_inference), torch.enable_grad(), composites.kept(), blocks.detached(), \
                warnings.catch_warnings():
            # PyTorch assigns to the layers of which it makes ops.
            warnings.filterwarnings("ignore", message=".*were assigned during export.*")
            return torch.export.export(model, args, kwargs, dynamic_shapes=dynamic_shapes, strict=is_strict)

    try:
        return export()
    except Exception as error:  # torch's own, of many classes
        if dynamic_shapes is not None:
            # PyTorch refuses ranges in which a computed size, as that of x[1:], can be 1. It does not if it takes no size
            # for 1 that it does not know; the program checks sizes that have to be equal.
            with contextlib.suppress(Exception), torch.fx.experimental._config.patch(backed_size_oblivious=True):
                return export()
        raise _refusal(model, error) from None


def _refusal(model: Any, error: Exception) -> Error:
    """Returns PyTorch's reason why a model cannot be exported, at the user's line."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    reason = " ".join(lines[:3]) or type(error).__name__
    frames = [frame for frame in traceback.extract_tb(error.__traceback__)
              if is_users(frame.filename)]
    place = Place(frames[-1].filename, frames[-1].lineno or 1, 1, 2, frames[-1].name,
                  text=frames[-1].line or "") if frames else find_place()
    notes = [line for line in lines[3:12] if line.startswith("-") or "Suggested" in line or " = Dim" in line]
    return Error(f"PyTorch cannot export {type(model).__name__}: {reason}", [*notes, *_advice(reason)], place)


def _advice(reason: str) -> list[str]:
    """Returns advice on PyTorch's reasons."""
    known = (
        (r"specialized it to be a constant", "leave the dimension out of dynamic_shapes: a loop of Python over it, or a "
                                             "comparison with a number, makes PyTorch fix its size; LSTM, GRU, RNN and "
                                             "torch's while_loop and scan are loops of any length"),
        (r"specialized|Constraints violated|not all values", "leave the dimension out of dynamic_shapes, or give it the range "
                                                             "that PyTorch suggests"),
        (r"data.dependent|unbacked|Could not guard|GuardOnData", "the program's form depends on elements of arrays: use "
                                                                "torch.where or torch.cond in the model"),
    )
    return [advice for pattern, advice in known if re.search(pattern, reason, re.IGNORECASE)][:1] or \
        ["docs/Importing.md has what torch.export needs; torch.export.draft_export(model, args) reports all places"]


def _specs(exported: Any, examples: Examples) -> dict[str, Spec]:
    """Returns specs of the inputs with named dimensions."""
    names = exported.graph_signature.user_inputs
    specs = {}
    for name, (leaf, dims) in zip(names, examples.leaves):
        named = {dim: each for dim, each in dims.items() if getattr(each, "__name__", "").isidentifier()}
        if isinstance(name, str) and named:
            listed = [named[dim].__name__ if dim in named else size for dim, size in enumerate(leaf.shape)]
            if len(named) == len(dims):
                ranges = {each.__name__: (each.min or 0, each.max) for each in named.values()
                          if getattr(each, "max", None) is not None and each.max < 2**62}
                specs[name] = spec(dtype_of(leaf), listed, **ranges)
    return specs


# The graph -------------------------------------------------------------------------------------


def _place_of(model: Any) -> Place:
    """Returns the line of the module's forward, or that of the call for a module of PyTorch's own."""
    code = getattr(inspect.unwrap(type(model).forward), "__code__", None)
    if code is None or not is_users(code.co_filename):
        return find_place()
    return Place(code.co_filename, code.co_firstlineno, 1, 2, code.co_name)


def _of_exported(exported: Any, specs: dict[str, Spec], place: Place) -> Captured:
    torch = package()
    try:
        with torch.no_grad(), warnings.catch_warnings():
            # Caches that are no buffers are constants, until PyTorch's analysis of bytecode finds them.
            warnings.filterwarnings("ignore", message=".*not properly registered as a parameter.*")
            functional = blocks.without_blocks(exported)
            # PyTorch exports a program again to decompose it, which takes longer than the first export.
            if _trains(exported) or not all(map(_is_kept, _calls(functional))):
                functional = functional.run_decompositions(_decompositions(exported))
            else:
                functional.graph.eliminate_dead_code(lambda node: node.op in ("placeholder", "output"))
    except Exception as error:
        reason = _refusal(exported, error)
        raise NotFunctional(reason.message, reason.notes, reason.place) from None
    name = "model"
    tensors = _tensors(functional)
    return Captured(functional, of_description(description(functional), tensors, name, place), specs, tensors)


def _calls(exported: Any) -> list[Any]:
    """Returns the functions that a program and its bodies call."""
    modules = [each for each in exported.graph_module.modules() if isinstance(each, package().fx.GraphModule)]
    return [node.target for module in modules for node in module.graph.nodes if node.op == "call_function"]


def _is_kept(target: Any) -> bool:
    """Returns true if a function stays as it is in a program without writes: it has a rule, or is Python's own."""
    if isinstance(target, package()._ops.OpOverload):
        return str(target) in ATEN and not target._schema.is_mutable
    return not isinstance(target, package()._ops.HigherOrderOperator) or f"higher_order.{target.name()}" in ATEN


def _trains(exported: Any) -> bool:
    """Returns true if a program writes moving averages, of which its op does not say that it writes them."""
    return any(node.target is package().ops.aten.batch_norm.default and node.args[5] for node in exported.graph.nodes)


def _decompositions(exported: Any) -> dict[Any, Any]:
    """Returns PyTorch's decompositions of ops without a rule."""
    torch = package()
    table = torch.export.default_decompositions()
    trains = _trains(exported)
    for op in [op for op in table if str(op) in ATEN]:
        if not (trains and op is torch.ops.aten.batch_norm.default):
            table.pop(op)
    return table


def description(exported: Any) -> Any:
    """Returns what torch.export.save writes of a program, without its weights."""
    torch = package()
    bare = copy.copy(exported)
    empty = torch.empty(0)
    bare._state_dict = {name: torch.nn.Parameter(empty) if isinstance(each, torch.nn.Parameter) else empty
                        for name, each in exported.state_dict.items()}
    bare._constants = {name: empty if isinstance(each, torch.Tensor) else each for name, each in exported.constants.items()}
    bare._example_inputs = None
    # The classes of arguments and results, which a file may not be able to name, are not read.
    bare._module_call_graph = []
    buffer = io.BytesIO()
    torch.export.save(bare, buffer)
    with zipfile.ZipFile(buffer) as archive:
        name, = [name for name in archive.namelist() if name.endswith("models/model.json")]
        return json.loads(archive.read(name))


def dtype_of(tensor: Any) -> DType:
    """Returns the element type of a tensor."""
    name = str(tensor.dtype).removeprefix("torch.")
    found = next((dtype for dtype in DTYPES.values() if dtype.numpy_name == name), None)
    if found is None:
        raise Error(f"a tensor has elements of {name}, which are not supported")
    return found


def _tensors(exported: Any) -> dict[str, Tensor]:
    """Returns the weights and constants of a program by name. Tensors of the same elements are one, with the first's name."""
    found: dict[Any, Tensor] = {}
    tensors = {}
    for name, each in {**exported.state_dict, **exported.constants}.items():
        if not isinstance(each, package().Tensor):
            continue
        key = (each.untyped_storage().data_ptr(), each.storage_offset(), each.dtype, tuple(each.shape), each.stride())
        key = key if each.numel() else name
        if key not in found:
            found[key] = Tensor(dtype_of(each), tuple(each.shape), lambda each=each: elements(each),  # type: ignore[misc]
                                name in exported.state_dict, name)
        tensors[name] = found[key]
    return tensors


def elements(tensor: Any) -> np.ndarray:
    """Returns the elements of a tensor, without a copy if it is contiguous on the CPU. bf16 is uint16."""
    torch = package()
    if tensor.device.type == "meta":
        raise Error("a weight of the module is on the device meta, which has no elements", ["model.to_empty(device='cpu')"])
    plain = tensor.detach().cpu().contiguous()
    return plain.view(torch.uint16).numpy() if plain.dtype is torch.bfloat16 else plain.numpy()
