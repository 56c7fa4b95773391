# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Measurements of memory: the references for plans, the counted heap, the traces, and the tables at tiny sizes."""
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import memory_report
import process
from memory import build_heap, measure_row
from packing import Buffer, bound, greedy_by_size, overlap, peak, total, write_csv
from plans import measure_instance, measure_trace, plan
from process import Settings
from rows import ROWS
from traces import TRACES, resnet18, transformer, unet

HERE = Path(__file__).resolve().parent
SETTINGS = Settings("tiny", threads=1, rounds=0, seconds=0, build=Path(os.environ["AG_TOOLS"]).parent, opt=0)
MLP = next(row for row in ROWS["tiny"] if row.name.startswith("MLP"))


# Plans -----------------------------------------------------------------------------------------


def test_greedy_by_size():
    """5 and 4 are placed at 0, 3 above the 5, and 2 above that, as only 1 fits below it: 10, where 9 would be possible."""
    buffers = [Buffer(0, 3, 2), Buffer(2, 3, 4), Buffer(3, 5, 5), Buffer(2, 5, 3)]
    assert (bound(buffers), total(buffers), greedy_by_size(buffers)) == (9, 14, 10)
    assert overlap(buffers, [4, 0, 0, 6]) is None and peak(buffers, [4, 0, 0, 6]) == 9
    assert greedy_by_size([Buffer(0, 1, 8), Buffer(1, 2, 8)]) == 8
    assert greedy_by_size([]) == bound([]) == 0


def test_bound_counts_what_lives_at_one_time():
    assert bound([Buffer(0, 2, 8), Buffer(2, 4, 8)]) == 8
    assert bound([Buffer(0, 3, 8), Buffer(2, 4, 8)]) == 16
    assert bound([Buffer(1, 1, 8)]) == 0


def test_overlap():
    low, high, later = Buffer(0, 2, 4), Buffer(1, 3, 4), Buffer(2, 4, 8)
    assert overlap([low, high], [0, 4]) is None and overlap([low, later], [0, 0]) is None
    assert overlap([low, high], [0, 3]) == (low, high)
    assert overlap([later, low, high], [0, 8, 4]) == (later, high)


def write_tool(folder: Path, script: str) -> Path:
    """Writes a tool in place of ag-plan that runs the script on `rows`, and writes these as the plan."""
    tool = folder / "ag-plan"
    tool.write_text(f"""#!{sys.executable}
import csv, sys
source, *options, _, target = sys.argv[1:]
rows = [dict(row, offset=0) for row in csv.DictReader(open(source))]
{script}
writer = csv.DictWriter(open(target, "w"), rows[0])
writer.writeheader()
writer.writerows(rows)
""")
    tool.chmod(0o755)
    return tool


STACK = "for row, above in zip(rows, rows[1:]): above['offset'] = row['offset'] + int(row['size'])"


@pytest.mark.parametrize("script, error", [
    ("", r"Buffer\(.*\) and Buffer\(.*\) overlap"),
    ("rows.pop()", "it wrote other buffers than it read"),
    ("sys.exit('no memory')", "no memory"),
])
def test_wrong_plans_are_failures(tmp_path, script, error):
    found = measure_trace("resnet", resnet18(1, False), write_tool(tmp_path, script))
    assert re.fullmatch(error, found["error"]) and "bytes" not in found
    results = {"rows": [], "traces": [found], "instances": [], "peers": [], "versions": {},
               "threads": 1}
    assert f"Failed:\n - resnet: {found['error']}\n" in memory_report.markdown(results)
    assert memory_report.traces([found]).splitlines()[-1].split("|")[5].strip() == "failed"


def test_plans_of_traces(tmp_path):
    """A plan with each buffer above the one before is valid, and takes the sum."""
    buffers = resnet18(1, False)
    assert "bytes" not in measure_trace("resnet", buffers, tmp_path / "none")
    found = measure_trace("resnet", buffers, write_tool(tmp_path, STACK))
    assert found["bytes"] == found["sum"] == total(buffers) and found["bound"] == bound(buffers)
    line = memory_report.traces([found]).splitlines()[-1]
    assert [cell.strip() for cell in line.split("|")[1:-2]] == [
        "resnet", "22", "10.740", "4.014", "167.6%", "4.014", "10.740"]


@pytest.mark.parametrize("name", TRACES)
def test_traces_take_no_more_than_their_bound(name, tmp_path):
    buffers, source = TRACES[name](1), tmp_path / "trace.csv"
    write_csv(buffers, source)
    assert plan(source, buffers, SETTINGS.build / "bin" / "ag-plan")["bytes"] == bound(buffers)


def test_instances(tmp_path):
    source = tmp_path / "A.12.csv"
    source.write_text("id,lower,upper,size\n0,0,2,4\n1,1,3,8\n")
    found = measure_instance(source, write_tool(tmp_path, STACK))
    assert (found["name"], found["capacity"], found["bytes"], found["published_ms"]) == ("A", 12, 12, 4910)
    assert memory_report.instances([found]).splitlines()[-1].split("|")[4].strip() == "4.91"
    assert memory_report.instances([measure_instance(source, tmp_path / "none")]).count(" - ") == 4
    wrong = measure_instance(source.rename(tmp_path / "A.11.csv"), write_tool(tmp_path, STACK))
    assert wrong["error"] == "a plan of 12 bytes was said to fit into 11" and wrong["bytes"] == 12
    assert memory_report.instances([wrong]).splitlines()[-1].split("|")[3].strip() == "failed"


# Traces ----------------------------------------------------------------------------------------


