# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes Gradients/jax-*.mlir and Gradients/gradients.json: JAX functions as IREE imports them, and their gradients,
which JAX computes in double.

    .venv-peers/bin/python3 test/Integration/import_gradients.py     # after test/Benchmark/benchmark.py setup
"""
import json
import subprocess
import sys
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
from jax_programs import PROGRAMS

FOLDER = Path(__file__).parent / "Gradients"
COMPILER = Path(sys.executable).parent / "iree-compile"
PRINTER = Path(__file__).parents[2] / "build/bin/ag-opt"


def argument(given, seed):
    """Returns integers as given, or f32 elements of the given shape, no two of which are equal."""
    if not isinstance(given, tuple):
        return np.asarray(given)
    count = int(np.prod(given))
    return np.round(np.sin(np.arange(count) * 1.7 + seed) + 0.1, 3).astype(np.float32).reshape(given)


def imported(function, arguments):
    """Returns the function's text after IREE's import."""
    with jax.enable_x64(False):
        text = jax.jit(function).lower(*arguments).as_text()
    command = [COMPILER, "--iree-input-type=stablehlo", "--compile-to=input", "-"]
    program = subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout
    program = program.replace("util.func public", "func.func").replace("util.return", "return")
    program = program.replace("util.func private", "func.func private").replace("util.call", "func.call")
    return subprocess.run([PRINTER], input=program, capture_output=True, text=True, check=True).stdout


def gradients(function, arguments):
    """Returns JAX's gradients in double, for a cotangent that is made for the function."""
    with jax.enable_x64(True):
        wide = [jnp.asarray(each, np.float64) if each.dtype == np.float32 else jnp.asarray(each) for each in arguments]
        numbers = [number for number, each in enumerate(wide) if each.dtype == np.float64]

        def of_floats(*floats):
            given = list(wide)
            for number, each in zip(numbers, floats):
                given[number] = each
            return function(*given)

        result, pull = jax.vjp(of_floats, *(wide[number] for number in numbers))
        cotangent = argument(result.shape, 0.3) if result.shape else None
        seed = jnp.ones(()) if cotangent is None else jnp.asarray(cotangent, np.float64)
        return cotangent, [np.asarray(each) for each in pull(seed)]


def main():
    goldens = {}
    for name, (what, function, *given) in PROGRAMS.items():
        arguments = [argument(each, seed) for seed, each in enumerate(given)]
        text = imported(function, arguments)
        (FOLDER / f"jax-{name}.mlir").write_text(f"// {what}, from JAX.\n// RUN: ag-run %s --verify-grad\n{text}")
        cotangent, results = gradients(function, arguments)
        goldens[name] = {
            "inputs": [[str(each.dtype), np.round(each.astype(float), 3).tolist()]
                       for each in [*arguments, *([] if cotangent is None else [cotangent])]],
            "gradients": [np.round(each, 9).tolist() for each in results]}
    rows = (f"{json.dumps(name)}: {json.dumps(golden)}" for name, golden in goldens.items())
    (FOLDER / "gradients.json").write_text("{" + ",\n".join(rows) + "}\n")


if __name__ == "__main__":
    main()
