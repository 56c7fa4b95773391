# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The driver, with ag only, at tiny sizes: it measures, checks, handles failures, and prints its tables. Each row is
measured once, without optimisation, since its speed is not checked."""
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import process
import report
from benchmark import chosen, importers_for
from imported import report as import_report
from imported.rows import IMPORTED, find
from peers import IMPORT_PEERS
from process import Failed, Process, Settings
from rows import ROWS
from session import difference, run_row

HERE = Path(__file__).resolve().parent
SETTINGS = Settings("tiny", threads=1, rounds=1, seconds=0.001, build=Path(os.environ["AG_TOOLS"]).parent, opt=0)
WORDS = ["MiniLM", "MLP"]  # words in the names of the rows that `results` measures
MEASURED = chosen(WORDS, [row.name for row in ROWS["tiny"]], "row")


class KnownPeaks:
    """Constant peaks instead of measured ones."""

    @staticmethod
    def measure(seconds, clock):
        return {"gflops": 1.0, "read_gbs": 1.0, "triad_gbs": 1.0}


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """Returns the results that the command writes for some rows."""
    stem = tmp_path_factory.mktemp("results") / "tiny"
    done = subprocess.run([sys.executable, HERE / "benchmark.py", "run", "--size=tiny", "--peers", "ag", "--rows", *WORDS,
                           "--rounds=2", "--clock=cpu", "--seconds=0.001", "--opt=0", f"--build={SETTINGS.build}",
                           "-o", stem], check=True, stderr=subprocess.PIPE, text=True)
    assert "5/5" in done.stderr and "MiniLM 2x5" in done.stderr, "it says how far it is"
    return json.loads(stem.with_suffix(".json").read_text()), stem.with_suffix(".md").read_text()


def test_results(results):
    found, _ = results
    assert [row["name"] for row in found["rows"]] == [
        "MiniLM 2x5", "MLP 3x8-6-5-2", "train MLP 3x8-6-5-3", "train MiniLM 4x5", "Hessian times vector, MLP 3x8-6-5-3"]
    for row, names in zip(found["rows"], (["ag", "ag, any size"], ["ag"], ["ag"], ["ag"], ["ag"])):
        assert list(row["peers"]) == names
        assert len(row["peaks"]) == 2 and all(each["gflops"] > 1 and each["triad_gbs"] > 0.1 for each in row["peaks"])
        for measured in row["peers"].values():
            assert 0 < measured["least_s"] <= measured["median_s"] < 1
            assert 0 < measured["difference"] < (5e-3 if row["forward_flops"] else 1e-5)
            assert measured["compile_s"] > 0 and measured["load_s"] > 0
            assert measured["artefact_bytes"] > 1000 and measured["resident_bytes"] > 1e6


def test_tables(results):
    found, markdown = results
    assert markdown == report.markdown(found)
    lines = markdown.splitlines()
    times = next(line for line in lines if line.startswith("| MLP"))
    assert times.count("|") == lines[lines.index(times) - 2].count("|") and "**" in times
    assert any(line.startswith("| ag, any size ") for line in lines)
    assert sum("flops / forward" in line for line in lines) == 2


@pytest.mark.parametrize("row", [row for row in ROWS["tiny"] if row.name not in MEASURED], ids=lambda row: row.name)
def test_other_rows(row):
    measured = run_row(row, ["ag"], SETTINGS, KnownPeaks(), print)["peers"]["ag"]
    assert "error" not in measured and measured["difference"] < (row.tolerance if row.trains else 1e-6)


@pytest.mark.parametrize("row", [row for row in IMPORTED["imported-tiny"] if row.states or row.ranges], ids=lambda row: row.name)
def test_own_programs_of_imported_models(row):
    """ag's own programs of models that are imported give what numpy does, with states written in place, and of any size."""
    names = [name for name in importers_for(row, IMPORT_PEERS) if name in ("ag", "ag, any size")]
    assert len(names) == 1 + bool(row.ranges)
    settings = replace(SETTINGS, size="imported-tiny")
    for measured in run_row(row, names, settings, KnownPeaks(), print)["peers"].values():
        assert "error" not in measured and measured["difference"] < 1e-6 and measured["stated_bytes"] > 0


def test_rows_of_imported_models():
    """Each row has the peers that can run it; a package that is missing is named."""
    rows = {row.name: row for row in IMPORTED["imported"]}
    assert importers_for(rows["silero-vad"], IMPORT_PEERS) == ["ag, from ONNX", "onnxruntime", "OpenVINO"]
    assert importers_for(rows["ResNet-18 224x224"], IMPORT_PEERS) == [
        "ag, from torch", "ag, from ONNX", "AOTInductor", "onnxruntime", "OpenVINO"]
    assert len(importers_for(rows["Llama 1x4096"], IMPORT_PEERS)) == len(IMPORT_PEERS)
    assert rows["silero-vad"].file().name == "silero_vad.onnx"
    with pytest.raises(FileNotFoundError, match="the package no_such is not installed"):
        find("no_such/model.onnx")


