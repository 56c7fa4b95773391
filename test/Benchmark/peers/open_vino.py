# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""OpenVINO: in f32, exported once, with one request that keeps its buffers."""
from __future__ import annotations

from peers import Base
from peers.onnx_file import write_model


class Peer(Base):
    build_imports = ("openvino", "vocabularies.onnx_graph")
    load_imports = ("openvino",)

    def config(self) -> dict:
        return {"INFERENCE_PRECISION_HINT": "f32", "PERFORMANCE_HINT": "LATENCY",
                "INFERENCE_NUM_THREADS": self.job.threads, "ENABLE_CPU_PINNING": False}

    def prepare(self):
        write_model(self, self.job.folder / "model.onnx")

    def build(self):
        import openvino

        core = openvino.Core()
        compiled = core.compile_model(core.read_model(self.job.folder / "model.onnx"), "CPU", self.config())
        blob = self.job.folder / "model.blob"
        blob.write_bytes(compiled.export_model().getvalue())
        return [blob]

    def load(self):
        import openvino

        blob = (self.job.folder / "model.blob").read_bytes()
        compiled = openvino.Core().import_model(blob, "CPU", self.config())
        self.request = compiled.create_infer_request()
        for name, value in self.inputs.items():
            self.request.set_tensor(name, openvino.Tensor(value, shared_memory=True))
        self.count = len(compiled.outputs)

    def run(self):
        self.request.infer()

    def outputs(self):
        return [self.request.get_output_tensor(number).data.copy() for number in range(self.count)]
