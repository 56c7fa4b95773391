# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX Runtime: all optimisations, saved once, with results in reused buffers."""
from __future__ import annotations

import numpy as np

from peers import Base
from peers.onnx_file import write_model


class Peer(Base):
    build_imports = ("onnxruntime", "vocabularies.onnx_graph")
    load_imports = ("onnxruntime",)

    def paths(self):
        return self.job.folder / "model.onnx", self.job.folder / "optimised.onnx"

    def session(self, path, level: str, optimised=None):
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self.job.threads
        options.inter_op_num_threads = 1
        # The arena keeps its blocks after a run, and they are larger than needed.
        options.enable_cpu_mem_arena = not self.job.counts_heap
        options.graph_optimization_level = getattr(onnxruntime.GraphOptimizationLevel, level)
        if optimised:
            options.optimized_model_filepath = str(optimised)
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def prepare(self):
        write_model(self, self.paths()[0])

    def build(self):
        source, optimised = self.paths()
        self.session(source, "ORT_ENABLE_ALL", optimised)
        return [optimised]

    def load(self):
        import onnxruntime

        if self.job.variant == "plain":
            self.prepare()
        self.loaded = self.session(self.paths()[self.job.variant != "plain"], "ORT_DISABLE_ALL")
        self.binding = self.loaded.io_binding()
        for name, value in self.inputs.items():
            self.binding.bind_cpu_input(name, value)
        for output in self.loaded.get_outputs():
            if all(isinstance(size, int) for size in output.shape):
                room = onnxruntime.OrtValue.ortvalue_from_shape_and_type(output.shape, np.float32)
                self.binding.bind_ortvalue_output(output.name, room)
            else:
                self.binding.bind_output(output.name)

    def run(self):
        self.loaded.run_with_iobinding(self.binding)

    def outputs(self):
        return self.binding.copy_outputs_to_cpu()
