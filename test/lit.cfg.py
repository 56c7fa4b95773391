# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The lit configuration of the tests with RUN lines.

A RUN line calls tools by their plain names: ours from the build folder
(--param build_dir=..., else build/), and LLVM's. %t is below the build folder.
%widest is the --march with the widest vectors that the CPU supports.

  $ /usr/lib/llvm-22/bin/lit -v test/Dialect/AG/shape.mlir
"""
import os
import pathlib
import subprocess

import lit.formats

config.name = "ag"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".mlir", ".test", ".py"]
config.excludes = ["lit.cfg.py", "Inputs", "Meta", "Unit"]
config.test_source_root = os.path.dirname(__file__)

build_dir = os.path.abspath(
    lit_config.params.get(
        "build_dir", os.path.join(config.test_source_root, "..", "build")
    )
)
config.test_exec_root = os.path.join(build_dir, "test")
llvm_bin = subprocess.check_output(
    ["llvm-config-22", "--bindir"], text=True
).strip()
config.environment["PATH"] = os.pathsep.join(
    [os.path.join(build_dir, "bin"), llvm_bin, os.environ["PATH"]]
)
widest = "x86-64-v4" if " avx512vl " in pathlib.Path("/proc/cpuinfo").read_text() else "x86-64-v3"
config.substitutions.append(("%widest", widest))
config.substitutions.append(("%plugin", os.path.join(build_dir, "lib", "AGPlugin.so")))
config.substitutions.append(("%toy2", os.path.join(build_dir, "lib", "toy2.so")))
config.substitutions.append(("%faulty", os.path.join(build_dir, "lib", "faulty.so")))
config.substitutions.append(("%emulator", os.path.join(build_dir, "lib", "libag-emulator.so")))
