# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Every row on a batch has the results of a loop over the elements: with each operand batched alone and all, along the
first and the last axis, nested, and without elements. So have gradients of batches, and batches of gradients."""
from functools import lru_cache

import numpy as np
import pytest

import ag
from programs import case_id, cases, name_of, rows_of, spec

ELEMENTS, SIZE = 3, 2
FLOATS = [dtype for dtype, kind in ag.DTYPES.items() if kind.is_float]


def element(array, number):
    """Returns the values of another element: the same values in another order."""
    return np.roll(array.ravel(), number).reshape(array.shape)


def operands(row, dtype):
    return row.inputs(dtype, {"n": SIZE})


def choices(row):
    """Returns lists of operands that are batched: each alone, and all."""
    numbers = range(len(row.operands))
    return [*([number] for number in numbers), list(numbers)] if len(row.operands) > 1 else [list(numbers)]


#: (name, batch axis, whether it is nested)
FORMS = [("first", 0, False), ("last", -1, False), ("nested", 0, True)]


def stacked(row, dtype, chosen, axis, is_nested):
    """Returns the operands, with the chosen ones batched along the axis, twice if it is nested."""
    given = []
    for number, array in enumerate(operands(row, dtype)):
        if number in chosen:
            array = np.stack([element(array, each) for each in range(ELEMENTS)], axis)
            if is_nested:
                array = np.stack([array, array[::-1]])
        given.append(np.array(array, order="C"))
    return given


def on_batch(row, function, chosen, axis, is_nested):
    axes = tuple(axis if number in chosen else None for number in range(len(row.operands)))
    batched = ag.vmap(function, in_axes=axes, out_axes=axis)
    return ag.vmap(batched, in_axes=tuple(0 if own is not None else None for own in axes)) if is_nested else batched


def variants(row):
    return [(f"{name}_{''.join(map(str, chosen))}", chosen, axis, is_nested)
            for chosen in choices(row) if chosen for name, axis, is_nested in FORMS]


def batchable(dtype):
    return [row for row in rows_of(dtype) if row.operands]


def batch_spec(array, dtype, axis):
    """Returns the spec of an operand. The batch size of batched operands is dynamic."""
    dims = list(array.shape)
    if axis is not None:
        dims[axis] = "b"
    return ag.spec(dtype, dims, **({} if axis is None else {"b": (0, ELEMENTS)}))


def batch_program(rows, dtype, function_of=lambda row: row.ours, wrap=on_batch):
    """Returns all variants of the rows as one function."""
    specs = {}
    for row in rows:
        types = [own for own, _ in row.specs(dtype)]
        specs[name_of(row)] = {
            name: [batch_spec(array, own, None if number not in how[0] else axis_of(how))
                   for number, (array, own) in enumerate(zip(stacked(row, dtype, *how), types))]
            for name, *how in variants(row)}

    def table(x):
        return {name_of(row): {name: wrap(row, function_of(row), *how)(*x[name_of(row)][name])
                               for name, *how in variants(row)} for row in rows}

    return ag.trace(table, specs, name="table")


def axis_of(how):
    """Returns the batch axis of a variant; it follows the outer batch axis if it is nested."""
    _, axis, is_nested = how
    return 1 if is_nested else axis


def batch_inputs(rows, dtype, count):
    def cut(array, number, how):
        return array if number not in how[0] else array.take(range(count), axis_of(how))

    return {name_of(row): {name: [np.array(cut(array, number, how), order="C")
                                  for number, array in enumerate(stacked(row, dtype, *how))]
                           for name, *how in variants(row)} for row in rows}


def one_by_one(rows, dtype, function_of, precision="declared"):
    """Returns the interpreter's results for each row, choice of operands, and element."""
    given = {name_of(row): {f"{chosen}": [[element(array, each) if number in chosen else array
                                           for number, array in enumerate(operands(row, dtype))]
                                          for each in range(ELEMENTS)] for chosen in choices(row) if chosen}
             for row in rows}
    specs = {name_of(row): [spec(own, [SIZE if dim == "n" else dim for dim in shape])
                            for own, shape in row.specs(dtype)] for row in rows}

    def table(x):
        return {name_of(row): function_of(row)(*x[name_of(row)]) for row in rows}

    program = ag.trace(table, specs, name="table")
    results = {name_of(row): {} for row in rows}
    for number in range(max(len(choices(row)) for row in rows)):
        own = {name_of(row): str(choices(row)[min(number, len(choices(row)) - 1)]) for row in rows}
        for each in range(ELEMENTS):
            values = program.interpret({name: given[name][own[name]][each] for name in own}, precision=precision)
            for name, value in values.items():
                results[name].setdefault(own[name], {})[each] = value
    return results


