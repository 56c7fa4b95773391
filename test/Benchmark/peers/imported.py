# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ag, of a model that it imports: a module of PyTorch, or the ONNX file that PyTorch's exporter or a publisher wrote. It is
compiled, loaded and called as ag's own program is."""
from __future__ import annotations

from peers import Job, ours


class Peer(ours.Compiled):
    build_imports = ("ag", "torch", "imported.modules")

    def __init__(self, job: Job):
        self.framework, _, sizes = job.variant.partition(" ")
        job.variant = sizes or "fixed"
        super().__init__(job)

    def prepare(self):
        self.traced = self.traced_module() if self.framework == "torch" else self.traced_file()
        if self.traced.parameters:
            next(iter(self.traced.parameters.values())).source.save(self.weights_file())

    def traced_module(self):
        """Returns ag's program of the row's module. States are its buffers."""
        import ag
        from imported import modules
        from torch.export import Dim

        row = self.job.row
        module = modules.module_of(row, self.weights, [self.inputs[name] for name in row.states])
        others = {name: part for name, part in row.inputs.items() if name not in row.states}
        ranges = row.ranges if self.job.variant == "any" else {}
        dims = {name: Dim(name, min=low, max=high) for name, (low, high) in ranges.items()}
        shapes = tuple({place: dims[dim] for place, dim in enumerate(part.dims) if dim in dims} for part in others.values())
        return ag.torch.trace(module, *modules.examples(self.inputs[name] for name in others), dynamic_shapes=shapes if ranges else None)

    def traced_file(self):
        """Returns ag's program of the row's ONNX file."""
        import ag
        from imported import modules

        path = self.job.folder / "model.onnx"
        modules.write_file(self, path)
        given = {name: self.inputs[name] if part.value is not None else ag.spec(part.dtype, part.shape)
                 for name, part in self.job.row.inputs.items()}
        return ag.onnx.load(path, given, donate=self.job.row.states)

    def has_file(self):
        return self.weights_file().exists()

    def weights_file(self):
        return self.job.folder / "imported.safetensors"
