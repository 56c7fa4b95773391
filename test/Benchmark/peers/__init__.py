# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Who is measured: a module each, with a class Peer, in which a library is imported when it is needed."""
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from rows import Row


@dataclass
class Job:
    """What a peer is asked for. It may write into `folder`, which its build and its load share; `weights` is a
    safetensors file, `variant` one of the peer's own; `opt` is ag's optimisation level, other peers take
    their best. With `counts_heap` its memory is measured instead of its time."""

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
    load_is: str | None = "load_s"  # what loading takes: that, or "compile_s" without an artefact
    compile_s: float | None = None  # where building does more than compiling

    def __init__(self, job: Job):
        self.job = job
        self.inputs = job.row.make_inputs()

    @property
    def weights(self) -> dict[str, np.ndarray]:
        return self.job.row.read_weights(self.job.weights)

    def prepare(self) -> None:
        """Puts the model into the peer's form, which is not measured."""

    def build(self) -> list[Path]:
        """Compiles into files, if the peer can."""
        return []

    def load(self) -> None:
        """Makes `run` ready: from the artefact, else by compiling here."""
        raise NotImplementedError

    def run(self) -> Any:
        """Computes the results once."""
        raise NotImplementedError

    def outputs(self) -> list[np.ndarray]:
        """What the last run gave."""
        raise NotImplementedError

    def forget(self) -> None:
        """Lets go of the last run's results, where each run makes its own."""

    def stated_bytes(self) -> int | None:
        """What the compiled program says that its temporaries take, where it says so."""
        return None

    def stated_flops(self) -> float | None:
        """How many operations on floats the program says that it has, where it says so."""
        return None


# The name in tables -> (module:variant, the environment that it runs in)
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

# What steps of training are measured by.
REFERENCE = ("ours:double", "ag")

# Those that can differentiate, and so train.
TRAINERS = ["ag", "PyTorch", "torch.compile", "JAX"]
