# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""All peers on one row: they are built, loaded, checked, and then timed in alternation, so that noise affects all alike."""
from __future__ import annotations

import math
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

from peaks import Peaks
from process import Failed, Process, Settings
from rows import Row
from vocabularies.arrays import ArrayOps


class Numpy(ArrayOps):
    """The vocabulary of numpy, with functions that it lacks, or that are slow in it."""

    def __init__(self):
        super().__init__(np, np.vectorize(math.erf, otypes=[np.float64]), self.scan_rows)

    @staticmethod
    def scan_rows(step: Callable, state: tuple, rows: np.ndarray) -> tuple[tuple, np.ndarray]:
        results = []
        for row in rows:
            state, result = step(state, row)
            results.append(result)
        return state, np.stack(results)

    def attention(self, query, key, value, mask):
        """Returns attention by products of matrices, as numpy's einsum takes minutes for large operands."""
        query, key, value = (np.ascontiguousarray(x.transpose(0, 2, 1, 3)) for x in (query, key, value))
        scores = query @ key.transpose(0, 1, 3, 2) / math.sqrt(query.shape[-1])
        masked = np.where(mask[:, None, None, :] != 0, scores, -1e30)
        return (self.softmax(masked) @ value).transpose(0, 2, 1, 3)


def reference(row: Row, weights: Path) -> list[np.ndarray]:
    """Returns numpy's results in double."""
    def doubled(x: np.ndarray) -> np.ndarray:
        return x.astype(np.float64) if x.dtype == np.float32 else x

    named = {name: doubled(x) for name, x in row.read_weights(weights).items()} if row.weights else {}
    return row.model(Numpy(), named, *map(doubled, row.make_inputs().values()))


def changes(row: Row, weights: Path, results: list[np.ndarray]) -> list[np.ndarray]:
    """Returns, for a step of training, the changes of the weights, and the loss; other results unchanged."""
    if not row.trains:
        return results
    old = list(row.read_weights(weights).values())
    return [*(new - before.astype(np.float64) for new, before in zip(results, old)), *results[len(old):]]


def difference(results: list[np.ndarray], expected: list[np.ndarray]) -> float:
    """Returns the largest difference, relative to the largest value of the result, or to 1e-5 of the largest of all results:
    a gradient below that is rounding only. It is infinite if shapes differ or if there is a NaN."""
    if [x.shape for x in results] != [x.shape for x in expected]:
        return math.inf
    worst, least = 0.0, 1e-5 * max((float(np.abs(right).max()) for right in expected), default=0.0)
    for result, right in zip(results, expected):
        error = float(np.abs(result - right).max()) / max(float(np.abs(right).max()), least)
        worst = max(worst, error if error == error else math.inf)
    return worst


class Session:
    """A row, with the peers that have not failed."""

    def __init__(self, row: Row, settings: Settings, folder: Path, report: Callable[[str], None]):
        self.row, self.settings, self.folder, self.report = row, settings, folder, report
        self.weights = self._find_weights()
        self.processes: dict[str, Process] = {}
        self.measured: dict[str, dict] = {}

    def _find_weights(self) -> Path:
        if self.row.real_weights:
            return self.row.real_weights()
        path = self.folder / "weights.safetensors"
        save_file(self.row.make_weights(), path)
        return path

    def try_for(self, name: str, step: Callable[[str], None]) -> None:
        try:
            step(name)
        except Failed as failure:
            self.fail(name, str(failure))

    def fail(self, name: str, why: str) -> None:
        self.report(f"  {name}: {why}")
        self.measured[name] = {"error": why}
        process = self.processes.pop(name, None)
        if process:
            process.close()

    def build(self, name: str) -> None:
        """Builds in a separate process, which ends before the artefact is loaded."""
        folder = self.folder / name
        folder.mkdir()
        process = Process(name, self.row, self.settings, folder, self.weights)
        self.measured[name] = process.ask(do="build")
        process.close()

    def load(self, name: str) -> None:
        process = Process(name, self.row, self.settings, self.folder / name, self.weights)
        self.processes[name] = process
        self.measured[name] |= process.ask(do="load")

    def results(self, name: str, process: Process) -> list[np.ndarray]:
        path = self.folder / name / "results.npz"
        process.ask(do="save", path=str(path))
        with np.load(path) as file:
            return [file[key] for key in file]

    def reference(self) -> list[np.ndarray]:
        """Returns the reference results: numpy in double or, for derivatives, which numpy does not have, those of ag in
        double. Other peers are compared with them, too, so an error of the reference would show. Models that are imported
        only have PyTorch in double, or onnxruntime without its optimiser."""
        if self.row.model and not (self.row.trains or self.row.derived):
            return reference(self.row, self.weights)
        folder = self.folder / "reference"
        folder.mkdir()
        name = "ag in double" if self.row.model else "onnxruntime as written" if self.row.file else "PyTorch in double"
        process = Process(name, self.row, self.settings, folder, self.weights)
        process.ask(do="load")
        try:
            return self.results("reference", process)
        finally:
            process.close()

    def check(self, name: str, expected: list[np.ndarray]) -> None:
        results = self.results(name, self.processes[name])
        worst = difference(*(changes(self.row, self.weights, each) for each in (results, expected)))
        self.measured[name]["difference"] = worst
        if not worst <= self.row.tolerance:
            raise Failed(f"wrong: off by {worst:.1e} of the largest value, expected at most {self.row.tolerance:.0e}")

    def time(self, name: str) -> None:
        found = self.processes[name].ask(do="time", seconds=self.settings.seconds, clock=self.settings.clock)
        self.measured[name].setdefault("rounds", []).append(found)

    def run(self, names: list[str], peaks: Peaks) -> dict:
        for name in names:
            self.try_for(name, self.build)
            if "error" not in self.measured[name]:
                self.try_for(name, self.load)
        try:
            expected = self.reference()
        except Failed as failure:
            for name in list(self.processes):
                self.fail(name, f"there is no reference: {failure}")
        for name in list(self.processes):
            self.try_for(name, lambda name: self.check(name, expected))
        expected = None
        at_the_time = []
        for _ in range(self.settings.rounds):
            at_the_time.append(peaks.measure(self.settings.seconds / 4, self.settings.clock))
            for name in list(self.processes):
                self.try_for(name, self.time)
        for process in self.processes.values():
            process.close()
        return {"name": self.row.name, "flops": self.row.flops, "forward_flops": self.row.forward_flops,
                "bytes": self.row.bytes, "costs": self.row.costs, "peaks": at_the_time, "peers": {name: summary(found) for name, found in self.measured.items()}}


def summary(measured: dict) -> dict:
    """Returns the measurements with the least time of all rounds, and the median of their medians."""
    rounds = measured.get("rounds")
    if not rounds:
        return measured
    medians = sorted(each["median"] for each in rounds)
    return measured | {"least_s": min(each["least"] for each in rounds), "median_s": medians[len(medians) // 2],
                       "runs": sum(each["runs"] for each in rounds)}


def run_row(row: Row, names: list[str], settings: Settings, peaks: Peaks, report: Callable[[str], None]) -> dict:
    with tempfile.TemporaryDirectory(prefix="ag-benchmark-") as folder:
        return Session(row, settings, Path(folder), report).run(names, peaks)
