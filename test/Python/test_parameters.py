# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Parameters, tensors in memory, and safetensors files."""
import gc
import json
import weakref

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

import ag


def write(path, header, data=b""):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    path.write_bytes(len(text).to_bytes(8, "little") + text + data)
    return path


@pytest.mark.parametrize("dtype", [name for name in ag.DTYPES if name != "bf16"])
def test_what_safetensors_writes(tmp_path, dtype):
    values = np.arange(6).reshape(2, 3).astype(ag.DTYPES[dtype].numpy)
    save_file({"a.w": values, "empty": values[:0]}, tmp_path / "w.safetensors", metadata={"format": "np"})
    weights = ag.safetensors(tmp_path / "w.safetensors")
    assert sorted(weights) == ["a.w", "empty"] and len(weights) == 2 and "a.w" in weights
    assert str(weights["a.w"]) == f"{dtype}[2, 3]"
    ag.testing.assert_close(weights.numpy("a.w"), values)
    ag.testing.assert_close(weights.numpy("empty"), values[:0])


def test_only_what_is_used_is_in_the_program(tmp_path):
    values = {name: np.full(3, number, np.float32) for number, name in enumerate(["a", "b", "c"])}
    save_file(values, tmp_path / "w.safetensors")
    weights = ag.safetensors(tmp_path / "w.safetensors")
    traced = ag.trace(lambda x, w: x + w["c"] * w["c"] + w["a"], ag.spec("f32", [3]), weights, name="f")
    assert traced.as_text().count("ag.parameter") == 2 and sorted(traced.parameters) == ["a", "c"]
    ag.testing.assert_close(traced.interpret(np.ones(3, np.float32), precision="declared"),
                            np.full(3, 5, np.float32))


ENTRY = {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}
BAD_FILES = [
    (b"", "its header is no JSON"),
    (b"[]", "its header is no JSON object"),
    (b"\xff\xfe", "its header is no JSON"),
    ({"w": 3}, "the entry of w is 3"),
    ({"w": {**ENTRY, "shape": [-2]}}, "the entry of w is"),
    ({"w": {**ENTRY, "shape": "ab"}}, "the entry of w is"),
    ({"w": {**ENTRY, "data_offsets": [0]}}, "the entry of w is"),
    ({"w": {**ENTRY, "dtype": "F8_E4M3"}}, "w has elements F8_E4M3"),
    ({"w": {**ENTRY, "data_offsets": [8, 16]}}, "the 8 bytes of w are not those of a f32[2] inside of the file"),
    ({"w": {**ENTRY, "data_offsets": [0, 7]}}, "the 7 bytes of w"),
    ({"w": {**ENTRY, "shape": [2**40, 2**40]}}, "the 8 bytes of w"),
]


@pytest.mark.parametrize("header, message", BAD_FILES, ids=[message for _, message in BAD_FILES])
def test_bad_files(tmp_path, header, message):
    with pytest.raises(ag.Error) as caught:
        ag.safetensors(write(tmp_path / "w.safetensors", header, bytes(8)))
    assert message in str(caught.value) and "w.safetensors" in str(caught.value)


def test_truncated_files(tmp_path):
    whole = write(tmp_path / "w.safetensors", {"w": ENTRY}, bytes(8)).read_bytes()
    for length in range(len(whole)):
        (tmp_path / "cut.safetensors").write_bytes(whole[:length])
        with pytest.raises(ag.Error):
            ag.safetensors(tmp_path / "cut.safetensors")
    with pytest.raises(ag.Error, match="cannot be read: No such file"):
        ag.safetensors(tmp_path / "none.safetensors")


def test_a_parameter_without_a_file_has_no_value():
    traced = ag.trace(lambda x: x + ag.parameter("w", ag.spec("f32", [3])), ag.spec("f32", [3]), name="f")
    with pytest.raises(ag.Error, match="the parameter w comes from no file, so it has no value"):
        traced.interpret(np.ones(3, np.float32))


# Tensors in memory -----------------------------------------------------------------------------


def affine(x, p):
    """w is transposed by load, and b is read by each run."""
    return x @ p["w"].T + p["b"]


