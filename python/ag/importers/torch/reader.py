# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How is an exported program of PyTorch read? From the description that torch.export.save writes, a JSON object.

The description has nodes with their operands by position and by name, the types of values, and the names of parameters and
buffers. A buffer that the program writes is a state: an input that is replaced by a result. Those results come first.
"""
from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping
from typing import Any

from ...core.dtypes import DTYPES, DType
from ...core.errors import Error
from ...core.source import Place, at
from ..graph import Graph, Node, Ref, Tensor, Type
from .blocks import inlined
from .expressions import Expression
from .files import is_users
from .functional import Functional

#: The version of the description, whose first number changes if older readers cannot read it.
VERSION = 8

#: The element types by their numbers in torch._export.serde.schema.ScalarType.
_DTYPES = {1: "ui8", 2: "i8", 3: "i16", 4: "i32", 5: "i64", 6: "f16", 7: "f32", 8: "f64", 12: "i1", 13: "bf16", 28: "ui16",
           34: "ui32", 35: "ui64"}
_OTHERS = {9: "complex32", 10: "complex64", 11: "complex128", 29: "float8_e4m3fn", 30: "float8_e5m2",
           31: "float8_e4m3fnuz", 32: "float8_e5m2fnuz", 33: "float8_e8m0fnu"}

#: The layout of plain arrays, in torch._export.serde.schema.Layout.
_STRIDED = 7

_FRAME = re.compile(r'File "(?P<file>[^"\n]+)", line (?P<line>\d+), in (?P<function>[^\n]+)(?:\n +(?P<text>[^\n]+))?')

#: The names of results that no node reads.
_UNUSED = re.compile(r"_unused_\d+$")

#: Arguments that say where a result is stored.
_STORAGE = ("as_layout", "as_device", "as_memory_format")


def dtype_of(number: Any) -> DType | str:
    """Returns the element type of a number in ScalarType, or PyTorch's name of one that ag does not have."""
    return DTYPES[_DTYPES[number]] if number in _DTYPES else _OTHERS.get(number, f"type {number}")


def of_description(document: Any, tensors: Mapping[str, Tensor], name: str, place: Place) -> Graph:
    """Returns the graph of a description, which is at `place`. `tensors` has the weights and constants by their names in the
    state_dict."""
    with at(place):
        try:
            version = document["schema_version"]["major"]
            if version != VERSION:
                raise Error(f"{name} is described in version {version} of PyTorch's schema, expected {VERSION}",
                            ["export the model with PyTorch 2.15"])
            return _Reader(document, tensors, place).graph(name)
        except (KeyError, TypeError, ValueError, IndexError, AttributeError, RecursionError) as error:
            raise Error(f"{name} is no exported program, or is damaged: {type(error).__name__} of {error}") from None


