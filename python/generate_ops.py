# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes ag/ops.py from the dialect's records, which `llvm-tblgen --dump-json` prints.

Each op becomes one function. Its parameters are the op's operands and attributes in the order of the definition, and
its docstring is the definition's summary and description. For
    def AG_ReduceOp : ... { let opName = "reduce"; let summary = "The sum, ...";
      let arguments = (ins AG_Reduction:$kind, AnyRankedTensor:$x, DenseI64ArrayAttr:$dims); ... }
it writes
    def reduce(kind: Literal["sum", "prod", "max", "min"], x: ArrayLike, dims: Sequence[int]) -> Array:
        \"\"\"The sum, ...\"\"\"
        return tracing.apply("ag.reduce", [coercion.tensor(x)],
                             {"kind": coercion.enum(...), "dims": ("i64s", list(dims))})

There are four rules:
 - A name that is a keyword or a builtin of Python gets a trailing underscore: `max_`. `ag` exports the other
   element-wise ops under their own names, and these under better ones: `maximum`.
 - Index operands `sizes` and the attribute `static_sizes` become one parameter `sizes`, a sequence of ints and Dims.
 - A list whose default is empty in the definition, and a word with a default, has that default here. An optional operand
   has the default None.
 - Ops with regions, terminators and ops that do not infer their types get no function; the package creates them.