W, B, X = np.arange(6, dtype=np.float32).reshape(2, 3), np.float32([0.5, -3]), np.ones((4, 3), np.float32)
EXPECTED = X @ W.T + B


def traced_affine(p):
    return ag.trace(affine, ag.spec("f32", ["n", 3]), p, name="f")


def lazy(array, calls):
    def read():
        calls.append(array)
        return array
    return ag.spec(array.dtype, array.shape), read


def both(traced, *arguments):
    """Returns the results of the interpreter, which those of the compiled program equal."""
    results = traced.interpret(*arguments, precision="declared")
    ag.testing.assert_close(traced.lower().compile()(*arguments), results)
    return results


def test_tensors_in_memory():
    tensors = ag.tensors({"w": W, "b": B, "unused": np.ones(9)})
    assert list(tensors) == ["w", "b", "unused"] and len(tensors) == 3 and "b" in tensors and "c" not in tensors
    assert str(tensors["w"]) == "f32[2, 3]" and repr(tensors) == "ag.tensors: 3 tensors"
    assert tensors.numpy("w") is not W and np.shares_memory(tensors.numpy("w"), W)
    traced = traced_affine(tensors)
    assert sorted(traced.parameters) == ["b", "w"]
    ag.testing.assert_close(both(traced, X), EXPECTED)
    with pytest.raises(ag.Error, match="(?s)ag.tensors has no tensor 'bb'.*Did you mean 'b'"):
        tensors["bb"]


def test_functions_are_called_for_values_only():
    calls = []
    tensors = ag.tensors({"w": lazy(W, calls), "b": lazy(B, calls), "unused": lazy(B, calls)})
    traced = traced_affine(tensors)
    lowered = traced.lower()
    assert not calls and traced.cost(n=4)
    compiled = lowered.compile()
    assert len(calls) == 2
    ag.testing.assert_close(compiled(X), EXPECTED)
    ag.testing.assert_close(traced.interpret(X, precision="declared"), EXPECTED)
    assert len(calls) == 4


@pytest.mark.parametrize("dtype", list(ag.DTYPES))
def test_tensors_of_each_type(tmp_path, dtype):
    """Without ml_dtypes, bf16 has its bits. Sizes 0 and ranks 0 are there, too, and arrays in any order of bytes."""
    bits = np.uint16([[0x3F80, 0, 0x4000], [0xC000, 0, 0x3F80]])
    numbers = np.array([[1, 0, 2], [3, 0, 1]])
    values = bits if dtype == "bf16" else numbers.astype(ag.DTYPES[dtype].numpy)
    entries = {"w": values, "one": values[0, 0], "none": values[:0], "strides": values.T[::-1], "swapped":
               values.astype(values.dtype.newbyteorder())}
    tensors = ag.tensors({name: (ag.spec(dtype, array.shape), array) for name, array in entries.items()})
    traced = ag.trace(lambda p: {name: p[name] for name in p}, tensors)
    for name, result in both(traced).items():
        expected = np.ascontiguousarray(entries[name], values.dtype.newbyteorder("=")).view(ag.DTYPES[dtype].numpy)
        np.testing.assert_array_equal(result, expected.reshape(result.shape))
    tensors.save(tmp_path / "w.safetensors")
    opened = ag.safetensors(tmp_path / "w.safetensors")
    for name in tensors:
        assert opened.stored(name).tobytes() == tensors.stored(name).tobytes()
        assert str(opened[name]) == str(tensors[name])


BAD_TENSORS = [
    ([W], "tensors takes a dict of arrays by name"),
    ({3: W}, "a tensor is called 3, expected a name"),
    ({"a\0": W}, "a tensor is called 'a\\x00', expected a name"),
    ({"\ud800": W}, "a tensor is called '\\ud800', expected a name"),
    ({"w": [1.0]}, "the tensor w is [1.0], expected an array of numpy"),
    ({"w": lambda: W}, "the tensor w is a function, whose array needs a spec"),
    ({"w": (ag.spec("f32", ["n"]), W)}, "the parameter w is f32[n], expected numbers as dimensions"),
    ({"w": (ag.spec("f32", [3, 2]), W)}, "the tensor w is f32[2, 3], expected f32[3, 2]"),
    ({"w": (ag.spec("f16", [2, 3]), W)}, "the tensor w is f32[2, 3], expected f16[2, 3]"),
    ({"w": (ag.spec("f16", [2]), np.zeros(2, np.uint16))}, "the tensor w is ui16[2], expected f16[2]"),
    ({"w": W.astype(object)}, "the tensor w has elements object"),
    ({"w": W.astype(np.complex64)}, "the tensor w has elements complex64"),
    ({"w": np.ma.masked_array(W, W > 0)}, "a masked array's mask would be lost"),
]


