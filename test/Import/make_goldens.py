# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes what onnxruntime gives for published models to the folder goldens. The command, with a Python that has
onnxruntime (its optimiser is off):

    .venv-peers/bin/python3 test/Import/make_goldens.py PACKAGES

PACKAGES is the folder that has silero_vad, such as .venv/lib/python3.11/site-packages.
"""
import importlib.util
import sys
from pathlib import Path

import numpy as np
import onnxruntime

HERE = Path(__file__).parent
ROOT = HERE.parents[1]

def session(path: Path) -> onnxruntime.InferenceSession:
    """Returns the model, which is not optimised."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    return onnxruntime.InferenceSession(path, options)


def voice() -> np.ndarray:
    """Returns the samples of examples/vad/voice.py as a WAV file has them."""
    found = importlib.util.spec_from_file_location("voice", ROOT / "examples" / "vad" / "voice.py")
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return (module.voice() * 32767).astype("<i2").astype(np.float32) / 32768


def vad(packages: Path) -> None:
    """Writes the probability of speech in each window of the voice."""
    model = session(packages / "silero_vad" / "data" / "silero_vad.onnx")
    samples, state, lines = np.concatenate([np.zeros(64, np.float32), voice()]), np.zeros((2, 1, 128), np.float32), []
    for start in range(0, len(samples) - 64, 512):
        window = samples[start:start + 576][None]
        probability, state = model.run(None, {"input": window, "state": state, "sr": np.array(16000, np.int64)})
        lines.append(f"{probability.item():.6f}")
    (HERE / "goldens" / "vad.txt").write_text("\n".join(lines) + "\n")


def main() -> None:
    """Runs the command."""
    vad(Path(sys.argv[1]))


if __name__ == "__main__":
    main()
