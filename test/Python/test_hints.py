# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Does every function of the package have hints for arguments and results, and every public one a docstring, once?"""
import ast
import importlib
import inspect
import pkgutil
import re
import sys
import typing
from pathlib import Path

import pytest

import ag

MODULES = ["ag", *(f"ag.{module.name}" for module in pkgutil.iter_modules(ag.__path__) if module.name != "_ag")]


def functions(module):
    """Yields (name, function, the object with its docstring) for all functions that the module itself defines."""
    for name, thing in vars(module).items():
        if getattr(thing, "__module__", None) != module.__name__:
            continue
        if inspect.isfunction(thing):
            yield name, thing, thing
        elif inspect.isclass(thing):
            for part, member in vars(thing).items():
                function = getattr(member, "fget", None) or getattr(member, "__func__", member)
                if inspect.isfunction(function) and inspect.unwrap(function).__code__.co_filename != "<string>":
                    yield f"{name}.{part}", function, getattr(thing, part)


def missing_hints(name, function):
    signature = inspect.signature(function)
    bare = [parameter.name for parameter in signature.parameters.values() if parameter.annotation is parameter.empty]
    complaints = [f"{name}: {parameter} has no type" for parameter in bare if parameter not in ("self", "cls")]
    if signature.return_annotation is signature.empty:
        complaints.append(f"{name}: the result has no type")
    try:
        typing.get_type_hints(function)
    except NameError as error:
        complaints.append(f"{name}: {error}")
    return complaints


def complaints_of(module):
    complaints = []
    for name, function, documented in functions(module):
        complaints += missing_hints(name, function)
        is_public = not any(part.startswith("_") for part in name.split("."))
        if is_public and not inspect.getdoc(documented):
            complaints.append(f"{name} has no docstring")
    for name, thing in vars(module).items():
        is_own = inspect.isclass(thing) and thing.__module__ == module.__name__
        if is_own and not name.startswith("_") and not thing.__doc__:
            complaints.append(f"{name} has no docstring")
    return complaints


@pytest.mark.parametrize("name", MODULES)
def test_module(name):
    complaints = complaints_of(importlib.import_module(name))
    assert not complaints, "\n".join(complaints)


SAMPLE = '''
class A:
    """Right."""
    @property
    def size(self) -> int: return 1
    def __len__(self): return 1
    def _hidden(self, x) -> int: return x
class B(A):
    @property
    def size(self) -> "Nowhere": return 1
    @staticmethod
    def of(x: int): return B()
def right(x: int, *rest: int) -> int:
    """It is."""
'''


def test_what_is_missing_is_found(tmp_path, monkeypatch):
    (tmp_path / "hints_sample.py").write_text(SAMPLE)
    monkeypatch.syspath_prepend(tmp_path)
    try:
        assert complaints_of(importlib.import_module("hints_sample")) == [
            "A.size has no docstring", "A.__len__: the result has no type", "A._hidden: x has no type",
            "B.size: name 'Nowhere' is not defined", "B.size has no docstring", "B.of: the result has no type",
            "B.of has no docstring", "B has no docstring"]
    finally:
        sys.modules.pop("hints_sample")


#: The functions with two names, the dialect's and numpy's.
SPELLINGS = [["mul", "multiply"], ["neg", "negative"], ["sub", "subtract"], ["concat", "concatenate"]]


def test_one_name_for_each_function():
    names = {}
    for name, thing in vars(ag).items():
        if inspect.isfunction(thing):
            names.setdefault(thing, []).append(name)
    assert [several for several in names.values() if len(several) > 1] == SPELLINGS
    assert [name for name in vars(ag) if name.strip("_") and name.endswith("_") and not name.endswith("__")] == []
    elementwise = {function for _, function, _ in functions(ag.ops) if "harmonize" in inspect.unwrap(function).__code__.co_names}
    # Rounding in ag has decimals, and &, | and ~ take conditions to those ops that masks have.
    assert {ag.ops.max_, ag.ops.exp} <= elementwise <= {*names, ag.ops.round_, ag.ops.and_, ag.ops.or_, ag.ops.not_}


def test_stub_of_the_extension():
    """The stub is next to the module. It gives each argument a type, and if there are several, a name."""
    stub = ast.parse(Path(ag._ag.__file__).with_name("_ag.pyi").read_text())
    named = {node.name for node in stub.body if isinstance(node, (ast.ClassDef, ast.FunctionDef))}
    named |= {node.target.id for node in stub.body if isinstance(node, ast.AnnAssign)}
    assert named == {name for name in vars(ag._ag) if not name.startswith("__")}
    for function in (node for node in ast.walk(stub) if isinstance(node, ast.FunctionDef)):
        arguments = [argument for argument in [*function.args.posonlyargs, *function.args.args]
                     if argument.arg not in ("self", "cls")]
        assert function.returns and all(argument.annotation for argument in arguments), function.name
        assert not any(re.fullmatch(r"arg\d+", argument.arg) for argument in arguments), function.name
