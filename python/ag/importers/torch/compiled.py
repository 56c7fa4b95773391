# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How is a compiled model called like the module that it comes from? Arguments are flattened as torch.export has done, and
results get the classes of the model.

Weights are those at compile(): see loaded.py. Buffers that the model writes are the module's own memory.
"""
from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..._ag import Failure
from ...core.errors import Error, shown
from ...programs.artefacts import as_error
from ...programs.stages import Traced
from ..program import Program
from .capture import Captured, package
from .framework import FRAMEWORK
from .gradients import is_float
from .loaded import Loaded


class Compiled:
    """A compiled model of PyTorch. It takes what the module takes, and returns what that returns."""

    def __init__(self, captured: Captured, options: Mapping[str, Any]) -> None:
        self._captured, self._options = captured, dict(options)
        self._signature = _Signature(captured)
        tensors = captured.tensors()
        self._states = [tensors[captured.buffers[name]] for name in captured.graph.states]
        self._results = [captured.graph.results.index(name) for name in self._signature.results]
        self._takes_tensors = self._signature.is_flat and not self._states
        self._gives_tensor = self._signature.is_single and self._results == [0]
        #: The numbers of the results without gradients.
        self.constants = [place for place, name in enumerate(self._signature.results) if not is_float(captured.graph, name)]
        self._trace()
        self._load()

    def _trace(self) -> None:
        self._program = Program(self._captured.graph, FRAMEWORK, self._captured.specs)
        self._traced = self._program.trace()

    def _load(self) -> None:
        self._loaded = Loaded(self._captured, self._program, self._traced, self._options)
        self._run_plain = self._loaded.run_plain if self._takes_tensors and self.inputs else None

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        # Plain tensors are passed as they are: to look for others takes longer than a small program.
        if self._run_plain and not kwargs:
            try:
                made = self._run_plain(args)
            except Failure as failure:
                _check_storage(self.inputs, args)
                raise as_error(failure) from None
            if made is not None:
                return made[0] if self._gives_tensor else self._signature.nest([made[place] for place in self._results])
        return self._call(args, kwargs)

    def _call(self, args: tuple, kwargs: dict[str, Any]) -> Any:
        leaves = self._signature.leaves(args, kwargs)
        self._loaded.check()
        torch = package()
        if torch.is_grad_enabled():
            for leaf in leaves:
                if isinstance(leaf, torch.Tensor) and leaf.requires_grad:
                    return self._signature.nest(_function().apply(self, *leaves))
        return self._signature.nest(self.run(leaves))

    def run(self, leaves: tuple) -> list[Any]:
        """Returns the results for tensors. They carry no gradients, even if the tensors require them."""
        tensors = (*leaves, *self._states) if self._states else leaves
        try:
            made = self._loaded.run(tensors)
        except Error:
            _check_storage(self.inputs, tensors)
            raise
        return [made[place] for place in self._results]

    def reload(self) -> None:
        """Takes the module's weights as they are now."""
        if self._loaded.decides_forms():
            self._trace()
        self._load()

    @functools.cached_property
    def inputs(self) -> list[str]:
        """The names of the inputs, without the states."""
        return [name for name in self._program.specs if name not in self._captured.graph.states]

    @property
    def results(self) -> list[str]:
        """The names of the results, without the states'."""
        return self._signature.results

    @property
    def takes_numbers(self) -> bool:
        """Whether an argument can be a number of Python."""
        return bool(self._signature.numbers)

    @property
    def states(self) -> list[Any]:
        """The buffers that the model writes."""
        return self._states

    @property
    def traced(self) -> Traced:
        """The program that was compiled."""
        return self._traced

    @property
    def info(self) -> dict:
        """The entry's symbols, arguments and results with names, types and sizes."""
        return self._loaded.entry.info

    def __repr__(self) -> str:
        return f"<ag.torch.Compiled {self._loaded.entry!r}>"


def _check_storage(names: Sequence[str], tensors: Sequence[Any]) -> None:
    """Raises an Error if a tensor has no elements in memory that a program could read."""
    torch = package()
    for name, tensor in zip(names, tensors):
        if not isinstance(tensor, torch.Tensor):
            continue
        if tensor.is_nested or tensor.layout is not torch.strided:
            layout = "nested" if tensor.is_nested else str(tensor.layout).removeprefix("torch.")
            raise Error(f"argument {name} is a tensor of the layout {layout}, expected a strided one",
                        ["x.to_dense() makes one"])
        if tensor.device.type not in ("cpu", "cuda"):
            raise Error(f"argument {name} is on the device {tensor.device}, expected cpu or cuda")


@dataclass(frozen=True)
class _Constant:
    """An argument or result of the module that is no tensor: a number, a text, None."""

    value: Any


def _are_equal(one: Any, other: Any) -> bool:
    """Returns true for equal numbers, texts and so on of one type. A NaN equals a NaN."""
    return type(one) is type(other) and (one == other or (one != one and other != other))


def _leaves_of(specs: Sequence[Any], kind: str) -> list[str | _Constant]:
    """Returns the inputs or outputs of the user among those of an exported program: names, or constants."""
    return [_Constant(each.arg.value) if hasattr(each.arg, "value") else each.arg.name
            for each in specs if each.kind.name == kind]


