# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How is an ONNX file read? The package onnx parses it; its nodes, types and tensors become those of a Graph.

Elements of tensors are read when they are needed. Those in external files are mapped. Such a file must be below the
model's folder, also after symbolic links are followed.
"""
from __future__ import annotations

import ast
import os
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ...core.dtypes import DTYPES, DType
from ...core.errors import Error, shown
from ...core.source import Place, at
from ..graph import Graph, Node, Ref, Tensor, Type

#: The versions of ONNX's own domain that the rules are for.
VERSIONS = range(7, 29)

#: The package to install.
ADVICE = "pip install onnx==1.22.0"

#: The element types by their numbers in TensorProto.DataType.
_DTYPES = {1: "f32", 2: "ui8", 3: "i8", 4: "ui16", 5: "i16", 6: "i32", 7: "i64", 9: "i1", 10: "f16", 11: "f64", 12: "ui32",
           13: "ui64", 16: "bf16"}

_FRAME = re.compile(r'File "(?P<file>[^"]+)", line (?P<line>\d+), in (?P<function>.+)')


def _package() -> Any:
    try:
        import onnx
    except ImportError:
        raise Error("reading an ONNX file needs the package onnx", [ADVICE]) from None
    return onnx


def dtype_of(number: int) -> DType | str:
    """Returns the element type of a number in TensorProto.DataType, or ONNX's name of one that ag has not."""
    if number in _DTYPES:
        return DTYPES[_DTYPES[number]]
    names = _package().TensorProto.DataType
    try:
        return names.Name(number).lower()
    except ValueError:
        return f"type {number}"


def read(path: str | os.PathLike) -> Graph:
    """Returns the graph of an ONNX file. Raises an Error if it cannot be read, or if it is not consistent."""
    onnx = _package()
    path = Path(path)
    place = Place(str(path), 1, 1, 2, "", text=path.name)
    with at(place):
        try:
            data = path.read_bytes()
        except OSError as error:
            raise Error(f"{path} cannot be read: {error.strerror}") from None
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
        if len(model.functions):
            from onnx import inliner
            model = inliner.inline_local_functions(model)
        return _Reader(model, file).graph(model.graph, Path(file).stem, place)


def _schema_of(node: Node) -> Any:
    """Returns ONNX's own description of a node's op, or None if there is none."""
    onnx = _package()
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
    onnx = _package()
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
    return _Reader(function, node.place.file, node.place, given).function(function)


def _type_proto(operand: Any) -> Any:
    """Returns the type of a Value, or of an absent operand, as ONNX spells it."""
    onnx = _package()
    if operand is None:
        return onnx.TypeProto()
    number = next(number for number, name in _DTYPES.items() if name == operand.dtype.name)
    return onnx.helper.make_tensor_type_proto(number, [size if isinstance(size, int) else None for size in operand.shape])


