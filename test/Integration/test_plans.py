# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Attention, perceptrons and softmax hold no more than their plans: no score of all pairs of positions and no tile of a
block is in the workspace, for a width and a length at which each limit of a machine binds. No group is computed op by
op, and no nest is chosen twice."""
import json
import os
import re
import subprocess
from pathlib import Path

import pytest

TOOLS = Path(os.environ["AG_TOOLS"])
CPUS = ["x86-64-v2", "x86-64-v3", "x86-64-v4", "znver5", "sapphirerapids"]
GPUS = ["sm_80", "sm_90"]
KB, MB = 1000, 1000 * 1000


def attention(features, length=512, causal=False, heads=4, element="f32"):
    """Returns attention of one batch, and of any length for None. Its softmax is in f32."""
    rows, pairs, sums = (f"tensor<1x{heads}x{shape}" for shape in (
        f"{length or '?'}x{features}x{element}>", f"{length or '?'}x{length or '?'}x", f"{length or '?'}xf32>"))
    dims = "" if length else f' {{ag.dims = [1, {heads}, "s", {features}]}}'
    places, scores, mask, products = pairs + "i32>", pairs + "f32>", pairs + "i1>", f"{pairs}{element}>"
    size = "" if length else "(%n)"
    both = "" if length else "(%n, %n)"
    masked = f"""
      %i = ag.iota 2 {both} : {places}
      %j = ag.iota 3 {both} : {places}
      %c = ag.compare ge %i, %j : {places}, {places} -> {mask}
      %low = arith.constant dense<-1.0e30> : tensor<f32>
      %lows = ag.broadcast %low [] {both} : tensor<f32> -> {scores}
      %x = ag.select %c, %s, %lows : {mask}, {scores}, {scores} -> {scores}""" if causal else ""
    x = "%x" if causal else "%s"
    return f"""func.func @attention(%q: {rows}{dims}, %k: {rows}{dims}, %v: {rows}{dims}) -> {rows} {{
      %two = arith.constant 2 : index
      %n = tensor.dim %q, %two : {rows}
      %qk = ag.contract "bhqd,bhkd->bhqk" %q, %k : {rows}, {rows} -> {products}
      %s = ag.cast %qk : {products} -> {scores}{masked}
      %m = ag.reduce max {x} [3] : {scores} -> {sums}
      %mb = ag.broadcast %m [0, 1, 2] {size} : {sums} -> {scores}
      %d = ag.sub {x}, %mb : {scores}
      %e = ag.exp %d : {scores}
      %l = ag.reduce sum %e [3] : {scores} -> {sums}
      %lb = ag.broadcast %l [0, 1, 2] {size} : {sums} -> {scores}
      %p = ag.div %e, %lb : {scores}
      %w = ag.cast %p : {scores} -> {products}
      %o = ag.contract "bhqk,bhkd->bhqd" %w, %v : {products}, {rows} -> {rows}
      return %o : {rows}
    }}"""


def perceptron(hidden):
    """Returns two products in a row, of any number of rows."""
    x, h, y, a, c = (f"tensor<{shape}xf32>" for shape in ("?x784", f"?x{hidden}", "?x10", f"784x{hidden}", f"{hidden}x10"))
    return f"""func.func @perceptron(%x: {x} {{ag.dims = ["batch", 784]}}, %a: {a}, %c: {c}) -> {y} {{
      %0 = ag.contract "ij,jk->ik" %x, %a : {x}, {a} -> {h}
      %1 = ag.tanh %0 : {h}
      %2 = ag.contract "ij,jk->ik" %1, %c : {h}, {c} -> {y}
      return %2 : {y}
    }}"""


def softmax(rows, columns, axis):
    """Returns the softmax of a matrix along one of its dimensions."""
    x, sums = f"tensor<{rows}x{columns}xf32>", f"tensor<{rows if axis else columns}xf32>"
    return f"""func.func @softmax(%x: {x}) -> {x} {{
      %m = ag.reduce max %x [{axis}] : {x} -> {sums}
      %mb = ag.broadcast %m [{1 - axis}] : {sums} -> {x}
      %d = ag.sub %x, %mb : {x}
      %e = ag.exp %d : {x}
      %l = ag.reduce sum %e [{axis}] : {x} -> {sums}
      %lb = ag.broadcast %l [{1 - axis}] : {sums} -> {x}
      %y = ag.div %e, %lb : {x}
      return %y : {x}
    }}"""


def compiled(text, march, folder, *options):
    """Compiles a program. Returns its report and its workspace in bytes, at the sizes that ag-compile names."""
    source, report = folder / "program.mlir", folder / "report.json"
    source.write_text(text)
    target = ["--target=cuda"] if march in GPUS else []
    done = subprocess.run([TOOLS / "ag-compile", source, "-o", folder / "program.o", f"--march={march}", *target,
                           f"--report={report}", "--remarks=ag-tile-groups", *options], capture_output=True, text=True,
                          check=True)
    for said in "one by one", "chosen again":
        assert said not in done.stderr, done.stderr
    found = re.search(r"([\d.]+) ([kMG]?)B of workspace", done.stderr)
    read = json.loads(report.read_text())
    assert read["groups"]["taken_back"] == 0 and read["groups"]["planned"] == read["groups"]["made"] > 0
    return read, float(found[1]) * {"": 1, "k": KB, "M": MB, "G": KB * MB}[found[2]] if found else 0


@pytest.mark.parametrize("march", GPUS)
@pytest.mark.parametrize("features, causal", [(features, causal) for features in (16, 63, 64, 96, 127, 128, 256)
                                              for causal in (False, True)])
def test_blocks_hold_attention(features, causal, march, tmp_path):
    """Attention is one kernel, whose blocks hold all tiles in shared memory."""
    report, workspace = compiled(attention(features, causal=causal), march, tmp_path)
    assert len(report["kernels"]) == 1 and workspace == 0


@pytest.mark.parametrize("features", [64, 128])
def test_blocks_hold_attention_of_any_length(features, tmp_path):
    """Each sum has an excess then."""
    report, workspace = compiled(attention(features, length=None), "sm_80", tmp_path)
    assert workspace == 0 and sum(kernel["flops"] != "0" for kernel in report["kernels"]) == 1


@pytest.mark.parametrize("march", GPUS)
@pytest.mark.parametrize("hidden", [128, 512, 1000])
def test_blocks_hold_perceptrons(hidden, march, tmp_path):
    """Workspaces have no tile of each of 1,024 blocks between two products."""
    assert compiled(perceptron(hidden), march, tmp_path)[1] <= 512 * hidden * 4 * 1.1


@pytest.mark.parametrize("features, march", [*((64, march) for march in CPUS), *((240, march) for march in CPUS[1:])])
def test_cores_hold_attention(features, march, tmp_path):
    """The scores of 4,096 positions take 268 MB."""
    assert compiled(attention(features, length=4096), march, tmp_path)[1] < 5 * MB


@pytest.mark.parametrize("element", ["bf16", "f16"])
@pytest.mark.parametrize("march", [*CPUS, *GPUS])
def test_narrow_weights_need_no_scores_in_memory(march, element, tmp_path):
    """The softmax of narrow scores is in f32, and its weights are cast back. The scores of 2,048 positions take 34 MB."""
    report, workspace = compiled(attention(64, length=2048, element=element), march, tmp_path)
    assert workspace < 5 * MB and (march in CPUS or len(report["kernels"]) == 1 and workspace == 0)


def test_an_edge_names_the_memory_that_it_needs(tmp_path):
    """Scores are in memory where they save more than a fifth of the time."""
    report, workspace = compiled(attention(480, length=4096), "x86-64-v4", tmp_path)
    assert workspace > 268 * MB
    said = next(remark for remark in report["remarks"] if remark.get("values", {}).get("why") == "memory")
    assert re.search("to keep 268 MB out of memory would take too long: moving takes .* together, .* apart", said["reason"])


@pytest.mark.parametrize("march", CPUS)
@pytest.mark.parametrize("columns", [33, 64, 65, 72, 96, 127, 128, 200])
def test_columns(columns, march, tmp_path):
    """A softmax along rows holds tiles of columns, also if there is one full tile and a rest."""
    compiled(softmax(100, columns, axis=0), march, tmp_path)


@pytest.mark.parametrize("march", GPUS)
@pytest.mark.parametrize("columns", [1000, 6131, 9000])
def test_blocks_hold_rows(columns, march, tmp_path):
    """A row of up to 39 kB is one kernel."""
    report, workspace = compiled(softmax(64, columns, axis=1), march, tmp_path)
    assert len(report["kernels"]) == 1 and workspace == 0
