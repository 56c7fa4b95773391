# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Models that tests give as text or as one node, and runs of their programs."""
from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import onnx
import onnx.parser

import ag

MICROSOFT = "com.microsoft"


def parsed(text: str, version: int = 18) -> onnx.ModelProto:
    """Returns a model, which is given as text, with ops of this version."""
    return onnx.parser.parse_model(f'<ir_version: 10, opset_import: ["" : {version}, "{MICROSOFT}" : 1]> {text}')


def of_node(op: str, inputs: list, results: int = 1, domain: str = MICROSOFT, version: int = 18, known: Sequence[int] = (),
            is_sized: bool = True, **attributes) -> onnx.ModelProto:
    """Returns a model of one node. The inputs are arrays or None, and have names of letters. Those at the indices `known` are
    constants. Unless `is_sized`, sizes above 1 are dimensions with names, which are equal for equal sizes."""
    names = ["" if x is None else chr(ord("a") + place) for place, x in enumerate(inputs)]
    outputs = [f"y{place}" for place in range(results)]
    node = onnx.helper.make_node(op, names, outputs, domain=domain, **attributes)
    declared = [onnx.helper.make_tensor_value_info(name, onnx.helper.np_dtype_to_tensor_dtype(x.dtype), [
        size if is_sized or size < 2 else f"n{size}" for size in x.shape])
        for place, (name, x) in enumerate(zip(names, inputs)) if name and place not in known]
    constants = [onnx.numpy_helper.from_array(x, name) for place, (name, x) in enumerate(zip(names, inputs))
                 if name and place in known]
    graph = onnx.helper.make_graph([node], "net", declared, [onnx.ValueInfoProto(name=name) for name in outputs], constants)
    return onnx.helper.make_model(graph, ir_version=10, opset_imports=[
        onnx.helper.make_opsetid("", version), onnx.helper.make_opsetid(MICROSOFT, 1)])


def loaded(tmp_path, model: onnx.ModelProto | str, version: int = 18, **inputs) -> ag.Traced:
    """Returns the program of a model, or of one that is given as text."""
    path = tmp_path / "net.onnx"
    onnx.save(parsed(model, version) if isinstance(model, str) else model, path)
    return ag.onnx.load(path, inputs)


def check(program: ag.Traced, arguments: list, *wanted, tolerance: float = 1e-5) -> None:
    """Compares the results of a program, interpreted and compiled, with the wanted ones."""
    for run in (program.interpret, program.lower().compile(opt=1)):
        found = run(*arguments)
        found = found if isinstance(found, tuple) else (found,)
        assert len(found) == len(wanted)
        for one, want in zip(found, wanted):
            assert one.shape == np.shape(want)
            np.testing.assert_allclose(one, want, rtol=tolerance, atol=tolerance)


def check_node(op: str, inputs: list, wanted: list, **attributes) -> None:
    """Compares the results of one node, compiled, with the wanted ones."""
    model = of_node(op, inputs, len(wanted), **attributes)
    found = ag.onnx.Backend.run_model(model, [x for x in inputs if x is not None], run=lambda traced: traced.lower().compile(opt=1))
    for one, want in zip(found, wanted, strict=True):
        assert one.shape == want.shape
        np.testing.assert_allclose(one, want, rtol=1e-4, atol=1e-5)
