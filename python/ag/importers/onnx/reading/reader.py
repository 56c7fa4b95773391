# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How is an ONNX file read? The package onnx parses it; its nodes, types and tensors become those of a Graph."""
from __future__ import annotations

import ast
import collections
import os
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ....core.errors import Error, shown
from ....core.source import Place, at
from ...graph import Graph, Node, Ref, Tensor, Type
from .functions import inlined
from .package import NUMBERS, dtype_of, package
from .tensors import constant_of, sparse_tensor_of, tensor_of

#: The versions of ONNX's own domain that the rules are for.
VERSIONS = range(7, 29)

#: The most bodies inside of each other, and the most bytes of a file that protobuf reads.
_MOST_BODIES, _MOST_BYTES = 8, 1 << 31

_FRAME = re.compile(r'File "(?P<file>[^"]+)", line (?P<line>\d+), in (?P<function>.+)')


def read(path: str | os.PathLike) -> Graph:
    """Returns the graph of an ONNX file. Raises an Error if it cannot be read, or if it is not consistent."""
    onnx = package()
    path = Path(path)
    place = Place(str(path), 1, 1, 2, "", text=path.name)
    with at(place):
        try:
            if path.exists() and not path.is_file():
                raise Error(f"{path} is no file")
            if path.stat().st_size >= _MOST_BYTES:
                raise Error(f"{path} has {path.stat().st_size} bytes, expected fewer than 2 GiB",
                            ["save the model with external data: onnx.save(model, path, save_as_external_data=True)"])
            data = path.read_bytes()
        except (OSError, ValueError) as error:
            raise Error(f"{path} cannot be read: {getattr(error, 'strerror', error)}") from None
        model = onnx.ModelProto()
        try:
            model.ParseFromString(data)
        except Exception as error:  # protobuf's own, whose class depends on its implementation
            raise Error(f"{path} is no ONNX file, or is damaged: {error}") from None
        return of_model(model, str(path))


def of_model(model: Any, file: str = "model.onnx") -> Graph:
    """Returns the graph of a ModelProto. External data is below the folder of `file`."""
    place = Place(file, 1, 1, 2, "", text=Path(file).name)
    with at(place):
        if not model.HasField("graph") or not model.opset_import:
            raise Error(f"{file} is no ONNX model: it has no graph, or no versions of ops")
        model = inlined(model) if len(model.functions) else model
        return _Reader(model, file).graph(model.graph, Path(file).stem, place)


def _schema_of(node: Node) -> Any:
    """Returns ONNX's own description of a node's op, or None if there is none."""
    onnx = package()
    try:
        return onnx.defs.get_schema(node.op, node.version, node.domain)
    except onnx.defs.SchemaError:
        return None


def has_body(node: Node) -> bool:
    """Returns true if ONNX defines the node's op as a function of others."""
    schema = _schema_of(node)
    return schema is not None and (schema.has_function or schema.has_context_dependent_function)


def body_of(node: Node, operands: Sequence[Any]) -> Graph | None:
    """Returns the body of an op that ONNX defines as a function of others, or None if it has none for these operands. They
    are Values, whose types choose the body."""
    onnx = package()
    schema = _schema_of(node)
    if schema.has_function:
        versions = [each for each in schema.function_opset_versions if each <= node.version]
        data = schema.get_function_with_opset_version(max(versions)) if versions else None
    else:
        versions = [each for each in schema.context_dependent_function_opset_versions if each <= node.version]
        kinds = [_type_proto(operand).SerializeToString() for operand in operands]
        data = schema.get_context_dependent_function_with_opset_version(
            max(versions), node.source.SerializeToString(), kinds) if versions else None
    if not data:
        return None
    function = onnx.FunctionProto()
    function.ParseFromString(data)
    given = {name: each.default_value for name, each in schema.attributes.items() if each.default_value.type}
    given |= {each.name: each for each in (*function.attribute_proto, *node.source.attribute)}
    graph = _Reader(function, node.place.file, node.place, given).function(function)
    # The body does not compute results that the node does not have.
    graph.results = [name if wanted else "" for name, wanted in zip(graph.results, node.results)]
    return graph


def _type_proto(operand: Any) -> Any:
    """Returns the type of a Value, or of an absent operand, as ONNX spells it."""
    onnx = package()
    if operand is None:
        return onnx.TypeProto()
    number = next(number for number, name in NUMBERS.items() if name == operand.dtype.name)
    return onnx.helper.make_tensor_type_proto(number, [size if isinstance(size, int) else None for size in operand.shape])


def _check_text(*values: Any) -> None:
    """Raises an Error unless all of these are texts. Those that are not are bytes."""
    for value in values:
        if not isinstance(value, str):
            raise Error(f"the file is damaged: {shown(value)} is no text")


#: The names of the domains whose ops have these attributes.
_NAMED = ("", "ai.onnx", "com.microsoft")