def test_traces_of_inference():
    """The peak of ResNet-18 is at the pooling after its first convolution; that of U-Net where its last level concatenates
    both sides; that of a transformer at the scores, with the residual, query, key and value."""
    assert bound(resnet18(1, False)) == 4 * 64 * (112 * 112 + 56 * 56)
    assert len(resnet18(1, False)) == 1 + 1 + 8 * 2 + 3 + 1  # convolutions, shortcuts and means; sums are in place
    assert bound(unet(1, False)) == 4 * 256 * 256 * (64 + 64 + 128)
    assert bound(transformer(1, False)) == 4 * 512 * (16 * 512 + 4 * 1024)


def test_trace_of_training():
    """The peak of ResNet-18 is at the gradient of its last sum, when all saved values are live. Each convolution saves its
    input, each normalisation its input and two numbers per channel, and the pooling both its input and its result."""
    stages = [(64, 56, 4), (128, 28, 5), (256, 14, 5), (512, 7, 5)]  # channels, size, convolutions
    kept = 2 * 64 * 112**2 + 2 * 64 + 64 * 56**2
    for channels, size, convolutions in stages:
        shortcut = convolutions - 4  # its normalised result is not saved
        kept += (2 * convolutions - shortcut) * channels * size**2 + convolutions * 2 * channels
    last = 512 * 7**2
    assert bound(resnet18(1, True)) == 4 * (kept + last) + 4 * 512  # and the mean's gradient


def test_traces_are_what_they_were(tmp_path):
    """Traces are reproducible, proportional to the batch except for statistics, and in the form that ag-plan reads."""
    assert all(make(1) == make(1) for make in TRACES.values())
    assert [Buffer(each.lower, each.upper, 3 * each.size) for each in unet(1, False)] == unet(3, False)
    subprocess.run([sys.executable, HERE / "traces.py", tmp_path / "made", "--batch=2"], check=True)
    assert sorted(path.stem for path in (tmp_path / "made").iterdir()) == sorted(TRACES)
    lines = (tmp_path / "made" / "unet-inference.csv").read_text().splitlines()
    assert lines[:2] == ["id,lower,upper,size", f"0,0,2,{2 * 4 * 64 * 256 * 256}"]
    assert len(lines) == 1 + len(unet(2, False))


# Programs --------------------------------------------------------------------------------------


def test_heap_is_counted(tmp_path):
    script = """if True:
        import ctypes, json
        c = ctypes.CDLL(None)
        c.malloc.restype = c.calloc.restype = c.realloc.restype = ctypes.c_void_p
        c.malloc.argtypes = [ctypes.c_size_t]; c.calloc.argtypes = [ctypes.c_size_t] * 2
        c.realloc.argtypes = [ctypes.c_void_p, ctypes.c_size_t]; c.free.argtypes = [ctypes.c_void_p]
        aligned = ctypes.c_void_p()
        c.heap_start()
        before = c.heap_live()
        x = c.malloc(1 << 20); y = c.calloc(1 << 10, 1 << 10); c.free(x); x = c.realloc(y, 3 << 20)
        c.posix_memalign(ctypes.byref(aligned), ctypes.c_size_t(64), ctypes.c_size_t(1 << 20)); c.free(x)
        print(json.dumps([c.heap_most() - before, c.heap_live() - before, c.heap_times()]))"""
    env = dict(os.environ, LD_PRELOAD=str(build_heap(tmp_path)))
    done = subprocess.run([sys.executable, "-c", script], env=env, check=True, capture_output=True)
    most, live, times = json.loads(done.stdout)
    assert 4 << 20 <= most < (4 << 20) + 20000 and 1 << 20 <= live < (1 << 20) + 20000 and 4 <= times < 20


@pytest.mark.parametrize("threads", [1, 2])
def test_a_run_of_ours_asks_for_no_memory(threads, monkeypatch, tmp_path):
    """A run of ag allocates nothing, and its workspace has the size of its plan. Peers that are not installed have a dash."""
    monkeypatch.setattr(process, "PEERS_PYTHON", tmp_path / "none")
    found = measure_row(MLP, ["ag", "JAX"], replace(SETTINGS, threads=threads), print)
    ours = found["peers"]["ag"]
    assert (ours["heap_bytes"], ours["allocations"]) == (0, 0)
    plan = ours["plan"]
    assert ours["stated_bytes"] == plan["bytes"] >= plan["bound"] > 0
    assert plan["sum"] >= plan["greedy"] >= plan["bound"] and 0 < plan["planning_share"] < 1
    cells = [cell.strip() for cell in memory_report.measured([found], ["ag", "JAX"]).splitlines()[-1].split("|")]
    assert cells[1:-1] == [MLP.name, "0.000 / 0", "-"]
    assert memory_report.plans([found]).splitlines()[-1].split("|")[8].strip() == "-"


def test_tables(tmp_path):
    """The command writes tables, and shows them again."""
    stem, command = tmp_path / "memory", [sys.executable, HERE / "benchmark.py"]
    done = subprocess.run([*command, "memory", "--size=tiny", "--peers", "ag", "--rows", "LSTM", "resnet18",
                           "--opt=0", f"--build={SETTINGS.build}", "-o", stem], check=True, capture_output=True,
                          text=True)
    found = json.loads(stem.with_suffix(".json").read_text())
    assert [row["name"] for row in found["rows"]] == ["LSTM 3x2x4"]
    assert [trace["name"] for trace in found["traces"]] == ["resnet18-inference", "resnet18-training"]
    shown = subprocess.run([*command, "show", stem.with_suffix(".json")], check=True, capture_output=True, text=True)
    assert shown.stdout == done.stdout == stem.with_suffix(".md").read_text() == memory_report.markdown(found)
    assert sum(line.startswith("| LSTM 3x2x4") for line in done.stdout.splitlines()) == 2
