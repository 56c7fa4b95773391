# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The peers that are measured. Each one is a module with a class Peer, which imports its library when it is needed."""
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from rows import Row


@dataclass
class Job:
    """The task of a peer. It may write to `folder`, which its build and its load share. `weights` is a safetensors file,
    `variant` one of the peer's variants, and `opt` ag's optimisation level; other peers use their best one. With
    `counts_heap` the peer's memory is measured instead of its time."""

    row: Row
    folder: Path
    weights: Path
    threads: int
    variant: str
    opt: int = 3
    counts_heap: bool = False


class Base:
    """A peer on a row. `prepare` and `build` are called in one process; `load`, `run` and `outputs` in another."""

    build_imports: tuple[str, ...] = ()  # modules whose import is not measured
    load_imports: tuple[str, ...] = ()
    load_is: str | None = "load_s"  # the name of the time of loading: this, or "compile_s" if there is no artefact
    compile_s: float | None = None  # set if building does more than compiling

    def __init__(self, job: Job):
        self.job = job
        self.inputs = job.row.make_inputs()

    @property
    def weights(self) -> dict[str, np.ndarray]:
        return self.job.row.read_weights(self.job.weights)

    def prepare(self) -> None:
        """Converts the model to the peer's form; this is not measured."""

    def build(self) -> list[Path]:
        """Compiles into files, if the peer can."""
        return []

    def load(self) -> None:
        """Prepares `run`, from the artefact or by compiling."""
        raise NotImplementedError

    def run(self) -> Any:
        """Computes the results once."""
        raise NotImplementedError

    def outputs(self) -> list[np.ndarray]:
        """Returns the results of the last run."""
        raise NotImplementedError

    def forget(self) -> None:
        """Releases the last run's results, if each run allocates its own."""

    def stated_bytes(self) -> int | None:
        """Returns the bytes of temporaries that the compiled program states, or None."""
        return None

    def stated_flops(self) -> float | None:
        """Returns the number of operations on floats that the program states, or None."""
        return None


# The name in tables -> (module:variant, the Python environment)
PEERS = {
    "ag": ("ours:fixed", "ag"),
    "ag, any size": ("ours:any", "ag"),
    "PyTorch": ("pytorch:eager", "peers"),
    "torch.compile": ("pytorch:compile", "peers"),
    "AOTInductor": ("pytorch:aot", "peers"),
    "onnxruntime": ("onnx_runtime:", "peers"),
    "OpenVINO": ("open_vino:", "peers"),
    "JAX": ("jax_xla:", "peers"),
    "IREE": ("iree_vm:", "peers"),
}

# The same for programs that ag imports.
IMPORTERS = {
    "ag, from torch": ("imported:torch", "both"),
    "ag, from ONNX": ("imported:onnx", "both"),
    "ag, any size, from torch": ("imported:torch any", "both"),
}

# The peers of rows that ag imports.
IMPORT_PEERS = ["ag", *IMPORTERS, "ag, any size", "AOTInductor", "onnxruntime", "OpenVINO"]

# The references for steps of training, for modules of PyTorch, and for ONNX files.
REFERENCES = {
    "ag in double": ("ours:double", "ag"),
    "PyTorch in double": ("pytorch:double", "peers"),
    "onnxruntime as written": ("onnx_runtime:plain", "peers"),
}

# The peers that can differentiate, and so train.
TRAINERS = ["ag", "PyTorch", "torch.compile", "JAX"]