@pytest.mark.parametrize("entries, message", BAD_TENSORS, ids=[message for _, message in BAD_TENSORS])
def test_bad_tensors(entries, message):
    with pytest.raises(ag.Error) as caught:
        ag.tensors(entries)
    assert message in str(caught.value)


def test_functions_that_return_something_else():
    traced = traced_affine(ag.tensors({"w": (ag.spec("f32", [2, 3]), lambda: W.T), "b": B}))
    for use in (lambda: traced.interpret(X), lambda: traced.lower().compile()):
        with pytest.raises(ag.Error, match=r"the tensor w is f32\[3, 2\], expected f32\[2, 3\]"):
            use()

    def fail():
        raise KeyError("w is not there")

    traced = traced_affine(ag.tensors({"w": (ag.spec("f32", [2, 3]), fail), "b": B}))
    with pytest.raises(KeyError, match="w is not there"):
        traced.lower().compile()


def test_weights_for_compile(tmp_path):
    traced = traced_affine(ag.tensors({"w": W, "b": B}))
    save_file({"w": 2 * W, "b": 2 * B}, tmp_path / "w.safetensors")
    doubled = {"w": 2 * W, "b": 2 * B, "c": B}
    for weights in (doubled, ag.tensors(doubled), ag.safetensors(tmp_path / "w.safetensors"), tmp_path / "w.safetensors",
                    str(tmp_path / "w.safetensors")):
        ag.testing.assert_close(traced.lower().compile(weights=weights)(X), 2 * EXPECTED)
    without = ag.trace(lambda x: affine(x, {"w": ag.parameter("w", ag.spec("f32", [2, 3])),
                                            "b": ag.parameter("b", ag.spec("f32", [2]))}), X).lower()
    ag.testing.assert_close(without.compile(weights=doubled)(X), 2 * EXPECTED)
    for weights, message in [({"w": W}, "ag.tensors has no tensor 'b'"),
                             ({"w": W, "b": W}, r"the tensor b of weights is f32\[2, 3\], expected f32\[2\]"),
                             ({"w": W, "b": B.astype("f8")}, r"the tensor b of weights is f64\[2\], expected f32\[2\]"),
                             ({"w": W, "b": [1.0, 2.0]}, r"the tensor b is \[1.0, 2.0\], expected an array of numpy"),
                             (3, "weights is 3, expected a path")]:
        with pytest.raises(ag.Error, match=message):
            without.compile(weights=weights)
    plain = ag.trace(ag.exp, X).lower()
    assert plain.compile(weights={})(X).shape == X.shape
    with pytest.raises(ag.Error, match="the program has no parameters, or contains their values"):
        plain.compile(weights={"w": W})


def test_parameters_of_several_sources(tmp_path):
    for name, value in (("w", W), ("b", B)):
        save_file({name: value}, tmp_path / f"{name}.safetensors")
    w, b = (ag.safetensors(tmp_path / f"{name}.safetensors") for name in "wb")

    def f(x, p, q):
        return affine(x, {"w": p["w"], "b": q["b"]})

    for p, q in ((w, b), (w, ag.tensors({"b": B})), (ag.tensors({"w": W}), ag.tensors({"b": B}))):
        traced = ag.trace(f, X, p, q)
        ag.testing.assert_close(both(traced, X), EXPECTED)
        traced.lower().compile().save(tmp_path / "f.so")
        ag.testing.assert_close(ag.load(tmp_path / "f.so")(X), EXPECTED)
    with pytest.raises(ag.Error, match="two parameters are called w"):
        ag.trace(lambda x, p, q: x @ p["w"].T @ q["w"], X, w, ag.tensors({"w": W}))