#: The attributes of ONNX's ops that are 0 or 1. Runtimes differ in what other numbers mean.
_FLAGS = frozenset((
    "align_corners", "allowzero", "antialias", "ceil_mode", "center_point_box", "count_include_pad", "detect_negative",
    "detect_positive", "do_rotary", "exclude_outside", "exclusive", "fmod", "input_forget", "interleaved", "inverse",
    "is_causal", "keepdims", "largest", "layout", "linear_before_reset", "new_axis", "noop_with_empty_axes", "onesided",
    "periodic", "reverse", "saturate", "select_last_index", "sorted", "storage_order", "training_mode", "transA", "transB",
    "unidirectional", "upper"))


class _Unread:
    """An attribute that no rule has, as messages show it."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return self._text


class _Reader:
    """Reads one model; or the body of a function, whose nodes are all at `place`, and whose attributes are `given`."""

    def __init__(self, model: Any, file: str, place: Place | None = None, given: Mapping[str, Any] | None = None) -> None:
        self._file, self._folder, self._caller, self._given = file, Path(file).parent, place, given or {}
        self._versions = {_domain(entry.domain): entry.version for entry in model.opset_import}
        if place is not None:  # ONNX's own functions need not say it
            self._versions.setdefault("", VERSIONS[-1])
        self._depth = 0
        _check_text(*self._versions)
        for domain, other in self._versions.items():
            if not 0 <= other < 1 << 31:
                raise Error(f"{file} has ops of version {other} of {domain or 'ONNX'}, which is none")
        version = self._versions.get("", VERSIONS[0])
        if version not in VERSIONS:
            raise Error(f"{file} has ops of ONNX's version {version}, expected {VERSIONS[0]} to {VERSIONS[-1]}",
                        ["onnx.version_converter.convert_version converts it"])
        self._count = 0

    def function(self, proto: Any) -> Graph:
        """Returns a FunctionProto as a Graph."""
        nodes, tensors = self._nodes([self._substituted(node) for node in proto.node], set(proto.input))
        return Graph(proto.name, list(proto.input), list(proto.output), nodes, tensors, {}, self._place(proto))

    def _substituted(self, node: Any) -> Any:
        """Returns a node of a function with the function's attributes in place of those that refer to them. One that the
        function does not have is left out."""
        made = type(node)()
        made.CopyFrom(node)
        del made.attribute[:]
        for attribute in node.attribute:
            if not attribute.ref_attr_name:
                made.attribute.append(attribute)
            elif attribute.ref_attr_name in self._given:
                made.attribute.append(self._given[attribute.ref_attr_name])
                made.attribute[-1].name = attribute.name
        for attribute in made.attribute:
            if attribute.HasField("g"):
                nodes = [self._substituted(each) for each in attribute.g.node]
                del attribute.g.node[:]
                attribute.g.node.extend(nodes)
        return made

    def graph(self, proto: Any, name: str, place: Place) -> Graph:
        """Returns a GraphProto as a Graph."""
        _check_text(*(each.name for each in (*proto.initializer, *proto.input, *proto.output, *proto.value_info)),
                    *(each.values.name for each in proto.sparse_initializer))
        tensors = {tensor.name: tensor_of(tensor, self._folder) for tensor in proto.initializer}
        tensors |= {each.values.name: sparse_tensor_of(each, self._folder) for each in proto.sparse_initializer}
        types = {value.name: _type_of(value.type) for value in (*proto.input, *proto.output, *proto.value_info)
                 if value.type.HasField("tensor_type")}
        others = {value.name: Type((value.type.WhichOneof("value") or "value of no type").removesuffix("_type"), None) for value in proto.input
                  if not value.type.HasField("tensor_type")}
        inputs = [value.name for value in proto.input if value.name not in tensors]
        results = [value.name for value in proto.output]
        for what, names in (("input", inputs), ("result", results if self._depth == 0 else [])):
            repeated = next((each for each, count in collections.Counter(names).items() if count > 1), None)
            if repeated is not None:
                raise Error(f"{name} has the {what} {repeated} twice")
        nodes, constants = self._nodes(proto.node, {*inputs, *tensors})
        return Graph(name, inputs, results, nodes, tensors | constants, types | others, place)

    def _nodes(self, protos: Any, defined: set[str]) -> tuple[list[Node], dict[str, Tensor]]:
        """Returns nodes, and the constants among them. `defined` has the names of values that they do not make."""
        nodes, constants = [], {}
        for node in protos:
            self._count += 1
            _check_text(node.op_type, node.domain, node.name, *node.input, *node.output,
                        *(attribute.name for attribute in node.attribute),
                        *(text for entry in node.metadata_props for text in (entry.key, entry.value)))
            with at(self._place(node)):
                for name in filter(None, node.output):
                    if name in defined:
                        raise Error(f"{node.op_type} makes the value {name}, which is there already: names are given once")
                    defined.add(name)
                if node.op_type == "Constant" and not _domain(node.domain):
                    if len(node.output) != 1:
                        raise Error(f"Constant has {len(node.output)} results, expected one")
                    constants[node.output[0]] = constant_of(self._attributes(node))
                else:
                    nodes.append(self._node(node))
        return nodes, constants

    def _node(self, node: Any) -> Node:
        place = self._place(node)
        domain = _domain(node.domain)
        if not domain and not self._versions.get(""):
            raise Error(f"{node.op_type} is an op of ONNX, and the file does not say of which version")
        attributes = self._attributes(node)
        operands = [Ref(name) if name else None for name in node.input]
        while operands and operands[-1] is None:
            operands.pop()
        return Node(node.op_type, domain, self._versions.get(domain, 1), operands, attributes, list(node.output), place,
                    self._scope(node), node)

    def _place(self, node: Any) -> Place:
        if self._caller is not None:
            return self._caller
        text = f"{node.op_type}({', '.join(node.input)}) -> {', '.join(node.output)}"
        label = re.split(r"[/:]", node.output[0])[-1] if node.output else ""
        if node.name:
            text += f"   ({node.name})"
        for entry in node.metadata_props:
            if entry.key == "pkg.torch.onnx.stack_trace":
                frames = list(_FRAME.finditer(entry.value))
                if frames:
                    last = frames[-1]
                    return Place(last["file"], int(last["line"]), 1, 2, last["function"], label, text)
        return Place(self._file, self._count, 1, 2, "", label, text)

    def _scope(self, node: Any) -> tuple[str, ...]:
        """Returns the module path of a node: that which PyTorch's exporters write, the older one into names."""
        if self._caller is not None:
            return ()
        for entry in node.metadata_props:
            if entry.key == "pkg.torch.onnx.name_scopes":
                try:
                    path = [each for each in ast.literal_eval(entry.value) if each]
                except (ValueError, SyntaxError):
                    return ()
                return _parts(path[:-1])
        return _parts(node.name.split("/")[1:-1]) if node.name.startswith("/") else ()

    def _attributes(self, node: Any) -> dict[str, Any]:
        return {attribute.name: self._attribute(attribute, node) for attribute in node.attribute}

    def _attribute(self, attribute: Any, node: Any) -> Any:
        kind = package().AttributeProto.AttributeType.Name(attribute.type)
        if attribute.ref_attr_name:
            raise Error(f"its attribute {attribute.name} is that of a function, {attribute.ref_attr_name}, and it is in none")
        if kind == "INT" and attribute.name in _FLAGS and attribute.i not in (0, 1) and node.domain in _NAMED:
            return _Unread(f"{attribute.i}, not 0 or 1")
        if kind in _ATTRIBUTES:
            return _ATTRIBUTES[kind](attribute)
        if kind == "TENSOR":
            return tensor_of(attribute.t, self._folder)
        if kind == "SPARSE_TENSOR":
            return sparse_tensor_of(attribute.sparse_tensor, self._folder)
        if kind == "GRAPH":
            return self._body(attribute, node)
        return _Unread(f"of the kind {kind.lower()}")

    def _body(self, attribute: Any, node: Any) -> Graph:
        if self._depth == _MOST_BODIES:
            raise Error(f"it is inside of {_MOST_BODIES} others with bodies, which is not supported")
        self._depth += 1
        body = self.graph(attribute.g, f"{node.op_type}.{attribute.name}", self._place(node))
        self._depth -= 1
        return body