def expected(values, axis, is_nested):
    """Returns the elements' results as a batch: an array, or a nest of arrays."""
    if isinstance(values[0], tuple):
        return tuple(expected([value[part] for value in values], axis, is_nested) for part in range(len(values[0])))
    batch = np.stack(values, axis)
    return np.stack([batch, batch[::-1]]) if is_nested else batch


def floats_of(row, dtype="f64"):
    return tuple(number for number, (own, _) in enumerate(row.specs(dtype)) if own in FLOATS)


def loss(row):
    """Returns a function that computes a weighted sum of the row's result."""

    def weighted(*x):
        y = row.ours(*x)
        count = int(np.prod([int(size) for size in y.shape]))
        return (y * ag.cos(ag.iota([count], 0, y.dtype.name)).reshape(y.shape)).sum()

    return weighted


def gradient(row):
    return ag.grad(loss(row), argnums=floats_of(row))


def gradient_of_batch(row, _, *how):
    return ag.grad(lambda *x: on_batch(row, loss(row), *how)(*x).sum(), argnums=floats_of(row))


def is_differentiable(row):
    return (row.result or "f64") in FLOATS and row.takes("f64") and floats_of(row)


def with_floats():
    return [row for row in batchable("f64") if is_differentiable(row)]


@lru_cache(maxsize=None)
def batched(dtype):
    return batch_program(batchable(dtype), dtype)


@lru_cache(maxsize=None)
def batched_results(dtype, count):
    return batched(dtype).interpret(batch_inputs(batchable(dtype), dtype, count), precision="declared")


@lru_cache(maxsize=None)
def looped(dtype):
    return one_by_one(batchable(dtype), dtype, lambda row: row.ours)


@lru_cache(maxsize=None)
def gradients(wrap=on_batch):
    program = batch_program(with_floats(), "f64", gradient, wrap)
    return program.interpret(batch_inputs(with_floats(), "f64", ELEMENTS))


@lru_cache(maxsize=None)
def looped_gradients():
    return one_by_one(with_floats(), "f64", gradient, precision="double")


def compare(row, own, each, rtol=0.0):
    for name, chosen, axis, is_nested in variants(row):
        values = [each[str(chosen)][number] for number in range(ELEMENTS)]
        parts = own[name] if isinstance(own[name], tuple) else (own[name],)
        wanted = expected(values, axis, is_nested)
        for part, want in zip(parts, wanted if isinstance(wanted, tuple) else (wanted,), strict=True):
            np.testing.assert_allclose(part, want, rtol=rtol, atol=rtol, equal_nan=True, err_msg=f"{row.name}, {name}")


CASES = [(row, dtype) for row, dtype in cases() if row.operands]


@pytest.mark.parametrize("row, dtype", CASES, ids=case_id)
def test_batched(row, dtype):
    own = batched_results(dtype, ELEMENTS)[name_of(row)]
    compare(row, own, looped(dtype)[name_of(row)], rtol=1e-6 if dtype in FLOATS else 0.0)


@pytest.mark.parametrize("row, dtype", CASES, ids=case_id)
def test_no_elements(row, dtype):
    some = batched_results(dtype, ELEMENTS)[name_of(row)]
    for name, _, axis, is_nested in variants(row):
        none = batched_results(dtype, 0)[name_of(row)][name]
        along = 1 if is_nested else axis
        assert none.shape == some[name].take([], along).shape, name


@pytest.mark.parametrize("row", with_floats(), ids=case_id)
def test_batched_gradient(row):
    compare(row, gradients()[name_of(row)], looped_gradients()[name_of(row)], rtol=1e-9)


@pytest.mark.parametrize("row", with_floats(), ids=case_id)
def test_gradient_of_batched(row):
    """The gradient by an operand that all elements share is the sum of the elements' gradients."""
    own, each = gradients(gradient_of_batch)[name_of(row)], looped_gradients()[name_of(row)]
    for name, chosen, axis, is_nested in variants(row):
        values = [each[str(chosen)][number] for number in range(ELEMENTS)]
        for part, operand in enumerate(floats_of(row)):
            parts = [value[part] for value in values]
            wanted = sum(parts) * (2 if is_nested else 1) if operand not in chosen \
                else expected(parts, 0 if is_nested else axis, is_nested)
            np.testing.assert_allclose(own[name][part], wanted, rtol=1e-9, atol=1e-9, err_msg=f"{row.name}, {name}")
