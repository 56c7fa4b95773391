# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""IREE: StableHLO from JAX with the weights as constants, O3, data tiling, micro-kernels; the module is mapped."""
from __future__ import annotations

from peers import Base

FLAGS = ["--iree-hal-target-device=local", "--iree-hal-local-target-device-backends=llvm-cpu",
         "--iree-llvmcpu-target-cpu=host", "--iree-opt-level=O3", "--iree-opt-data-tiling",
         "--iree-llvmcpu-enable-ukernels=all", "--iree-opt-const-eval=true",
         # MiniLM's first layer norm needs 37 kB of stack; the default limit is 32.
         "--iree-llvmcpu-stack-allocation-limit=262144"]


class Peer(Base):
    build_imports = ("iree.compiler", "jax")
    load_imports = ("iree.runtime",)

    def path(self):
        return self.job.folder / "model.vmfb"

    def prepare(self):
        import jax

        jax.config.update("jax_enable_x64", True)  # the ids have 64 bits
        jax.config.update("jax_use_simplified_jaxpr_constants", False)  # constants are in the program
        from vocabularies.arrays import ArrayOps

        ops, weights, model = ArrayOps(jax.numpy, jax.lax.erf, jax.lax.scan), self.weights, self.job.row.model
        constants = {name: jax.numpy.asarray(x) for name, x in weights.items()}
        lowered = jax.jit(lambda *inputs: model(ops, constants, *inputs)).lower(*self.inputs.values())
        module = lowered.compiler_ir("stablehlo")
        with open(self.job.folder / "model.mlir", "wb") as file:
            module.operation.write_bytecode(file)

    def build(self):
        import iree.compiler

        iree.compiler.compile_file(str(self.job.folder / "model.mlir"), input_type="stablehlo",
                                   output_file=str(self.path()), extra_args=FLAGS)
        return [self.path()]

    def load(self):
        import iree.runtime

        driver = "local-sync" if self.job.threads == 1 else "local-task"
        config = iree.runtime.Config(driver)
        module = iree.runtime.VmModule.mmap(config.vm_instance, str(self.path()))
        self.context = iree.runtime.SystemContext(vm_modules=[module], config=config)
        name = next(name for name in module.function_names if name.startswith("main"))
        self.function = self.context.modules[module.name][name]
        self.arguments = [iree.runtime.asdevicearray(config.device, x) for x in self.inputs.values()]

    def run(self):
        self.results = self.function(*self.arguments)

    def forget(self):
        self.results = None

    def outputs(self):
        results = self.results if isinstance(self.results, (tuple, list)) else [self.results]
        return [result.to_host() for result in results]