"""
import builtins
import json
import keyword
import sys
import textwrap

HEADER = '''# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The ops of the ag dialect, one function each. Generated from the dialect's definition.

These take exactly what the op takes: operands of equal shapes and element types, nothing
is broadcast. Element-wise ops are the exception: they coerce and broadcast their operands
as numpy does. The functions of the package `ag` are written on top of these.
"""
from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from .core import calls, coercion, tracing
from .core.arrays import Array
from .core.coercion import ArrayLike, Size
'''


def python_name(name):
    clashes = keyword.iskeyword(name) or hasattr(builtins, name)
    return name + "_" if clashes else name


class Dialect:
    def __init__(self, records):
        self.records = records
        self.ops = [records[name] for name in records["!instanceof"]["Op"]]

    def arguments(self, op):
        return [(name, self.records[ref["def"]]) for ref, name in op["arguments"]["args"]]

    def enumerants(self, constraint):
        """Returns {symbol: value} of an enum attribute, or None for other attributes."""
        if "defaultValue" in constraint and constraint.get("baseAttr"):
            constraint = self.records[constraint["baseAttr"]["def"]]
        if "enumerants" not in constraint:
            return None
        cases = [self.records[ref["def"]] for ref in constraint["enumerants"]]
        return {case["symbol"]: case["value"] for case in cases}

    def is_generated(self, op):
        return {"AG_StructuredOp", "AG_InferredOp"} & set(op["!superclasses"])

    def is_elementwise(self, op):
        return "AG_ElementwiseOp" in op["!superclasses"]


def spelled(constraint, name):
    """Returns the code that passes an attribute's value to the extension, and its type hint."""
    base = constraint.get("baseAttr") or {}
    kind = base.get("def", constraint["!name"])
    table = {
        "I64Attr": ('("i64", {0})', "int"),
        "StrAttr": ('("str", {0})', "str"),
        "TypeAttr": ('("type", {0})', "str"),
        "DenseI64ArrayAttr": ('("i64s", list({0}))', "Sequence[int]"),
        "ArrayAttr": ("coercion.pins({0})", "Sequence[Sequence[str] | None]"),
    }
    if kind not in table:
        sys.exit(f"generate_ops.py: no rule for attribute {name} of kind {kind}: add one to spelled()")
    code, hint = table[kind]
    return code.format(python_name(name)), hint


class Function:
    """The parameters, operands and attributes of one generated function."""

    def __init__(self, dialect, op):
        self.op, self.parameters, self.operands, self.attributes, self.lines = op, [], [], [], []
        self.segments = []
        arguments = dialect.arguments(op)
        names = dict(arguments)
        for name, constraint in arguments:
            kinds = constraint["!superclasses"]
            if "Attr" in kinds:
                if not (name.startswith("static_") and not name.removeprefix("static_") in names):
                    self.add_attribute(dialect, name, constraint, names)
            else:
                self.add_operand(dialect, name, constraint, names)
        if any(trait["def"] == "AttrSizedOperandSegments" for trait in op["traits"]):
            self.attributes.append(f'"operandSegmentSizes": ("i32s", [{", ".join(self.segments)}])')

    def add_operand(self, dialect, name, constraint, names):
        parameter = python_name(name)
        if "Optional" in constraint["!superclasses"]:
            self.parameters.append(f"{parameter}: ArrayLike | None = None")
            self.lines.append(f"given_{name} = [] if {parameter} is None else [coercion.tensor({parameter})]")
            self.operands.append(f"*given_{name}")
            self.segments.append(f"len(given_{name})")
        elif "Variadic" not in constraint["!superclasses"]:
            self.parameters.append(f"{parameter}: ArrayLike")
            self.operands.append(f"coercion.tensor({parameter})")
            self.segments.append("1")
        elif dialect.records[constraint["baseType"]["def"]]["!name"] == "Index":
            default = " = ()" if names[f"static_{name}"].get("defaultValue") == "{}" else ""
            self.parameters.append(f"{parameter}: Sequence[Size]{default}")
            self.lines.append(f"{parameter}, static_{name} = coercion.indices({parameter})")
            self.operands.append(f"*{parameter}")
            self.segments.append(f"len({parameter})")
        else:
            self.parameters.append(f"{parameter}: Sequence[ArrayLike]")
            self.operands.append(f"*map(coercion.tensor, {parameter})")
            self.segments.append(f"len({parameter})")

    def add_attribute(self, dialect, name, constraint, names):
        if name.startswith("static_") and name.removeprefix("static_") in names:
            self.attributes.append(f'"{name}": ("i64s", {name})')
            return
        enumerants = dialect.enumerants(constraint)
        if enumerants:
            words = ", ".join(f'"{symbol}"' for symbol in enumerants)
            default = constraint.get("defaultValue")
            default = f' = "{default.rsplit("::", 1)[-1]}"' if default else ""
            self.parameters.append(f"{python_name(name)}: Literal[{words}]{default}")
            self.attributes.append(f'"{name}": coercion.enum("{name}", {python_name(name)}, {enumerants})')
            return
        code, hint = spelled(constraint, name)
        default = " = ()" if constraint.get("defaultValue") == "{}" else ""
        self.parameters.append(f"{python_name(name)}: {hint}{default}")
        self.attributes.append(f'"{name}": {code}')

    def text(self, elementwise):
        op = self.op
        doc = op["summary"] + "."
        if op["description"]:
            doc += "\n\n" + textwrap.dedent(op["description"]).strip()
        operands = f"[{', '.join(self.operands)}]"
        if elementwise:
            names = ", ".join(parameter.split(":")[0] for parameter in self.parameters)
            operands = f"coercion.harmonize(\"{op['opName']}\", {names})"
        lines = [f"def {python_name(op['opName'])}({', '.join(self.parameters)}) -> Array:"]
        lines += textwrap.indent(f'r"""{doc}\n"""' if "\n" in doc else f'r"""{doc}"""', "    ").splitlines()
        lines += [f"    {line}" for line in self.lines]
        if self.attributes:
            lines += [f"    return tracing.apply(\"ag.{op['opName']}\", {operands}, {{"]
            lines += [f"        {attribute}," for attribute in self.attributes] + ["    })"]
        else:
            lines += [f"    return tracing.apply(\"ag.{op['opName']}\", {operands}, {{}})"]
        return "\n".join(lines) + "\n"


def main(source, target):
    with open(source, encoding="utf-8") as file:
        dialect = Dialect(json.load(file))
    ops = [op for op in dialect.ops if dialect.is_generated(op)]
    elementwise = [op["opName"] for op in ops if dialect.is_elementwise(op)]
    taken_over = sorted(name for name in elementwise if name == python_name(name))
    parts = [HEADER, f"#: What `ag` takes over under the same names.\n__all__ = {taken_over!r}\n"]
    parts += [Function(dialect, op).text(dialect.is_elementwise(op)) for op in ops]
    with open(target, "w", encoding="utf-8") as file:
        file.write("\n\n".join([*parts, "calls.check_module(__name__)\n"]))


if __name__ == "__main__":
    main(*sys.argv[1:])