@pytest.mark.parametrize("embeds", [False, True])
def test_saved_from_memory(tmp_path, embeds):
    traced = traced_affine(ag.tensors({"w": W, "b": B, "unused": B}))
    traced.lower().compile().save(tmp_path / "f.so", embed_weights=embeds)
    ag.save(tmp_path / "g.so", traced, embed_weights=embeds)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        f"{name}.{end}" for name in "fg" for end in ["so", "h", "weights"][:2 if embeds else 3])
    for name in "fg":
        loaded = ag.load(tmp_path / f"{name}.so")
        ag.testing.assert_close(loaded(X), EXPECTED)
        if not embeds:
            ag.testing.assert_close(ag.load(tmp_path / f"{name}.so", weights={"w": 2 * W, "b": 2 * B})(X), 2 * EXPECTED)
            with pytest.raises(ag.Error, match=r"parameter w is missing, the program needs f32\[2, 3\]"):
                ag.load(tmp_path / f"{name}.so", weights={"b": B})
            with pytest.raises(ag.Error, match=r"parameter w is f32\[2\] in memory, the program needs f32\[2, 3\]"):
                ag.load(tmp_path / f"{name}.so", weights={"b": B, "w": B})
    with pytest.raises(ag.Error, match="cannot write '.*none/f.so': No such file or directory"):
        ag.save(tmp_path / "none" / "f.so", traced)


def test_programs_of_two_sources_of_one_name(tmp_path):
    """They were saved with the values of the last one."""
    f, g = (ag.trace(affine, X, ag.tensors({"w": W, "b": b}), name=name) for name, b in (("f", B), ("g", 2 * B)))
    with pytest.raises(ag.Error, match=r"two parameters are called b: f32\[2\] of ag.tensors and f32\[2\] of ag.tensors|"
                                       r"two parameters are called w"):
        ag.save(tmp_path / "f.so", f, g)
    ag.save(tmp_path / "f.so", f, g, weights={"w": W, "b": B})
    ag.testing.assert_close(ag.load(tmp_path / "f.so", entry="g")(X), EXPECTED)


def test_derivatives_by_tensors(tmp_path):
    tensors = ag.tensors({"w": W, "b": B, "ids": np.arange(3)})
    traced = ag.trace(ag.grad(lambda p, x: affine(x, p).sum()), tensors, X)
    ag.testing.assert_close(both(traced, X), {"w": np.full((2, 3), 4, np.float32), "b": np.float32([4, 4])})
    save_file({"w": W, "b": B}, tmp_path / "w.safetensors")
    of_file = ag.trace(ag.grad(lambda p, x: affine(x, p).sum()), ag.safetensors(tmp_path / "w.safetensors"), X)
    # Neither program has parameters, because the gradient is constant.
    ag.testing.assert_close(dict(sorted(both(of_file, X).items(), reverse=True)), both(traced, X))
    rows = ag.trace(ag.vmap(lambda p, x: affine(x, p), in_axes=(None, 0)), tensors, X)
    ag.testing.assert_close(both(rows, X), EXPECTED)


def test_a_program_keeps_its_arrays():
    """Two programs share them."""
    b = B.copy()
    tensors = ag.tensors({"w": W.copy(), "b": b})
    kept = weakref.ref(b)
    traced = traced_affine(tensors)
    programs = [traced.lower().compile(), traced.lower().compile()]
    lazily = traced_affine(ag.tensors({"w": lazy(W, []), "b": (ag.spec("f32", [2]), lambda: B.copy())})).lower().compile()
    del tensors, traced, b
    gc.collect()
    np.full(1 << 16, 7, np.float32)
    for program in (*programs, lazily):
        ag.testing.assert_close(program(X), EXPECTED)
    assert kept() is not None
    del programs, program
    gc.collect()
    assert kept() is None


