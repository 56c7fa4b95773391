# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Models of PyTorch: programs of modules, of exported programs and of .pt2 files.

    f = ag.torch.compile(model, ids, mask, dynamic_shapes=({0: Dim("batch", min=1, max=32)},) * 2); f(ids, mask)
    p = ag.torch.trace(model, ids, mask)      a Traced, as ag.trace gives
    net = ag.torch.function(model, ids)       net(p, ids) in traced code, for p like net.parameters

The package torch is imported when it is needed. ag.torch.trace and ag.torch.is_supported read a .pt2 file without it.
"""
from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from .core import calls
from .core.errors import Error, shown
from .core.names import absent
from .importers.program import Program
from .importers.support import Support
from .importers.torch import archive
from .importers.torch.capture import Captured, capture, elements, package
from .importers.torch.compiled import Compiled
from .importers.torch.framework import FRAMEWORK
from .programs.stages import Traced

__getattr__ = absent(__name__)

__all__ = ["Compiled", "Function", "compile", "function", "is_supported", "trace"]


def open_model(path: str | os.PathLike, inputs: Mapping[str, Any] | None = None,
               sizes: Mapping[str, int | tuple[int, int]] | None = None) -> Program:
    """Returns a .pt2 file with specs of its inputs, and sizes of its named dimensions. The package torch is not needed."""
    return Program(archive.read(path), FRAMEWORK, inputs or {}, sizes)


def _is_path(model: Any) -> bool:
    return isinstance(model, (str, os.PathLike))


def _program(model: Any, args: tuple, kwargs: Mapping[str, Any], dynamic_shapes: Any) -> Program:
    if _is_path(model):
        if args or dynamic_shapes is not None:
            raise Error("a .pt2 file takes no examples: it has its own types", ["give specs by the names of its inputs"])
        return open_model(model, kwargs)
    captured = capture(model, args, kwargs, dynamic_shapes)
    return Program(captured.graph, FRAMEWORK, captured.specs)


def trace(model: Any, *args: Any, dynamic_shapes: Any = None, **kwargs: Any) -> Traced:
    """Returns a model as a program.

    `model` is a torch.nn.Module with example arguments, an ExportedProgram, or the path of a .pt2 file, for which keyword
    arguments are specs that rename its dimensions. `dynamic_shapes` is that of torch.export.export. Its torch.export.Dims
    name dimensions of the program, and give their ranges. An example may have the size 1 along them.

    Weights become parameters by the names of the state_dict. A buffer that the model writes is an argument that is donated,
    and is replaced by a result, which comes before the others. The error for a model with ops that are not supported lists
    all of them.
    """
    return _program(model, args, kwargs, dynamic_shapes).trace()


def compile(model: Any, *args: Any, dynamic_shapes: Any = None, options: Mapping[str, Any] | None = None,
            **kwargs: Any) -> Compiled:
    """Returns a model as a compiled function that takes and returns tensors of PyTorch, in the model's own classes.

    The arguments are those of ag.torch.trace. `options` has those of ag's compile, as in {"threads": 4}. Weights are those
    at this call: if one is written later, a call of the function is an error until f.reload() takes them. Writes that PyTorch
    does not count are not seen: those through p.data, and to weights that inference mode made. A buffer that the model writes
    is the module's own memory.

    If an input requires a gradient, the result does, too. The gradient program is compiled at its first use. Weights get
    no gradients: ag.torch.function makes a function of weights, which ag.grad differentiates.
    """
    if options is not None and not (isinstance(options, Mapping) and all(isinstance(name, str) for name in options)):
        raise Error(f"options is {shown(options)}, expected those of ag's compile by name, as in {{'threads': 4}}")
    return Compiled(_captured(model, args, kwargs, dynamic_shapes), options or {})


def _captured(model: Any, args: tuple, kwargs: Mapping[str, Any], dynamic_shapes: Any) -> Captured:
    if not _is_path(model):
        return capture(model, args, kwargs, dynamic_shapes)
    archive.check(model)
    try:
        exported = package().export.load(model)
    except Exception as error:  # torch's own, of many classes
        raise Error(f"PyTorch cannot load {model}: {error}") from None
    return capture(exported, args, kwargs, dynamic_shapes)


class Function:
    """A model as a function of weights and inputs, in functions that are traced. `parameters` has the weights by the names of
    the state_dict, as arrays of numpy in the module's memory."""

    def __init__(self, captured: Captured) -> None:
        self._graph = captured.graph
        self._program = Program(captured.graph, FRAMEWORK, captured.specs)
        tensors = captured.tensors()
        self.parameters = {name: elements(tensors[name]) for name in captured.weights}
        self.__name__ = captured.graph.name

    def __call__(self, parameters: Mapping[str, Any], *inputs: Any) -> Any:
        """Returns the model's results for these weights and inputs: one array, or a dict by name. Buffers that the model
        writes are the last inputs."""
        names = list(self._program.specs)
        if len(inputs) != len(names):
            raise Error(f"{self.__name__} takes the weights and {len(names)} arrays ({', '.join(self._program.arguments)}), got "
                        f"{len(inputs)}")
        missing = [name for name in self.parameters if name not in parameters]
        if missing:
            raise Error(f"the weights have no {missing[0]}, which {self.__name__} needs")
        weights = {value: parameters[tensor.name] for value, tensor in self._graph.tensors.items() if tensor.is_weight}
        results = [result.array for result in self._program.run(dict(zip(names, inputs)), weights)]  # type: ignore[union-attr]
        return results[0] if len(results) == 1 else dict(zip(self._program.results.values(), results))


def function(model: Any, *args: Any, dynamic_shapes: Any = None, **kwargs: Any) -> Function:
    """Returns a model as a function net(p, *inputs) for traced code, whose weights p are a dict like net.parameters. So
    ag.grad differentiates it by weights, and ag.optim trains it. The arguments are those of ag.torch.trace."""
    return Function(_captured(model, args, kwargs, dynamic_shapes))


def is_supported(model: Any, *args: Any, dynamic_shapes: Any = None, **kwargs: Any) -> Support:
    """Returns whether all ops of a model are supported: true, or false with the list of those that are not. The arguments are
    those of ag.torch.trace."""
    return _program(model, args, kwargs, dynamic_shapes).examine()


calls.check_module(__name__)