class _Reader:
    """Reads one description."""

    def __init__(self, document: Any, tensors: Mapping[str, Tensor], place: Place) -> None:
        module = document["graph_module"]
        self._root, self._signature = module["graph"], module["signature"]
        self._tensors, self._place = tensors, place
        self._ranges = {symbol: (each["min_val"] or 0, each["max_val"])
                        for symbol, each in document["range_constraints"].items()}
        #: Names of the graph's values for those of the description, where they differ.
        self._names: dict[str, str] = {}

    def graph(self, name: str) -> Graph:
        """Returns the graph of the program."""
        written = {spec["buffer_mutation"]["buffer_name"]: spec["buffer_mutation"]["arg"]["name"]
                   for spec in self._signature["output_specs"] if "buffer_mutation" in spec}
        inputs, states, tensors = [], {}, {}
        for spec in self._signature["input_specs"]:
            (kind, given), = spec.items()
            if kind == "user_input":
                inputs += _named(given["arg"])
            elif kind in ("parameter", "buffer", "tensor_constant"):
                target = given[f"{kind}_name"]
                if target in written:
                    states[self._renamed(given["arg"]["name"], target)] = written[target]
                else:
                    tensors[given["arg"]["name"]] = self._tensor(target, kind)
            elif kind not in ("constant_input", "token"):
                raise Error(f"its input is a {kind}, which is not supported")
        body = self._body(self._root, name, [*inputs, *states], self._user_results(), self._place)
        body.tensors.update(tensors)
        body.states.update(states)
        self._make_functional(body)
        body.results[:0] = body.states.values()
        body.results[:] = dict.fromkeys(body.results)
        body.ranges.update(self._input_ranges(body))
        return body

    def _make_functional(self, graph: Graph) -> None:
        """Replaces writes in place. Buffers that are written become states."""
        functional = Functional(graph.nodes, graph.results, [*graph.inputs, *graph.tensors])
        graph.nodes[:] = functional.nodes
        graph.results[:] = map(functional.now, graph.results)
        written = {name: functional.now(name) for name in functional.written}
        renamed = {}
        for name in [name for name in graph.inputs if name in written]:
            raise Error(f"the program writes its argument {name}", ["clone the argument before it is changed"])
        for name in [name for name in graph.tensors if name in written]:
            state = renamed[name] = self._renamed(name, graph.tensors.pop(name).name)
            graph.types[state] = graph.types[name]
            graph.inputs.append(state)
            graph.states[state] = written[name]
        if renamed:
            graph.nodes[:] = [dataclasses.replace(node, operands=_with_names(node.operands, renamed)) for node in graph.nodes]

    def _renamed(self, name: str, target: str) -> str:
        """Returns the name of a state in the graph: that of the buffer, unless another value has it."""
        self._names[name] = name if target in self._root["tensor_values"] else target
        return self._names[name]

    def _tensor(self, target: str, kind: str) -> Tensor:
        if target not in self._tensors:
            raise Error(f"the program's {kind} {target} is not among its weights")
        return self._tensors[target]

    def _user_results(self) -> list[str]:
        names = []
        for spec in self._signature["output_specs"]:
            (kind, given), = spec.items()
            if kind == "user_output":
                names += _named(given["arg"])
            elif kind not in ("buffer_mutation", "token"):
                raise Error(f"its output is a {kind.replace('_', ' ')}, which is not supported",
                            ["clone the argument before it is changed"] if kind == "user_input_mutation" else [])
        return [self._names.get(name, name) for name in names]

    def _input_ranges(self, graph: Graph) -> dict[str, tuple[int, int]]:
        """Returns the ranges of the dimensions of inputs, by their names in types."""
        expressions = {str(each): each for meta in self._root["tensor_values"].values()
                       for each in (Expression.of(size) for size in meta["sizes"])}
        names = {dim for name in graph.inputs if name in graph.types for dim in graph.types[name].dims or ()
                 if isinstance(dim, str)}
        found = {name: expressions[name].bounds(self._ranges) for name in names if name in expressions}
        return {name: (low, high) for name, (low, high) in found.items() if high is not None and high < 2**62}

    def _body(self, graph: Any, name: str, inputs: list[str], results: list[str], place: Place) -> Graph:
        types = {self._names.get(value, value): _type_of(meta) for value, meta in graph["tensor_values"].items()}
        kinds = (("sym_int_values", "i64"), ("sym_float_values", "f64"), ("sym_bool_values", "i1"))
        for field, dtype in kinds:
            types |= {value: Type(DTYPES[dtype], ()) for value in graph.get(field) or ()}
        made = Graph(name, inputs, results, [self._node(node) for node in graph["nodes"]], {}, types, place)
        inlined(made)
        return made

    def _node(self, node: Any) -> Node:
        place = self._place_of(node)
        operands, attributes = [], {}
        with at(place):
            for given in node["inputs"]:
                value = self._argument(given["arg"], place)
                if given.get("kind") != 2:
                    operands.append(value)
                elif value is not None and not any(kind in given["arg"] for kind in _STORAGE) and given["name"] != "pin_memory":
                    attributes[given["name"]] = value
        results = [name for output in node["outputs"] for name in _named(output) or [""]]
        op = node["target"].removeprefix("torch.ops.")
        if op == "higher_order.with_effects":  # an op whose first operand and result are an order of effects
            op, operands, results = operands[1].removeprefix("torch.ops."), operands[2:], results[1:]
        while operands and operands[-1] is None:
            operands.pop()
        if op.startswith("aten.as_strided"):
            attributes["is_row_major"] = self._is_row_major(node["inputs"][0]["arg"]["as_tensor"]["name"])
        return Node(op, "", 1, operands, attributes, results, place, _scope_of(node), node)

    def _is_row_major(self, name: str) -> bool:
        """Returns true if a tensor is stored in row-major order from the start of its storage."""
        meta = self._root["tensor_values"][name]
        sizes, strides = meta["sizes"], meta["strides"]
        if meta["storage_offset"] != {"as_int": 0} or not all("as_int" in each for each in (*sizes, *strides)):
            return False
        expected = 1
        for size, stride in zip(reversed(sizes), reversed(strides)):
            if size["as_int"] != 1 and stride["as_int"] != expected:
                return False
            expected *= size["as_int"]
        return True

    def _place_of(self, node: Any) -> Place:
        outputs = [name for output in node["outputs"] for name in _named(output)]
        label = outputs[0] if outputs else ""
        frames = list(_FRAME.finditer(node["metadata"].get("stack_trace", "")))
        theirs = [frame for frame in frames if is_users(frame["file"])]
        if not theirs:
            return dataclasses.replace(self._place, name=label)
        last = theirs[-1]
        return Place(last["file"], int(last["line"]), 1, 2, last["function"], label, (last["text"] or "").strip())

    def _argument(self, argument: Any, place: Place) -> Any:
        (kind, value), = argument.items()
        if kind not in _ARGUMENTS:
            raise Error(f"an argument of the kind {kind.removeprefix('as_')} is not supported")
        return _ARGUMENTS[kind](value, self, place)

    def ref(self, name: str, is_number: bool = False) -> Ref:
        """Returns the operand for a value of the description."""
        return Ref(self._names.get(name, name), is_number)

    def body(self, given: Any, place: Place) -> Graph:
        """Returns the body of a node."""
        graph = given["graph"]
        inputs = [name for each in graph["inputs"] for name in _named(each) or [""]]
        results = [name for each in graph["outputs"] for name in _named(each) or [""]]
        return self._body(graph, given["name"], inputs, results, place)