def test_arrays_that_load_packs_are_not_kept():
    arrays = {}

    def read(name, values):
        made = values.copy()
        arrays[name] = weakref.ref(made)
        return made

    tensors = ag.tensors({"w": (ag.spec("f32", [2, 3]), lambda: read("w", W)), "b": (ag.spec("f32", [2]), lambda: read("b", B))})
    program = traced_affine(tensors).lower().compile()
    assert arrays["w"]() is None and arrays["b"]() is not None
    ag.testing.assert_close(program(X), EXPECTED)


def test_runs_read_arrays_in_place():
    b = B.copy()
    program = traced_affine(ag.tensors({"w": W, "b": b})).lower().compile()
    b += 1
    ag.testing.assert_close(program(X), EXPECTED + 1)


def test_misaligned_arrays():
    data = np.frombuffer(b"\0" + B.tobytes(), np.uint8)[1:].view(np.float32)
    assert not data.flags.aligned
    ag.testing.assert_close(traced_affine(ag.tensors({"w": W, "b": data})).lower().compile()(X), EXPECTED)


def test_bools_that_are_none():
    traced = ag.trace(lambda p: p["m"], ag.tensors({"m": np.uint8([0, 2]).view(np.bool_)}))
    with pytest.raises(ag.Error, match="parameter m: element 1 is 2, a bool is 0 or 1"):
        traced.lower().compile()


# Files that are written ------------------------------------------------------------------------


def test_saved_as_safetensors(tmp_path):
    calls = []
    values = {"é \"w\"\\": W, "b": B, "ids": np.arange(5, dtype=np.int8), "lines": np.ones((4, 16), np.float16)}
    tensors = ag.tensors({name: lazy(value, calls) for name, value in values.items()})
    tensors.save(tmp_path / "w.safetensors")
    assert len(calls) == 4
    assert [path.name for path in tmp_path.iterdir()] == ["w.safetensors"]
    loaded = load_file(tmp_path / "w.safetensors")
    assert sorted(loaded) == sorted(values)
    for name, value in values.items():
        np.testing.assert_array_equal(loaded[name], value)
    opened = ag.safetensors(tmp_path / "w.safetensors")
    for name in opened:
        assert opened.numpy(name).flags.aligned
    ag.testing.assert_close(ag.trace(lambda p: p["é \"w\"\\"], opened).lower().compile()(), W)
    opened.save(tmp_path / "w.safetensors")  # in place of the file that is mapped
    ag.testing.assert_close(ag.safetensors(tmp_path / "w.safetensors").numpy("b"), B)
    ag.tensors({}).save(tmp_path / "none.safetensors")
    assert len(ag.safetensors(tmp_path / "none.safetensors")) == 0


def test_a_file_is_whole_or_not_there(tmp_path):
    def fail():
        raise KeyboardInterrupt

    path = tmp_path / "w.safetensors"
    path.write_bytes(b"old")
    with pytest.raises(KeyboardInterrupt):
        ag.tensors({"a": W, "b": (ag.spec("f32", [2]), fail)}).save(path)
    assert path.read_bytes() == b"old" and [each.name for each in tmp_path.iterdir()] == ["w.safetensors"]
    with pytest.raises(ag.Error, match="the tensor b is f32.3., expected f32.2."):
        ag.tensors({"b": (ag.spec("f32", [2]), lambda: np.ones(3, np.float32))}).save(path)
    with pytest.raises(ag.Error, match="cannot write '.*none/w.safetensors': No such file or directory"):
        ag.tensors({"w": W}).save(tmp_path / "none" / "w.safetensors")
    with pytest.raises(ag.Error, match="has no tensor called __metadata__"):
        ag.tensors({"__metadata__": W}).save(path)


def test_files_that_change(tmp_path):
    save_file({"w": W}, tmp_path / "w.safetensors")
    first, second = ag.safetensors(tmp_path / "w.safetensors"), ag.safetensors(tmp_path / "w.safetensors")
    (tmp_path / "w.safetensors").write_bytes(b"short")
    with pytest.raises(ag.Error, match="w.safetensors has 5 bytes, but had .* when it was opened"):
        first.numpy("w")
    (tmp_path / "w.safetensors").unlink()
    with pytest.raises(ag.Error, match="w.safetensors cannot be read: No such file"):
        second.numpy("w")
