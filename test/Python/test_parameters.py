# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Parameters, and safetensors files."""
import json

import numpy as np
import pytest
from safetensors.numpy import save_file

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
