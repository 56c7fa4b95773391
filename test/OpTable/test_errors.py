# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Each labelled constraint of each op is enforced: a program that violates it is refused with its label.

The programs are those of the rows with one change. An operand gets another element type, rank or size; other faults are
in the row, as edits of its text in the generic form.
"""
import re
from functools import lru_cache

import pytest

import ag
import labels
from programs import traced
from repository import Repository
from rows import ROWS
from tools import SEPARATOR, refusals, run_tool

SIZE = 6
STATED = labels.stated(Repository.of_checkout())
TENSOR = re.compile(r"tensor<((?:\d+x)*)(\w+)>")


@lru_cache(maxsize=None)
def all_generic() -> dict[str, str]:
    """Returns the rows' programs in the generic form, by the rows' names. One process prints all, as its start is slow."""
    texts = [traced([row], next(filter(row.takes, ag.DTYPES)), SIZE).as_text() for row in ROWS]
    printed = run_tool("ag-opt", "--split-input-file", "--mlir-print-op-generic", text=SEPARATOR.join(texts)).decode()
    return dict(zip([row.name for row in ROWS], printed.split(SEPARATOR.strip()), strict=True))


def generic(row) -> str:
    return all_generic()[row.name].strip()


def other_types(tensor):
    """Yields the type with other elements, including ones that ag does not have, with one more dimension, and with each
    dimension one larger."""
    dims, element = TENSOR.fullmatch(tensor).groups()
    sizes = dims.split("x")[:-1]
    yield f"tensor<{dims}f8E4M3FN>"
    yield f"tensor<{dims}{'i8' if element == 'i1' else 'i1'}>"
    yield f"tensor<{dims}1x{element}>"
    for k, size in enumerate(sizes):
        yield f"tensor<{'x'.join([*sizes[:k], str(int(size) + 1), *sizes[k + 1:], element])}>"


def operands_of(row):
    """Returns the parts of the op's line in the row's program: the match, the text before the operands, the operands, the
    text between them and their types, the types, and the rest. Returns None if there is no such line."""
    found = re.search(rf'^( *(?:%\w+ = )?"ag\.{row.op}"\()([^()]*)(\).* : \()([^()]*)(\) -> .*)$', generic(row), re.M)
    if not found:
        return None
    before, operands, between, types, rest = found.groups()
    return found, before, operands.split(", "), between, types.split(", "), rest


def with_other_operands(row):
    """Yields the row's program with each operand replaced by one of each other type."""
    if not operands_of(row):
        return
    found, before, operands, between, types, rest = operands_of(row)
    for k, type_ in enumerate(types):
        for other in other_types(type_) if TENSOR.fullmatch(type_) else ():
            op = before + ", ".join([*operands[:k], "%other", *operands[k + 1:]]) + between \
                + ", ".join([*types[:k], other, *types[k + 1:]]) + rest
            yield generic(row).replace(found[0], f'%other = "tensor.empty"() : () -> {other}\n{op}')


def edited(row, edit) -> str:
    _, old, new = edit
    text, edits = re.subn(old, new, generic(row))
    assert edits, f"{old} is nowhere in\n{text}"
    return text


@lru_cache(maxsize=None)
def verdicts() -> dict[str, str]:
    """Returns the errors for all wrong programs, by their texts."""
    texts = [text for row in ROWS for text in (*with_other_operands(row), *(edited(row, edit) for edit in row.wrong))]
    return dict(zip(texts, refusals(texts), strict=True))


def provoked(row) -> set[str]:
    """Returns the labels with which programs with other operands are refused."""
    found = [labels.VIOLATED.search(verdicts()[text]) for text in with_other_operands(row)]
    return {match[2] for match in found if match and match[1] == row.op}


def demanded(row) -> set[str]:
    """Returns the shared labels that apply to the row's op."""
    types = [] if not operands_of(row) else [type_ for type_ in operands_of(row)[4] if TENSOR.fullmatch(type_)]
    elements = [TENSOR.fullmatch(type_)[2] for type_ in types]
    alike = len(set(elements)) < len(elements)
    holds = {"types": types, "elements": alike or types and row.kinds in ("Number", "Float", "Integer"), "ranks": alike,
             "sizes": len(set(types)) < len(types), "extents": "static_sizes" in generic(row)}
    return {label for label in holds if holds[label]}


@pytest.mark.parametrize("row, edit", [(row, edit) for row in ROWS for edit in row.wrong],
                         ids=lambda part: part[0] if isinstance(part, tuple) else part.name)
def test_edit(row, edit):
    assert f"'ag.{row.op}' [{edit[0]}]" in verdicts()[edited(row, edit)]


@pytest.mark.parametrize("op", sorted({row.op for row in ROWS}))
def test_every_label(op):
    rows = [row for row in ROWS if row.op == op]
    there = set().union(*(provoked(row) | {edit[0] for edit in row.wrong} for row in rows))
    expected = {label for name, label in STATED if name == op}.union(*map(demanded, rows))
    assert expected <= there, f"nothing violates {sorted(expected - there)} of ag.{op}"
