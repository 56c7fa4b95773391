# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compiled programs: their results, and the inputs that they refuse."""
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import ml_dtypes
import numpy as np
import pytest
from safetensors.numpy import save_file

import ag
from ag import _ag

RNG = np.random.default_rng(0)
WEIGHTS = {name: RNG.normal(size=shape).astype(np.float32) / 8
           for name, shape in {"w1": (48, 32), "b1": (32,), "w2": (32, 10), "b2": (10,)}.items()}
X = RNG.normal(size=(7, 48)).astype(np.float32)


def mlp(x, p):
    h = ag.nn.relu(x @ p["w1"] + p["b1"])
    return h @ p["w2"] + p["b2"]


def expected(x):
    w = WEIGHTS
    return np.maximum(x @ w["w1"] + w["b1"], 0) @ w["w2"] + w["b2"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("programs")
    save_file(WEIGHTS, path / "mlp.safetensors")
    return path


@pytest.fixture(scope="module")
def compiled(folder):
    x = ag.spec("f32", ["batch", 48], batch=(1, 64))
    f = ag.trace(mlp, x, ag.safetensors(folder / "mlp.safetensors")).lower().compile()
    f.save(folder / "mlp.so")
    return f


@pytest.mark.parametrize("batch", [1, 7, 64])
def test_meaning_at_several_sizes(compiled, batch):
    x = RNG.normal(size=(batch, 48)).astype(np.float32)
    ag.testing.assert_close(compiled(x), expected(x), rtol=1e-5, atol=1e-6)


def test_the_same_bits_each_time(compiled):
    assert compiled(X).tobytes() == compiled(X).tobytes()


def test_the_same_bits_on_two_threads():
    f = ag.trace(ag.softmax, ag.spec("f32", [1000, "n"], n=(0, 1000))).lower()
    x = RNG.normal(size=(1000, 999)).astype(np.float32)
    assert f.compile(threads=2)(x).tobytes() == f.compile()(x).tobytes()


def test_an_impossible_number_of_threads():
    with pytest.raises(ag.Error, match="threads is 0, expected a number from 1 on"):
        ag.trace(ag.exp, ag.spec("f32", [4])).lower().compile(threads=0)


REFUSALS = [
    (X.astype(np.float64), "argument x: dtype is f64, expected f32"),
    (X[:, :47].copy(), "argument x: dimension 1 is 47, expected 48"),
    (X[0], "argument x: has 1 dimensions, expected 2"),
    (np.zeros((65, 48), np.float32), "argument x: batch is 65, at most 64"),
    (np.zeros((0, 48), np.float32), "argument x: batch is 0, at least 1"),
    ("text", "argument x is 'text', expected an array"),
    (X.astype(object), "argument x cannot be opened as an array without a copy"),
    (None, "argument x is None, expected an array"),
    ([X, X], "argument x is [array("),
    (X.astype(np.complex64), "argument x: dtype is complex<f32>, expected f32"),
    (np.ma.masked_array(X, X > 0), "argument x is a masked array, whose mask would be lost: pass array.filled(0)"),
    (X.astype(">f4"), "argument x has its bytes in the other order: pass array.astype(array.dtype.newbyteorder"),
    (X.astype(ml_dtypes.bfloat16).astype(np.dtype(ml_dtypes.bfloat16).newbyteorder(">")),
     "argument x has its bytes in the other order"),
]


@pytest.mark.parametrize("argument, message", REFUSALS, ids=[message for _, message in REFUSALS])
def test_refused_arguments(compiled, argument, message):
    with pytest.raises(ag.Error) as caught:
        compiled(argument)
    assert message in str(caught.value)


def test_nothing_is_copied_in(compiled):
    read_only = X.copy()
    read_only.flags.writeable = False
    ag.testing.assert_close(compiled(read_only), compiled(X))


def test_threads_run_one_model(compiled):
    inputs = [RNG.normal(size=(1 + number % 64, 48)).astype(np.float32) for number in range(200)]
    with ThreadPoolExecutor(4) as pool:
        for x, y in zip(inputs, pool.map(compiled, inputs)):
            ag.testing.assert_close(y, expected(x), rtol=1e-5, atol=1e-6)


def test_saved_and_loaded(compiled, folder):
    loaded = ag.load(folder / "mlp.so", weights=folder / "mlp.safetensors")
    assert loaded(X).tobytes() == compiled(X).tobytes()
    assert loaded.info == compiled.info
    assert loaded.info["arguments"] == [{"name": "x", "dtype": "float32", "dims": ["batch", 48]}]
    assert loaded.info["symbols"] == [{"name": "batch", "least": 1, "greatest": 64}]
    assert "mlp_run" in (folder / "mlp.h").read_text()


def test_another_program_at_the_same_path(tmp_path, monkeypatch):
    """The new program is loaded, whether or not the first one is still loaded."""
    monkeypatch.chdir(tmp_path)
    loaded = []
    for number in range(3):
        ag.trace(lambda x: x + number, ag.spec("f32", [1]), name="f").lower().compile(opt=1).save("f.so")
        loaded += [ag.load("f.so"), ag.load(tmp_path / "f.so")]
        if number == 1:
            del loaded[:2]
    assert [f(np.zeros(1, np.float32))[0] for f in loaded] == [1, 1, 2, 2]


def test_weights_beside_and_inside(compiled, tmp_path):
    compiled.save(tmp_path / "beside.so")
    assert ag.load(tmp_path / "beside.so")(X).tobytes() == compiled(X).tobytes()
    compiled.save(tmp_path / "inside.so", embed_weights=True)
    assert not (tmp_path / "inside.weights").exists()
    assert ag.load(tmp_path / "inside.so")(X).tobytes() == compiled(X).tobytes()
    os.rename(tmp_path / "beside.weights", tmp_path / "moved.weights")
    with pytest.raises(ag.Error, match="needs a weights file"):
        ag.load(tmp_path / "beside.so")
    with pytest.raises(ag.Error, match="plain.ll can't hold weights"):
        compiled.save(tmp_path / "plain.ll", embed_weights=True)


def test_fixed_sizes(compiled, folder):
    """The program, also as a file, takes only that size, and has the cost of that size."""
    fixed = compiled._lowered.compile(dims={"batch": np.int64(7)})
    assert fixed.info["symbols"] == [] and fixed.info["arguments"][0]["dims"] == [7, 48]
    ag.testing.assert_close(fixed(X), expected(X), rtol=1e-5, atol=1e-6)
    assert fixed.cost() == compiled.cost(batch=7) and fixed.memory()["results"] == 7 * 40
    fixed.save(folder / "fixed.so", embed_weights=True)
    for program in (fixed, ag.load(folder / "fixed.so")):
        with pytest.raises(ag.Error, match="argument x: dimension 0 is 6, expected 7"):
            program(X[:6])
    with pytest.raises(ag.Error, match=r"the sizes are \['batch'\], expected \[\]"):
        fixed.cost(batch=7)


IMPOSSIBLE_SIZES = [
    ({"batch": 65}, "dimension batch of @mlp is to be 65, but ag.ranges allows 1 to 64"),
    ({"rows": 4}, "no argument of an entry has a dynamic dimension rows in its ag.dims, so it can't be 4"),
    ({"batch": -1}, "--dim batch=-1: 'batch=-1', column 7: expected a size, a whole number from 0 to 2^63 - 1"),
    ({"batch": 4.5}, "--dim batch=4.5: 'batch=4.5', column 8: expected the end"),
    (["batch=4"], "dims is ['batch=4'], expected sizes by name, as in {\"batch\": 4}"),
]


@pytest.mark.parametrize("dims, message", IMPOSSIBLE_SIZES, ids=[message for _, message in IMPOSSIBLE_SIZES])
def test_impossible_sizes(compiled, dims, message):
    with pytest.raises(ag.Error) as caught:
        compiled._lowered.compile(dims=dims)
    assert message in str(caught.value)


def test_arguments_without_names(tmp_path):
    """Messages call these arguments by their number."""
    text = "func.func @f(%x: tensor<2xf32>) -> tensor<2xf32> { return %x : tensor<2xf32> }"
    options = {"name": "f", "march": "x86-64-v3", "opt": 1}
    (tmp_path / "f.so").write_bytes(_ag.compile(_ag.Module.parse(text, "f.mlir"), _ag.Emission.so, options).code)
    loaded = ag.load(tmp_path / "f.so")
    with pytest.raises(ag.Error, match="argument 0 is 'text', expected an array"):
        loaded("text")


def test_other_forms(compiled, folder):
    compiled.save(folder / "other.o")
    symbols = subprocess.run(["nm", "-g", "--defined-only", folder / "other.o"], capture_output=True, text=True)
    assert {line.split()[-1] for line in symbols.stdout.splitlines()} >= {"other_load", "other_run", "other_query"}
    compiled.save(folder / "other.ll")
    assert "define" in (folder / "other.ll").read_text()
    assert sorted(path.name for path in folder.iterdir() if path.name.startswith(".")) == []


def test_links_are_followed(compiled, folder, tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "linked.so").symlink_to("sub/there.so")
    (tmp_path / "linked.weights").symlink_to("sub/there.weights")
    (tmp_path / "sub/there.weights").write_text("old")
    (tmp_path / "sub/there.weights").chmod(0o600)
    compiled.save(tmp_path / "linked.so")
    assert (tmp_path / "linked.so").is_symlink() and (tmp_path / "linked.weights").is_symlink()
    assert (tmp_path / "sub/there.so").read_bytes().startswith(b"\x7fELF")
    assert (tmp_path / "sub/there.weights").stat().st_mode & 0o777 == 0o600
    assert ag.load(tmp_path / "linked.so").info["results"]


def test_refused_files(compiled, folder, tmp_path):
    with pytest.raises(ag.Error, match="ends in '.exe', expected .so or .o or .s or .ll"):
        compiled.save(tmp_path / "mlp.exe")
    with pytest.raises(ag.Error, match="cannot write '.*none/mlp.o': No such file or directory"):
        compiled.save(tmp_path / "none" / "mlp.o")
    (tmp_path / "mlp.o").write_text("old")
    (tmp_path / "mlp.weights").mkdir()
    with pytest.raises(ag.Error, match="cannot write '.*mlp.weights': Is a directory"):
        compiled.save(tmp_path / "mlp.o")
    assert (tmp_path / "mlp.o").read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mlp.o", "mlp.weights"]
    with pytest.raises(ag.Error, match="none.so"):
        ag.load(tmp_path / "none.so")
    save_file({"w1": WEIGHTS["w1"]}, tmp_path / "part.safetensors")
    with pytest.raises(ag.Error):
        ag.load(folder / "mlp.so", weights=tmp_path / "part.safetensors")


def test_parameters_need_a_file():
    traced = ag.trace(lambda x: x + ag.parameter("w", ag.spec("f32", [3])), ag.spec("f32", [3]), name="f")
    with pytest.raises(ag.Error, match="the parameters w come from no file: pass weights="):
        traced.lower().compile()


def test_unknown_cpu():
    with pytest.raises(ag.Error, match="z80"):
        ag.trace(lambda x: x + 1, X, name="f").lower().compile(march="z80")


@pytest.mark.parametrize("size", [2**70, "3", True])
def test_impossible_sizes_of_memory(compiled, size):
    with pytest.raises(ag.Error, match="batch is .*, expected a number from 0 to 2^63 - 1".replace("^", r"\^")):
        compiled.memory(batch=size)


@pytest.mark.parametrize("dtype", list(ag.DTYPES))
def test_numbers_of_numpy(dtype):
    """Numbers of numpy are arrays of rank 0, as examples and as arguments."""
    number = ag.DTYPES[dtype].numpy.type(1)
    result = ag.trace(lambda x: ag.maximum(x, x), number, name="f").lower().compile(opt=1)(number)
    ag.testing.assert_close(result, np.asarray(number))


def test_memory(compiled):
    small, large = compiled.memory(batch=1), compiled.memory(batch=64)
    assert small["results"] == 40 and large["results"] == 64 * 40
    assert 0 <= small["workspace"] <= large["workspace"]
    with pytest.raises(ag.Error, match=r"the sizes are \['n'\], expected \['batch'\]"):
        compiled.memory(n=3)


def test_plan_of_memory(compiled):
    """The workspace holds, at the largest batch, the one product that is not a result."""
    plan = compiled.memory()
    assert plan["sizes"] == {"batch": 64}
    assert plan["workspace"] == plan["peak"] == compiled.memory(batch=64)["workspace"]
    assert plan["gap"] == plan["peak"] - plan["bound"] == 0 and plan["certainty"] == "meets the bound"
    assert plan["sum"] == sum(buffer["bytes"] for buffer in plan["buffers"])
    value, = (buffer for buffer in plan["buffers"] if buffer["bytes"] == 64 * 32 * 4)
    line = mlp.__code__.co_firstlineno + 1
    assert value["name"] == "h max" and (os.path.basename(value["file"]), value["line"]) == ("test_compile.py", line)
    assert plan["buffers"].index(value) in plan["busiest"]["buffers"]
    for sample in plan["samples"]:
        assert sample["peak"] == compiled.memory(**sample["sizes"])["workspace"]


def test_nests_of_every_type():
    """One program takes and returns nests of each element type."""
    values = {name: np.arange(6).reshape(2, 3).astype(dtype.numpy) for name, dtype in ag.DTYPES.items()}

    def f(parts, scale):
        return {name: (ag.maximum(x, x), scale) for name, x in parts.items()}

    result = ag.trace(f, values, np.float32(3)).lower().compile(opt=1)(values, np.array(3, np.float32))
    ag.testing.assert_close(result, {name: (x, np.array(3, np.float32)) for name, x in values.items()})
    assert result["bf16"][0].dtype == ml_dtypes.bfloat16


def test_control_flow():
    def f(x, k):
        running = ag.fori_loop(0, x.shape[0], lambda i, c: c + x[i] * 2, ag.zeros([3]))
        grown = ag.while_loop(lambda c: c.sum() < 100, lambda c: c * 3, ag.exp(running))
        return ag.cond(k > 0, lambda: grown, lambda: running)

    traced = ag.trace(f, ag.spec("f32", ["n", 3], n=(1, 9)), ag.spec("i32", []))
    compiled = traced.lower().compile()
    x = RNG.normal(size=(4, 3)).astype(np.float32)
    for k in (-1, 1):
        k = np.array(k, np.int32)
        ag.testing.assert_close(compiled(x, k), traced.interpret(x, k, precision="declared"), rtol=1e-5)


def test_loops_that_keep_what_they_carry():
    def f(x, y):
        def body(i, carried):
            a, b = carried
            kept = ag.cond(ag.array(i) < 2, lambda: a + b, lambda: a)
            return kept, ag.cond(ag.array(i) < 3, lambda: kept * 0.5, lambda: b)

        return ag.fori_loop(0, 4, body, (x, y))

    traced = ag.trace(f, ag.spec("f32", ["n"]), ag.spec("f32", ["n"]))
    inputs = [RNG.normal(size=5).astype(np.float32) for _ in range(2)]
    ag.testing.assert_close(traced.lower().compile()(*inputs), traced.interpret(*inputs, precision="declared"), rtol=1e-5)


def test_failures_while_running():
    compiled = ag.trace(lambda x, i: ag.take(x, i), ag.spec("f32", [4]), ag.spec("i64", [2]), name="f").lower().compile()
    ag.testing.assert_close(compiled(np.arange(4, dtype=np.float32), np.array([3, 0])), np.array([3, 0], np.float32))
    with pytest.raises(ag.Error, match="4"):
        compiled(np.arange(4, dtype=np.float32), np.array([3, 4]))


def test_saved_programs_run_in_fresh_processes(folder, compiled):
    script = f"""
import ag, numpy as np
f = ag.load({str(folder / "mlp.so")!r}, weights={str(folder / "mlp.safetensors")!r})
print(f(np.ones((2, 48), np.float32)).shape)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout.strip() == "(2, 10)", done.stderr
