# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Do published models give what they do elsewhere? make_goldens.py writes the expected values, by onnxruntime."""
from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest

import ag

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def folder_of(package: str) -> Path:
    """Returns the folder of a package, which is not imported."""
    return Path(importlib.util.find_spec(package).origin).parent


def module_at(path: Path):
    """Returns the module in a file."""
    found = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def voice() -> np.ndarray:
    """The samples of examples/vad/voice.py, as a WAV file has them."""
    samples = module_at(ROOT / "examples" / "vad" / "voice.py").voice()
    return (samples * 32767).astype("<i2").astype(np.float32) / 32768


VAD = folder_of("silero_vad") / "data" / "silero_vad.onnx"


def test_speech(voice):
    """silero-vad says which of 300 windows have speech, as onnxruntime does. Its state is written in place."""
    program = ag.onnx.load(VAD, input=ag.spec("f32", ["batch", 576], batch=(1, 8)), sr=16000, donate=["state"])
    f = program.lower().compile()
    samples = np.concatenate([np.zeros(64, np.float32), voice])
    windows = np.stack([samples[start:start + 576] for start in range(0, len(voice), 512)])
    state, found = np.zeros((2, 1, 128), np.float32), []
    for window in windows:
        probability, after = f(window[None], state)
        assert after is state
        found.append(probability.item())
    expected = np.loadtxt(HERE / "goldens" / "vad.txt")
    assert np.abs(np.array(found) - expected).max() < 1e-4
    assert (expected > 0.5).sum() >= 100 and (expected < 0.1).sum() >= 50
    # Eight voices at once are each as one alone.
    state = np.zeros((2, 8, 128), np.float32)
    for place in range(2):
        probability, _ = f(np.repeat(windows[place][None], 8, 0), state)
    assert np.allclose(probability, found[1], atol=1e-6)


def test_speech_at_the_other_rate(voice):
    """The value of sr chooses a branch, whose windows and weights are others."""
    program = ag.onnx.load(VAD, input=ag.spec("f32", [1, 288]), sr=8000)
    probability, state = program.lower().compile()(voice[None, 8000:8288], np.zeros((2, 1, 128), np.float32))
    assert 0 <= probability.item() <= 1 and state.shape == (2, 1, 128)
    with pytest.raises(ag.Error, match="Conv"):
        ag.onnx.load(VAD, input=ag.spec("f32", [1, 16]), sr=8000)


def test_file_types():
    """magika's model says what files of this repository are, which is no guess."""
    folder = folder_of("magika") / "models" / "standard_v3_3"
    labels = json.loads((folder / "config.min.json").read_text())["target_labels_space"]
    files = {"cpp": "lib/Support/Sizes/SizeProver.cpp", "c": "runtime/Load.c", "python": "python/ag/tree.py",
             "markdown": "README.md", "cmake": "CMakeLists.txt", "toml": "pyproject.toml", "shell": "scripts/test.sh",
             "svg": "docs/attention.svg", "json": "CMakePresets.json"}
    rows = []
    for path in files.values():
        data = (ROOT / path).read_bytes()
        begin, end = data[:4096].lstrip()[:1024], data[-4096:].rstrip()[-1024:]
        rows.append([*begin, *[256] * (1024 - len(begin)), *[256] * (1024 - len(end)), *end])
    program = ag.onnx.load(folder / "model.onnx")
    (scores,) = [program.lower().compile()(np.array(rows, np.int32))]
    assert [labels[each] for each in scores.argmax(1)] == list(files)
    assert scores.max(1).min() > 0.5