def test_tables_of_imports():
    """Ratios are those of medians; figures that failed are listed with the reason."""
    row = {"name": "net", "flops": 1, "forward_flops": 0, "bytes": 0, "costs": True, "peaks": [KnownPeaks.measure(0, "cpu")],
           "peers": {"ag": {"least_s": 1e-3, "median_s": 2e-3, "stated_bytes": 1000, "compile_s": 0.5},
                     "ag, from torch": {"least_s": 3e-3, "median_s": 3e-3, "stated_bytes": 1500, "compile_s": 1.5},
                     "ag, from ONNX": {"error": "it failed"}}}
    figures = {"calls of tensors": [{"what": "call", "measured": 3.0, "beside": "eager", "other": 2.0, "unit": "us", "aim": "1.1"},
                                    {"what": "time", "measured": 0.25, "beside": "", "other": 0, "unit": "s", "aim": ""}],
               "external data": "no space left"}
    results = {"threads": 1, "clock": "cpu", "cpu": "a core", "peers": list(row["peers"]), "versions": {"ag": "1"},
               "imported": [row], "figures": figures}
    lines = [line.replace(" ", "") for line in import_report.markdown(results).splitlines()]
    assert "|net|2.000|3.000|failed|1.500|-|" in lines
    assert "|net,ag,fromtorch|1,500|1,000|1.500|" in lines
    assert "|call|3us|eager|2us|1.5|1.1|" in lines and "|time|0.25s|-|-|-|-|" in lines
    assert "-net,ag,fromONNX:itfailed" in lines and "-externaldata:nospaceleft" in lines


def test_what_fails_is_reported(tmp_path, monkeypatch):
    """A peer that is not installed, one that does not support the row, one that ends, and one that hangs are reported."""
    row, messages = next(row for row in ROWS["tiny"] if row.name.startswith("softmax")), []
    monkeypatch.setattr(process, "PEERS_PYTHON", tmp_path / "none")
    made = run_row(row, ["JAX", "ag, any size"], SETTINGS, KnownPeaks(), messages.append)
    assert made["peers"] == {"JAX": {"error": "not installed: run benchmark.py setup"},
                             "ag, any size": {"error": "ValueError: the row has no named dimensions"}}
    assert [message.split(":")[0].strip() for message in messages] == ["JAX", "ag, any size"]
    listed = report.failures({"rows": [made]})
    assert listed[0] == f" - {row.name}, JAX: not installed: run benchmark.py setup"
    assert report.time_cells(made, ["JAX"])[0] == "failed"

    started = Process("ag", row, SETTINGS, tmp_path, tmp_path / "none")
    started.process.kill()
    with pytest.raises(Failed, match="the process ended with -9"):
        started.ask(do="build")
    waiting = Process("ag", row, SETTINGS, tmp_path, tmp_path / "none")
    waiting.patience = 0
    with pytest.raises(Failed, match="no answer in 0 s"):
        waiting.ask(do="build")


def test_differences():
    right = [np.array([[1.0, -4.0], [0.0, 2.0]])]
    assert difference([right[0].copy()], right) == 0
    assert difference([right[0] + 0.5], right) == 0.125
    assert difference([right[0][:1]], right) == difference([right[0] * np.nan], right) == np.inf


def test_full_rows_are_what_they_say():
    """The shapes of MiniLM's weights are those of its file, and work is counted as by hand."""
    rows = {row.name: row for row in ROWS["full"]}
    small = rows["MiniLM 1x128"]
    found = small.read_weights(small.real_weights())
    assert {name: array.shape for name, array in found.items()} == small.weights
    assert rows["MLP 64x784-512-512-10"].flops == 2 * 64 * (784 * 512 + 512 * 512 + 512 * 10)
    assert rows["train MLP 64x784-512-512-10"].flops == 2 * 64 * (2 * 784 * 512 + 3 * 512 * 512 + 3 * 512 * 10)
    assert rows["softmax 4096x4096"].bytes == 2 * 64 * 2**20
    assert chosen(["mini"], list(rows), "row") == ["MiniLM 1x128", "MiniLM 8x64", "train MiniLM 4x32"]
    with pytest.raises(SystemExit, match="no row is called resnet"):
        chosen(["resnet"], list(rows), "row")


def test_problems_are_timed(tmp_path):
    """ag's side of problem_times.py runs the same problem twice."""
    done = subprocess.run([sys.executable, HERE / "problem_worker.py", "ag"], input="lse 0.01\nlse 0.01\n", text=True,
                          capture_output=True, check=True, env=process.environment(SETTINGS, tmp_path, "ag"))
    first, second = map(json.loads, done.stdout.splitlines())
    assert 0 < first["seconds"] < float("inf") and 0 < second["seconds"] < float("inf")
    assert first["compile"] > 0 and first["bytes"] >= 0 and "compile" not in second
