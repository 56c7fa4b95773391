# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Collectives, interpreted on all ranks, give each rank the block that numpy computes for it."""
import re
from itertools import product
from math import prod

import numpy as np
import pytest

import ag
from rank_rows import COLLECTIVES
from tools import run_tool
from values import assert_same

#: Meshes, and the axes along which ranks take part.
CASES = [({"a": 2}, ["a"]), ({"a": 4}, ["a"]), ({"a": 2, "b": 2}, ["b"]), ({"a": 2, "b": 2}, ["a", "b"]),
         ({"a": 2, "b": 3}, ["a"]), ({"a": 2, "b": 3}, ["b", "a"])]
ROWS, COLUMNS = 2, 12


def groups(mesh, axes):
    """Yields, for each rank, the ranks that differ from it along these axes only, in the order of indices, and its own
    index among them."""
    places = [dict(zip(mesh, place)) for place in product(*map(range, mesh.values()))]
    number = {tuple(place.values()): rank for rank, place in enumerate(places)}
    for place in places:
        group = [number[tuple((place | dict(zip(axes, other))).values())]
                 for other in product(*(range(mesh[axis]) for axis in axes))]
        yield group, group.index(number[tuple(place.values())])


def drawn(dtype, shape, seed):
    """Returns values whose sums and products need no rounding, in any order."""
    kind, rng = ag.DTYPES[dtype], np.random.default_rng(seed)
    if kind.kind == "Bool":
        return rng.integers(0, 2, shape).astype(bool)
    if kind.is_float:
        return rng.choice([-2, -1, -0.5, 0.5, 1, 2], shape).astype(kind.numpy)
    return rng.integers(0, 2**kind.bits, shape, np.uint64).astype(f"u{kind.bits // 8}").view(kind.numpy)


def tensor(shape, dtype):
    return f"tensor<{'x'.join(map(str, shape))}x{dtype}>"


def program(row, dtypes, mesh, axes, shape):
    """Returns one rank's program. Its arguments and results are blocks along the first dimension, one for each rank."""
    ranks, names = prod(mesh.values()), ", ".join(f'"{axis}"' for axis in mesh)
    k = prod(mesh[axis] for axis in axes)

    def block(own, dtype):
        whole = f"[{own[0] * ranks}, {own[1]}]"
        return f"{tensor(own, dtype)} {{ag.sharding = #ag.sharding<[[{names}], []], {whole}>}}"

    def line(dtype):
        text = row.line.format(
            axes="[" + ", ".join(f'"{axis}"' for axis in axes) + "]", block=tensor((ROWS, COLUMNS), dtype),
            result=tensor(shape, dtype), turned=[(place + 1) % k for place in range(k)])
        return re.sub(r"%(\w+)", rf"%\1_{dtype}", text)

    return (f"module attributes {{ag.mesh = #ag.mesh<{', '.join(f'{axis} = {size}' for axis, size in mesh.items())}>}} {{\n"
            f"func.func @main({', '.join(f'%x_{dtype}: {block((ROWS, COLUMNS), dtype)}' for dtype in dtypes)})"
            f" -> ({', '.join(block(shape, dtype) for dtype in dtypes)}) {{\n" + "\n".join(map(line, dtypes)) +
            f"\nreturn {', '.join(f'%y_{dtype}' for dtype in dtypes)}"
            f" : {', '.join(tensor(shape, dtype) for dtype in dtypes)}\n}}\n}}\n")


@pytest.mark.parametrize("mesh, axes", CASES, ids=lambda case: "-".join(map(str, case)))
@pytest.mark.parametrize("row", COLLECTIVES, ids=lambda row: row.name)
def test_row(row, mesh, axes, tmp_path):
    dtypes = [dtype for dtype in ag.DTYPES if not row.numbers or dtype != "i1"]
    options, expected = ["--precision=declared"], {}
    for seed, dtype in enumerate(dtypes):
        blocks = [drawn(dtype, (ROWS, COLUMNS), (seed, rank)) for rank in range(prod(mesh.values()))]
        expected[dtype] = [row.meaning([blocks[other] for other in group], place) for group, place in groups(mesh, axes)]
        np.save(tmp_path / f"{dtype}.npy", np.concatenate(blocks))
        options += [f"--input={tmp_path}/{dtype}.npy", f"--output={tmp_path}/{dtype}.result.npy"]
    run_tool("ag-run", "-", *options, text=program(row, dtypes, mesh, axes, expected[dtypes[0]][0].shape))
    for dtype in dtypes:
        actual = np.load(tmp_path / f"{dtype}.result.npy")
        assert_same(actual.view(ag.DTYPES[dtype].numpy), np.concatenate(expected[dtype]))


@pytest.mark.parametrize("mesh, axes", CASES, ids=lambda case: "-".join(map(str, case)))
def test_mesh_index(mesh, axes, tmp_path):
    names = ", ".join(f'"{axis}"' for axis in mesh)
    along = ", ".join(f'"{axis}"' for axis in axes)
    ranks = prod(mesh.values())
    text = (f"module attributes {{ag.mesh = #ag.mesh<{', '.join(f'{axis} = {size}' for axis, size in mesh.items())}>}} {{\n"
            f"func.func @main() -> (tensor<1xi64> {{ag.sharding = #ag.sharding<[[{names}]], [{ranks}]>}}) {{\n"
            f"%i = ag.mesh_index [{along}] : index\n%k = arith.index_cast %i : index to i64\n"
            "%y = tensor.from_elements %k : tensor<1xi64>\nreturn %y : tensor<1xi64>\n}\n}\n")
    run_tool("ag-run", "-", f"--output={tmp_path}/y.npy", text=text)
    assert np.load(tmp_path / "y.npy").tolist() == [place for _, place in groups(mesh, axes)]
