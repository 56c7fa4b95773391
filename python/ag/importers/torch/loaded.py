# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Which weights does a compiled model of PyTorch compute with? Those that the module had when its program was loaded.

Programs may read weights where the module has them. PyTorch counts the writes to a tensor. A weight whose count has changed is an
error at the next call, and at backward of an earlier one. Both compare all counts in C++.
"""
from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..._ag import Failure, TorchCall, WriteCounts
from ...core.errors import Error
from ...programs.artefacts import Entry, as_error
from ...programs.stages import Traced
from ..program import Program
from .capture import Captured, package
from .gradients import Gradient


class Loaded:
    """A program with the module's weights as they are when this is made."""

    def __init__(self, captured: Captured, program: Program, traced: Traced, options: Mapping[str, Any]) -> None:
        self._graph, self._program, self._options = captured.graph, program, options
        tensors, torch = captured.tensors(), package()
        #: The weights that are compared, with whether the program has them as constants.
        self._fixed = {name: weight not in traced.parameters for name, weight in captured.shares.items() if name in tensors}
        with torch.inference_mode(False):  # whose tensors have no counts
            self._counts = WriteCounts([tensors[name] for name in self._fixed], torch.zeros(1))
        self.entry = self._compiled(traced)
        self._call = self._call_of(self.entry)
        #: Returns the results for a tuple of tensors. Returns None if one is no plain tensor or requires a gradient, or if a
        #: weight was written. Raises Failure.
        self.run_plain = self._call.run
        self._gradients: dict[tuple[str, ...], tuple[Entry, TorchCall, Gradient]] = {}

    def run(self, arrays: tuple) -> list:
        """Returns the results for tensors, whose gradients are the caller's."""
        return _run(self.entry, self._call, arrays)

    def check(self) -> None:
        """Raises an Error if a weight was written since."""
        if self._counts.written():
            names = self.written()
            raise Error(f"{', '.join(names[:4])}{', ...' if len(names) > 4 else ''} was written after compile()",
                        ["f.reload() takes the module's weights as they are now"])

    def written(self) -> list[str]:
        """Returns the names of the weights that were written since."""
        positions = self._counts.written()
        names = list(self._fixed) if positions else []
        return [names[position] for position in positions]

    def decides_forms(self) -> bool:
        """Returns true if a weight was written that the program has as a constant."""
        return any(self._fixed[name] for name in self.written())

    def gradient(self, wanted: tuple[str, ...]) -> tuple[Callable[[tuple], list], Gradient]:
        """Returns a function that runs the program of gradients by these inputs, which is compiled at the first use. Raises an
        Error if a weight was written since."""
        self.check()
        if wanted not in self._gradients:
            gradient = Gradient(self._graph, self._program, wanted)
            entry = self._compiled(gradient.trace())
            self._gradients[wanted] = entry, self._call_of(entry), gradient
        entry, call, gradient = self._gradients[wanted]
        return lambda arrays: _run(entry, call, arrays), gradient

    def _compiled(self, traced: Traced) -> Entry:
        return traced.lower().compile(**self._options)._entry

    def _call_of(self, entry: Entry) -> TorchCall:
        return TorchCall(entry._entry, self._counts, package().Tensor)


def _run(entry: Entry, call: TorchCall, arrays: tuple) -> list:
    """Returns an entry's results as tensors. `call` is faster, and takes plain tensors alone."""
    try:
        made = call.run_primal(arrays)
    except Failure as failure:
        raise as_error(failure) from None
    if made is not None:
        return made
    torch = package()
    return [each if isinstance(each, torch.Tensor) else torch.from_numpy(each) for each in entry(list(map(_primal, arrays)))]


def _primal(tensor: Any) -> Any:
    """Returns a tensor that requires no gradient, and a number as it is. A tensor with a tangent, which would be lost, is an
    error of the call."""
    if not isinstance(tensor, package().Tensor):
        return tensor
    if package().autograd.forward_ad.unpack_dual(tensor).tangent is not None:
        return tensor
    return tensor.detach()
