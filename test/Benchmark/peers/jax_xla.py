# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""JAX: jit with the weights as arguments. It compiles in each process, so it has no artefact."""
from __future__ import annotations

from peers import Base


class Peer(Base):
    load_imports = ("jax", "jax.numpy")
    load_is = "compile_s"

    def load(self):
        import jax

        jax.config.update("jax_enable_x64", True)  # the ids have 64 bits
        from vocabularies.arrays import ArrayOps

        ops = ArrayOps(jax.numpy, jax.lax.erf, jax.lax.scan, jax)
        model = self.job.row.model
        self.arguments = jax.device_put(({name: x for name, x in self.weights.items()}, *self.inputs.values()))
        jitted = jax.jit(lambda weights, *inputs: model(ops, weights, *inputs),
                         donate_argnums=0 if self.job.row.trains else None)
        self.compiled = jitted.lower(*self.arguments).compile()

    def run(self):
        self.results = self.compiled(*self.arguments)
        for result in self.results:
            result.block_until_ready()
        if self.job.row.trains:
            weights, *inputs = self.arguments
            self.arguments = dict(zip(weights, self.results)), *inputs

    def stated_bytes(self):
        return self.compiled.memory_analysis().temp_size_in_bytes

    def stated_flops(self):
        return self.compiled.cost_analysis()["flops"]

    def forget(self):
        self.results = None

    def outputs(self):
        import numpy as np

        return [np.asarray(result) for result in self.results]