class _Reader:
    """Reads one model; or the body of a function, whose nodes are all at `place`, and whose attributes are `given`."""

    def __init__(self, model: Any, file: str, place: Place | None = None, given: Mapping[str, Any] | None = None) -> None:
        self._file, self._folder, self._caller, self._given = file, Path(file).parent, place, given or {}
        self._versions = {_domain(entry.domain): entry.version for entry in model.opset_import}
        version = self._versions.get("", VERSIONS[0])
        if version not in VERSIONS:
            raise Error(f"{file} has ops of ONNX's version {version}, expected {VERSIONS[0]} to {VERSIONS[-1]}",
                        ["onnx.version_converter.convert_version converts it"])
        self._count = 0

    def function(self, proto: Any) -> Graph:
        """Returns a FunctionProto as a Graph."""
        nodes, tensors = self._nodes([self._substituted(node) for node in proto.node])
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
        tensors = {tensor.name: self._tensor(tensor) for tensor in proto.initializer}
        types = {value.name: _type_of(value.type) for value in (*proto.input, *proto.output, *proto.value_info)
                 if value.type.HasField("tensor_type")}
        others = {value.name: Type(value.type.WhichOneof("value") or "unknown", None) for value in proto.input
                  if not value.type.HasField("tensor_type")}
        inputs = [value.name for value in proto.input if value.name not in tensors]
        nodes, constants = self._nodes(proto.node)
        return Graph(name, inputs, [value.name for value in proto.output], nodes, tensors | constants, types | others, place)

    def _nodes(self, protos: Any) -> tuple[list[Node], dict[str, Tensor]]:
        """Returns nodes, and the constants among them."""
        nodes, constants = [], {}
        for node in protos:
            self._count += 1
            if node.op_type == "Constant" and not _domain(node.domain):
                with at(self._place(node)):
                    constants[node.output[0]] = self._constant(node)
            else:
                nodes.append(self._node(node))
        return nodes, constants

    def _node(self, node: Any) -> Node:
        place = self._place(node)
        domain = _domain(node.domain)
        with at(place):
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
        kind = _package().AttributeProto.AttributeType.Name(attribute.type)
        if kind in _ATTRIBUTES:
            return _ATTRIBUTES[kind](attribute)
        if kind == "TENSOR":
            return self._tensor(attribute.t)
        if kind == "GRAPH":
            return self.graph(attribute.g, f"{node.op_type}.{attribute.name}", self._place(node))
        raise Error(f"its attribute {attribute.name} is of the kind {kind.lower()}, which is not supported")

    def _constant(self, node: Any) -> Tensor:
        attributes = self._attributes(node)
        if len(attributes) != 1:
            raise Error(f"Constant has {len(attributes)} attributes, expected one")
        (name, value), = attributes.items()
        if isinstance(value, Tensor):
            return value
        kinds = {"value_float": np.float32, "value_floats": np.float32, "value_int": np.int64, "value_ints": np.int64}
        if name not in kinds:
            raise Error(f"Constant has the attribute {name}, which is not supported")
        array = np.asarray(value, kinds[name])
        return Tensor(DTYPES["f32" if array.dtype == np.float32 else "i64"], array.shape, lambda: array, is_weight=False)

    def _tensor(self, proto: Any) -> Tensor:
        shape = tuple(proto.dims)
        if any(size < 0 for size in shape):
            raise Error(f"the tensor {proto.name} has the shape {list(shape)}")
        dtype = dtype_of(proto.data_type)
        if isinstance(dtype, str):
            return Tensor(dtype, shape, lambda: np.empty(0))
        return Tensor(dtype, shape, self._elements(proto, dtype, shape))

    def _elements(self, proto: Any, dtype: DType, shape: tuple[int, ...]) -> Callable[[], np.ndarray]:
        """Returns a function that reads the elements. Raises an Error if there are more or less of them."""
        bits = np.dtype(np.uint16) if dtype.name == "bf16" else dtype.numpy
        count = int(np.prod(shape, dtype=object)) if shape else 1
        if proto.data_location == 1:
            path, offset, length = self._external(proto)
            if length != count * bits.itemsize:
                raise Error(f"the tensor {proto.name} has {length} bytes, expected {count * bits.itemsize} for {dtype}{list(shape)}")
            if not count:
                return lambda: np.empty(shape, bits)
            return lambda: np.memmap(path, bits, "r", offset, shape)
        if proto.HasField("raw_data"):
            if len(proto.raw_data) != count * bits.itemsize:
                raise Error(f"the tensor {proto.name} has {len(proto.raw_data)} bytes, expected {count * bits.itemsize} for "
                            f"{dtype}{list(shape)}")
            return lambda: np.frombuffer(proto.raw_data, bits).reshape(shape)
        return lambda: self._listed(proto, dtype, shape, bits)

    def _listed(self, proto: Any, dtype: DType, shape: tuple[int, ...], bits: np.dtype) -> np.ndarray:
        try:
            return np.asarray(_package().numpy_helper.to_array(proto)).view(bits).reshape(shape)
        except ValueError as error:
            raise Error(f"the tensor {proto.name} does not have the elements of {dtype}{list(shape)}: {error}") from None

    def _external(self, proto: Any) -> tuple[Path, int, int]:
        entries = {entry.key: entry.value for entry in proto.external_data}
        path = (self._folder / entries.get("location", "")).resolve()
        if not path.is_relative_to(self._folder.resolve()):
            raise Error(f"the tensor {proto.name} is in {entries.get('location')}, which is not below the model's folder")
        try:
            size = path.stat().st_size
            offset = int(entries.get("offset", 0))
            length = int(entries.get("length", size - offset))
        except OSError as error:
            raise Error(f"the tensor {proto.name} is in {path.name}, which cannot be read: {error.strerror}") from None
        except ValueError:
            raise Error(f"the tensor {proto.name} is at {shown(entries)}, which is no range of a file") from None
        if offset < 0 or length < 0 or offset + length > size:
            raise Error(f"the tensor {proto.name} is at {offset} to {offset + length} of {path.name}, which has {size} bytes")
        return path, offset, length


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
    if dim.WhichOneof("value") == "dim_value":
        return dim.dim_value if dim.dim_value >= 0 else None
    return dim.dim_param if re.search(r"\w", dim.dim_param) and not re.fullmatch(r"-?\d+", dim.dim_param) else None
