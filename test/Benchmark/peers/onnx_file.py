# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The file that the runtimes of ONNX load."""
from __future__ import annotations

from pathlib import Path

from peers import Base


def write_model(peer: Base, path: Path) -> None:
    """Writes the row's model in ONNX's format: by its vocabulary, or that of the row's module or published file."""
    if peer.job.row.module or peer.job.row.file:
        from imported.modules import write_file

        write_file(peer, path)
    else:
        from vocabularies.onnx_graph import write_graph

        write_graph(peer.job.row.model, peer.weights, peer.inputs, path)