_ATTRIBUTES: dict[str, Callable[[Any], Any]] = {
    "FLOAT": lambda attribute: attribute.f,
    "INT": lambda attribute: attribute.i,
    "STRING": lambda attribute: attribute.s.decode(errors="replace"),
    "FLOATS": lambda attribute: list(attribute.floats),
    "INTS": lambda attribute: list(attribute.ints),
    "STRINGS": lambda attribute: [each.decode(errors="replace") for each in attribute.strings],
}


def _parts(path: Sequence[str]) -> tuple[str, ...]:
    """Returns the names of nested modules without those of the modules around them: layer.0.attention in layer.0 is
    attention."""
    parts, around = [], ""
    for name in path:
        parts.append(name.removeprefix(f"{around}.") if around else name)
        around = name
    return tuple(parts)


def _domain(name: str) -> str:
    return "" if name == "ai.onnx" else name


def _type_of(proto: Any) -> Type:
    tensor = proto.tensor_type
    if not tensor.HasField("shape"):
        return Type(dtype_of(tensor.elem_type), None)
    return Type(dtype_of(tensor.elem_type), tuple(_dim_of(dim) for dim in tensor.shape.dim))


def _dim_of(dim: Any) -> int | str | None:
    """Returns a dimension. Those of one name are equal if it is a name: ? is none, and neither are numbers below 0 that
    exporters write for unknown ones."""
    _check_text(dim.dim_param)
    if dim.WhichOneof("value") == "dim_value":
        return dim.dim_value if dim.dim_value >= 0 else None
    return dim.dim_param if re.search(r"\w", dim.dim_param) and not re.fullmatch(r"-?\d+", dim.dim_param) else None
