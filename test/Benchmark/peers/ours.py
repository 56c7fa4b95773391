# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ag: traced in Python, compiled by ag-compile for this machine's CPU to a shared library with prepared weights.

The library is called through ctypes, like from a C program: by its own functions, without ag, with reused workspace and
results. The variant "any" has dynamic sizes for named dimensions, "fixed" has those of the row. Compilation is timed in the
process that traced the model, as by the Python package, without the weights. It is not timed if memory is measured.
"""
from __future__ import annotations

import ctypes
import json
import subprocess
import time

import numpy as np

from peers import Base, Job
from peers.abi import Context, Tensor, Workspace, aligned


def Peer(job: Job) -> Base:
    return Double(job) if job.variant == "double" else Compiled(job)


class Double(Base):
    """A step of training in f64, the reference for steps in f32."""

    load_imports = ("ag", "vocabularies.ag_arrays")

    def load(self):
        import ag
        from vocabularies.ag_arrays import AgOps

        def doubled(arrays):
            return {name: x.astype(np.float64) if x.dtype == np.float32 else x for name, x in arrays.items()}

        self.given = doubled(self.weights), list(doubled(self.inputs).values())
        model = self.job.row.model
        self.step = ag.trace(lambda weights, inputs: model(AgOps, weights, *inputs), *self.given).lower().compile(
            march="native", opt=self.job.opt, threads=self.job.threads)

    def run(self):
        self.results = self.step(*self.given)

    def outputs(self):
        return self.results


class Compiled(Base):
    build_imports = ("ag", "vocabularies.ag_arrays")
    traced = None

    def prepare(self):
        import ag
        from vocabularies.ag_arrays import AgOps

        row = self.job.row
        if self.job.variant == "any" and not row.ranges:
            raise ValueError("the row has no named dimensions")

        def specs():
            for name, part in row.inputs.items():
                named = [dim for dim in part.dims if isinstance(dim, str)] if self.job.variant == "any" else []
                yield ag.spec(part.dtype, part.dims if named else part.shape, **{dim: row.ranges[dim] for dim in named})

        constants = self.weights if row.captured else {}

        def main(weights, inputs):
            return row.model(AgOps, weights | constants, *inputs)

        if row.trains:
            given = {name: ag.spec("f32", shape) for name, shape in row.weights.items()}
        else:
            file = ag.safetensors(self.job.weights)
            given = {name: file[name] for name in row.weights if not row.captured}
        donated = [f"weights.{name}" for name in given] if row.trains else [f"inputs.{place}" for place in range(len(row.states))]
        self.traced = ag.trace(main, given, list(specs()), donate=donated)

    def has_file(self):
        return bool(self.job.row.weights) and not self.job.row.captured and not self.job.row.trains

    def weights_file(self):
        return self.job.weights

    def stated_flops(self):
        return self.traced.cost()["flops"] if self.traced and self.job.variant == "fixed" else None

    def path(self):
        return self.job.folder / "model.so"

    def build(self):
        if not self.job.counts_heap:
            start = time.perf_counter()
            self.traced.lower().compile(march="native", opt=self.job.opt, threads=self.job.threads)
            self.compile_s = time.perf_counter() - start
        source, options = self.job.folder / "model.mlir", ["--emit=so", "--march=native", f"--opt={self.job.opt}"]
        options.append(f"--report={self.job.folder / 'model.json'}")
        source.write_text(self.traced.as_text())
        if self.has_file():
            options.append(f"--weights={self.weights_file()}")
        if self.job.threads > 1:
            options.append(f"--threads={self.job.threads}")
        done = subprocess.run(["ag-compile", source, "-o", self.path(), *options], capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(done.stderr.strip() or f"ag-compile ended with {done.returncode}")
        return [self.path(), *self.job.folder.glob("model.weights")]

    def load(self):
        self.library = ctypes.CDLL(str(self.path()))
        self.context = Context.initial(self.job.threads)
        self.model = ctypes.c_void_p()
        weights = str(self.job.folder / "model.weights").encode() if self.has_file() else None
        self.check(self.library.model_load(weights, ctypes.byref(self.context), ctypes.byref(self.model)))
        self.query()

    def query(self):
        """Allocates memory for the results and the workspace."""
        self.library.model_info.restype = ctypes.c_char_p
        entry = json.loads(self.library.model_info())["entries"][0]
        symbols = [ctypes.c_int64(self.size_of(symbol["name"])) for symbol in entry["symbols"]]
        ranks = [len(result["dims"]) for result in entry["results"]]
        shapes, workspace = (ctypes.c_int64 * (sum(ranks) + 1))(), Workspace()
        self.check(self.library.model_query(ctypes.byref(self.context), *symbols, shapes, ctypes.byref(workspace)))
        sizes = iter(shapes)
        self.results = [aligned([next(sizes) for _ in range(rank)]) for rank in ranks]
        self.scratch = aligned([workspace.bytes // 4 + 16])
        workspace.data = self.scratch.ctypes.data
        self.call = (self.model, Tensor.array(self.arguments(entry)), Tensor.array(self.results), ctypes.byref(workspace),
                     ctypes.byref(self.context))
        self.workspace = workspace

    def arguments(self, entry):
        """Returns the entry's arguments. Those that results replace are in the memory of these, with their first values."""
        row = self.job.row
        states = list(self.weights.values()) if row.trains else [self.inputs[name] for name in row.states]
        others = iter([self.inputs[name] for name, part in row.inputs.items()
                       if name not in row.states and (part.value is None or row.model)])
        replaced = {result["alias"]: array for result, array in zip(entry["results"], self.results) if "alias" in result}
        for array, state in zip(replaced.values(), states, strict=True):
            array[...] = state
        return [replaced[place] if place in replaced else next(others) for place in range(len(entry["arguments"]))]

    def size_of(self, symbol: str) -> int:
        return next(size for part in self.job.row.inputs.values()
                    for dim, size in zip(part.dims, part.shape) if dim == symbol)

    def check(self, status: int):
        if status:
            raise RuntimeError(self.context.message.decode())

    def run(self):
        self.check(self.library.model_run(*self.call))

    def stated_bytes(self):
        return self.workspace.bytes

    def outputs(self):
        return [np.array(result) for result in self.results]
