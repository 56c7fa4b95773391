# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""PyTorch: eager, by torch.compile with frozen weights, and compiled ahead of time by AOTInductor. Training uses autograd
and the fused optimiser, eager and with torch.compile of the loss."""
from __future__ import annotations

import os

from peers import Base, Job


def Peer(job: Job) -> Base:
    return Training(job) if job.row.trains else Inference(job)


class Inference(Base):
    build_imports = load_imports = ("torch", "torch._inductor.config", "vocabularies.pytorch")

    @property
    def load_is(self):
        return {"compile": "compile_s", "aot": "load_s"}.get(self.job.variant)

    def model(self):
        import torch

        torch.set_num_threads(self.job.threads)
        torch._inductor.config.freezing = True
        self.arguments = [torch.from_numpy(x) for x in self.inputs.values()]
        if self.job.row.module:
            from imported.modules import module_of

            return module_of(self.job.row, self.weights)
        from vocabularies.pytorch import Model

        return Model(self.job.row.model, self.weights).eval()

    def path(self):
        return self.job.folder / "model.pt2"

    def prepare(self):
        if self.job.variant == "aot":
            os.environ["TORCHINDUCTOR_CACHE_DIR"] = str(self.job.folder / "cache")
            import torch

            with torch.no_grad():
                self.exported = torch.export.export(self.model(), tuple(self.arguments))

    def build(self):
        if self.job.variant != "aot":
            return []
        import torch

        with torch.no_grad():
            torch._inductor.aoti_compile_and_package(self.exported, package_path=str(self.path()))
        return [self.path()]

    def load(self):
        os.environ["TORCHINDUCTOR_CACHE_DIR"] = str(self.job.folder / "cache")
        import torch

        self.guard = torch.no_grad() if self.job.variant in ("aot", "compile") else torch.inference_mode()
        self.guard.__enter__()
        if self.job.variant == "aot":
            torch.set_num_threads(self.job.threads)
            self.arguments = [torch.from_numpy(x) for x in self.inputs.values()]
            self.call = torch._inductor.aoti_load_package(str(self.path()))
            return
        self.call = self.model()
        if self.job.variant == "double":
            self.call, self.arguments = self.call.double(), [x.double() if x.is_floating_point() else x for x in self.arguments]
        if self.job.variant == "compile":
            self.call = torch.compile(self.call)
            self.run()

    def run(self):
        self.results = self.call(*self.arguments)

    def forget(self):
        self.results = None

    def outputs(self):
        return [result.numpy() for result in self.results]


class Training(Base):
    load_imports = Inference.load_imports

    @property
    def load_is(self):
        return {"eager": None, "compile": "compile_s"}[self.job.variant]

    def load(self):
        os.environ["TORCHINDUCTOR_CACHE_DIR"] = str(self.job.folder / "cache")
        import torch
        from vocabularies.pytorch import TorchOps

        torch.set_num_threads(self.job.threads)
        model = self.job.row.model
        self.state = {name: torch.from_numpy(x).requires_grad_() for name, x in self.weights.items()
                      if not name.startswith("adam.")}
        self.arguments = [torch.from_numpy(x) for x in self.inputs.values()]
        options = {"betas": model.BETAS, "eps": model.EPS} if model.adam else {}
        optimizer = torch.optim.Adam if model.adam else torch.optim.SGD
        self.optimizer = optimizer(self.state.values(), lr=model.rate, fused=True, **options)
        self.loss = lambda *arguments: model.loss(TorchOps, *arguments)
        if self.job.variant == "compile":
            self.loss = torch.compile(self.loss)
            self.loss(self.state, *self.arguments).backward()
            self.optimizer.zero_grad()

    def run(self):
        self.value = self.loss(self.state, *self.arguments)
        self.value.backward()
        self.optimizer.step()
        self.optimizer.zero_grad()

    def forget(self):
        self.value = None

    def outputs(self):
        return [x.detach().numpy() for x in (*map(self.part, self.job.row.weights), self.value)]

    def part(self, name: str):
        """Returns an array of the state by its name."""
        _, part, *rest = f"{name}".split(".", 2) if name.startswith("adam.") else (None, "", name)
        if part == "count":
            return next(iter(self.optimizer.state.values()))["step"]
        parameter = self.state[rest[0]]
        return self.optimizer.state[parameter][{"m": "exp_avg", "v": "exp_avg_sq"}[part]] if part else parameter