class _Signature:
    """The arguments and results of the exported program, as nests."""

    def __init__(self, captured: Captured) -> None:
        torch = package()
        self._pytree = torch.utils._pytree
        self._examples = captured.examples
        signature = captured.exported.graph_signature
        self._name = captured.graph.name
        spec = captured.exported.call_spec
        self._in_spec, self._out_spec = spec.in_spec, spec.out_spec
        self._inputs = _leaves_of(signature.input_specs, "USER_INPUT")
        self._outputs = _leaves_of(signature.output_specs, "USER_OUTPUT")
        tensor = torch.export.graph_signature.TensorArgument
        self.numbers = {each.arg.name for each in signature.input_specs
                         if not isinstance(each.arg, tensor) and hasattr(each.arg, "name")}
        self.results = [name for name in dict.fromkeys(self._outputs) if isinstance(name, str)]
        self.is_single = self._out_spec.is_leaf() and len(self.results) == 1
        self.is_flat = len(self._in_spec.children()) == 2 and not self._in_spec.children()[1].num_leaves and all(
            child.is_leaf() for child in self._in_spec.children()[0].children()) and all(
                isinstance(name, str) for name in self._inputs)

    def leaves(self, args: tuple, kwargs: Mapping[str, Any]) -> tuple:
        """Returns the tensors of a call. Raises an Error if it has another form than the exported one."""
        torch = package()
        if self.is_flat and not kwargs and len(args) == len(self._inputs) and all(
                [isinstance(each, torch.Tensor) for each in args]):
            return args
        if self._examples is not None:
            args, kwargs = self._examples.in_order(args, kwargs)
        try:  # keys of dicts can have another order
            leaves = self._in_spec.flatten_up_to((tuple(args), dict(kwargs)))
        except (ValueError, KeyError) as error:
            raise Error(f"{self._name} is called with other arguments than it was exported with: {error}") from None
        tensors = []
        for name, leaf in zip(self._inputs, leaves):
            if isinstance(name, _Constant):
                if not _are_equal(leaf, name.value):
                    raise Error(f"{self._name} was exported for the argument {shown(name.value)}, and is called with "
                                f"{shown(leaf)}")
            elif isinstance(leaf, torch.Tensor) or (name in self.numbers and isinstance(leaf, (int, float))):
                tensors.append(leaf)
            else:
                raise Error(f"argument {name} is {shown(leaf)}, expected a tensor of PyTorch", ["torch.asarray(x) makes one"])
        return tuple(tensors)

    def nest(self, results: Sequence[Any]) -> Any:
        """Returns results in the classes of the model."""
        if self.is_single:
            return results[0]
        by_name = dict(zip(self.results, results))
        return self._pytree.tree_unflatten([by_name[each] if isinstance(each, str) else each.value for each in self._outputs],
                                           self._out_spec)


@functools.cache
def _function() -> Any:
    """Returns the autograd function of calls with inputs that require a gradient."""
    torch = package()

    class Once(torch.autograd.Function):
        """A gradient, which has no gradient by the inputs itself."""

        @staticmethod
        def forward(ctx: Any, gradient: Any, *leaves: Any) -> Any:
            return gradient.clone()

        @staticmethod
        def backward(ctx: Any, cotangent: Any) -> Any:
            raise Error("a gradient of a compiled model is not differentiated again",
                        ["ag.torch.function makes a function that ag.grad differentiates to any order"])

    class Call(torch.autograd.Function):
        """A call of a compiled model, whose backward is ag's own gradient program."""

        @staticmethod
        def forward(ctx: Any, owner: Compiled, *leaves: Any) -> tuple:
            # The gradient program reads the states as they were before the call.
            states = tuple([each.clone() for each in owner.states]) if owner.states else ()
            numbers = {place: leaf for place, leaf in enumerate(leaves) if not isinstance(leaf, torch.Tensor)} \
                if owner.takes_numbers else {}
            ctx.call = owner, owner._loaded, states, numbers
            ctx.save_for_backward(*[None if place in numbers else leaf for place, leaf in enumerate(leaves)] if numbers else leaves)
            results = owner.run(leaves)
            if owner.constants:
                ctx.mark_non_differentiable(*[results[place] for place in owner.constants])
            return tuple(results)

        @staticmethod
        def backward(ctx: Any, *cotangents: Any) -> tuple:
            leaves, (owner, loaded, states, numbers) = ctx.saved_tensors, ctx.call
            leaves = [numbers.get(place, leaf) for place, leaf in enumerate(leaves)] if numbers else leaves
            needed = ctx.needs_input_grad[1:]
            run, gradient = loaded.gradient(tuple([name for name, is_needed in zip(owner.inputs, needed) if is_needed]))
            given = dict(zip(owner.results, cotangents))
            found = run((*leaves, *states, *[given[name].contiguous() for name in gradient.results]))
            if torch.is_grad_enabled():  # create_graph
                found = [Once.apply(each, *leaves) for each in found]
            made = iter(found)
            return (None, *[next(made) if is_needed else None for is_needed in needed])

        @staticmethod
        def jvp(ctx: Any, *tangents: Any) -> tuple:
            raise Error("an argument has a tangent, but results would carry none",
                        ["ag.jvp computes tangents of a function of ag.torch.function"])

    return Call