def _with_names(operand: Any, names: Mapping[str, str]) -> Any:
    """Returns operands in which values have other names."""
    if isinstance(operand, Ref):
        return dataclasses.replace(operand, name=names.get(operand.name, operand.name))
    return [_with_names(each, names) for each in operand] if isinstance(operand, (list, tuple)) else operand


def _named(argument: Any) -> list[str]:
    """Returns the names of the values in an argument or in an output."""
    (kind, value), = argument.items()
    if kind in ("as_tensor", "as_sym_int", "as_sym_float", "as_sym_bool"):
        name = value.get("name") or value.get("as_name")
        return ["" if _UNUSED.search(name) else name] if name else []
    if kind in ("as_tensors", "as_sym_ints", "as_optional_tensors"):
        return [name for each in value for name in
                (_named({"as_tensor": each["as_tensor"] if kind == "as_optional_tensors" else each}) or [""])]
    return []


def _number(value: Any, reader: _Reader) -> Any:
    """Returns a number or a size: SymIntArgument and its kin."""
    (kind, given), = value.items()
    return reader.ref(given, True) if kind == "as_name" else given


def _float(value: Any) -> float:
    return float(value)  # NaN and infinities are strings


def _optional(value: Any, reader: _Reader) -> Ref | None:
    return reader.ref(value["as_tensor"]["name"]) if "as_tensor" in value else None


def _layout(value: int) -> None:
    if value != _STRIDED:
        raise Error("sparse tensors are not supported")


_ARGUMENTS: dict[str, Callable[[Any, _Reader, Place], Any]] = {
    "as_none": lambda value, reader, place: None,
    "as_tensor": lambda value, reader, place: reader.ref(value["name"]),
    "as_tensors": lambda value, reader, place: [reader.ref(each["name"]) for each in value],
    "as_optional_tensor": lambda value, reader, place: _optional(value, reader),
    "as_optional_tensors": lambda value, reader, place: [_optional(each, reader) for each in value],
    "as_int": lambda value, reader, place: value,
    "as_ints": lambda value, reader, place: list(value),
    "as_float": lambda value, reader, place: _float(value),
    "as_floats": lambda value, reader, place: list(map(_float, value)),
    "as_bool": lambda value, reader, place: value,
    "as_bools": lambda value, reader, place: list(value),
    "as_string": lambda value, reader, place: value,
    "as_strings": lambda value, reader, place: list(value),
    "as_sym_int": lambda value, reader, place: _number(value, reader),
    "as_sym_ints": lambda value, reader, place: [_number(each, reader) for each in value],
    "as_sym_float": lambda value, reader, place: _number(value, reader),
    "as_sym_floats": lambda value, reader, place: [_number(each, reader) for each in value],
    "as_sym_bool": lambda value, reader, place: _number(value, reader),
    "as_scalar_type": lambda value, reader, place: dtype_of(value),
    "as_layout": lambda value, reader, place: _layout(value),
    "as_device": lambda value, reader, place: None,
    "as_memory_format": lambda value, reader, place: None,
    "as_graph": lambda value, reader, place: reader.body(value, place),
    "as_operator": lambda value, reader, place: value,
}


def _scope_of(node: Any) -> tuple[str, ...]:
    """Returns the path of the module that the node is in."""
    entries = [entry.split(",", 2) for entry in node["metadata"].get("nn_module_stack", "").split(";")]
    paths = [entry[1] for entry in entries if len(entry) == 3 and not entry[1].startswith("_empty")]
    return tuple(part for part in (paths[-1] if paths else "").split(".") if part)


def _type_of(meta: Any) -> Type:
    if meta["layout"] != _STRIDED:
        return Type("sparse", None)
    return Type(dtype_of(meta["dtype"]), tuple(_dim_of(size) for size in meta["sizes"]))


def _dim_of(size: Any) -> int | str | None:
    """Returns a dimension. A computed one is named by its expression."""
    expression = Expression.of(size)
    return expression.number if expression.number is not None else str(expression)
