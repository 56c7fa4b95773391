# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Makes a pack: a folder with run.py, manifest.json, and a .zip file for each executable and its arrays.

benchmark.py cuda-pack calls it with the search path of ag's package, the op table and the examples.
"""
from __future__ import annotations

import argparse
import ctypes
import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from tqdm import tqdm

import ag
from cuda_pack import contents
from cuda_pack.results import LeftOut, call, check_tolerance, expected, flags_of, stored_in
from cuda_pack.run import digest_of
from cuda_pack.source import Run, Source

RUNNER = Path(__file__).with_name("run.py")


def compiled(source: Source, folder: Path, tools: Path) -> dict:
    """Compiles the source for a GPU, and for the CPU. Returns the description of its entry."""
    (folder / "program.mlir").write_text(source.text())
    if source.weights:
        save_file(source.weights, folder / "weights.safetensors")
    flags, stored = flags_of(source), [*stored_in(source), *(["--embed-weights"] if source.embed else [])]
    call([tools / "ag-compile", "program.mlir", "--target=cuda", "--emit=exe", "-o", "program", *flags, *stored], folder)
    if (folder / "program.weights").exists():
        (folder / "program.weights").rename(folder / "weights")
    call([tools / "ag-compile", "program.mlir", "-o", "cpu.so", "--opt=1", *flags], folder)
    library = ctypes.CDLL(str(folder / "cpu.so"))
    library.cpu_info.restype = ctypes.c_char_p
    return json.loads(library.cpu_info())["entries"][0]


class Archive:
    """The .zip file of a source. Equal arrays are one member."""

    def __init__(self, path: Path) -> None:
        self.file, self.members = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9), {}

    def add(self, path: Path, name: str) -> str:
        """Adds a file, and returns the name of its member. The time of a member is fixed, so that equal packs have equal
        bytes."""
        data = path.read_bytes()
        if data not in self.members:
            self.members[data] = name
            self.file.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED, 9)
        return self.members[data]


class Builder:
    """Builds sources, each in a folder of its own, from which its archive is written."""

    def __init__(self, pack: Path, tools: Path) -> None:
        self.pack, self.tools = pack, tools

    def build(self, source: Source) -> tuple[list[dict], list[dict]]:
        """Returns the programs of the source, as the manifest has them, and what is left out. If the source is left out,
        its parts are built."""
        try:
            return self.build_whole(source), []
        except (LeftOut, ag.Error) as error:
            if not source.parts:
                tqdm.write(f"left out: {source.name}: {error}", file=sys.stderr)
                return [], [{"name": source.name, "why": str(error)}]
        programs, left_out = zip(*map(self.build, source.parts()))
        return sum(programs, []), sum(left_out, [])

    def build_whole(self, source: Source) -> list[dict]:
        """Returns the programs of the source. Raises LeftOut."""
        path = f"programs/{source.name.replace('/', '-')}.zip"
        with tempfile.TemporaryDirectory(prefix="ag-pack-") as name:
            folder = Path(name)
            info = compiled(source, folder, self.tools)
            archive = Archive(self.pack / path)
            try:
                archive.add(folder / "program", "program")
                weights = archive.add(folder / "weights", "weights") if (folder / "weights").exists() else None
                programs = [self.run(source, run, number, info, folder, archive)
                            for number, run in enumerate(source.runs(info))]
            except BaseException:
                (self.pack / path).unlink()
                raise
            finally:
                archive.file.close()
        return [{**program, "file": path, "weights": source.shared_weights or weights} for program in programs]

    def run(self, source: Source, run: Run, number: int, info: dict, folder: Path, archive: Archive) -> dict:
        inputs = [folder / f"{number}.input.{place}.npy" for place in range(len(run.inputs))]
        for path, values in zip(inputs, run.inputs):
            np.save(path, values)
        names = [result["name"] or f"#{number}" for number, result in enumerate(info["results"])]
        found = expected(source, run, inputs, len(names), folder, self.tools)
        if run.expected is None and not run.refusal and not source.ulps:
            check_on_cpu(source, run, names, found, folder)
        results = []
        for place, (values, allowed) in enumerate(found):
            path = folder / f"{number}.result.{place}.npy"
            np.save(path, values)
            results.append({"file": archive.add(path, path.name), **allowed})
        results = [{"name": name, **result} for name, result in zip(names, results or [{"file": ""}] * len(names))]
        return {"name": f"{source.name} {run.name}".strip(), "proves": source.proves, "limit_s": source.limit,
                "inputs": [archive.add(path, path.name) for path in inputs], "results": results,
                **({"refusal": run.refusal} if run.refusal else {})}


def check_on_cpu(source: Source, run: Run, names: list[str], found: list[tuple], folder: Path) -> None:
    """Checks that the CPU's results are within the tolerances."""
    weights = folder / "weights.safetensors" if source.weights else None
    results = ag.load(folder / "cpu.so", weights)(*(values.copy() for values in run.inputs))
    results = list(results.values()) if isinstance(results, dict) else results
    for name, values, (exact, allowed) in zip(names, results if isinstance(results, (list, tuple)) else [results], found):
        check_tolerance(name, values, exact, allowed)


# The folder -----------------------------------------------------------------------------------------

def write_weights(path: Path, weights: dict[str, np.ndarray]) -> None:
    """Writes weights that bf16 represents exactly: the header of a safetensors file in f32, and the two bytes of each
    element apart, as the higher ones compress well."""
    header, offset = {}, 0
    for name, values in weights.items():
        header[name] = {"dtype": "F32", "shape": list(values.shape), "data_offsets": [offset, offset + values.nbytes]}
        offset += values.nbytes
    halves = np.concatenate([values.ravel() for values in weights.values()]).view(np.uint16)
    assert not halves[0::2].any(), "the weights are not in bf16"
    data = halves[1::2].tobytes()
    text = json.dumps(header)
    with zipfile.ZipFile(path, "w") as file:
        for name, part in ("header.json", text + " " * (-len(text) % 8)), ("low", data[0::2]), ("high", data[1::2]):
            file.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED, 9)


def needed_glibc(folder: Path) -> str:
    """Returns the version of glibc that the executables need."""
    found = set()
    for path in (folder / "programs").iterdir():
        with zipfile.ZipFile(path) as file:
            found |= set(re.findall(rb"GLIBC_(\d+)\.(\d+)", file.read("program")))
    return "{}.{}".format(*max((int(major), int(minor)) for major, minor in found))


def version(tools: Path) -> str:
    return subprocess.run([tools / "ag-compile", "--version"], capture_output=True, text=True, check=True).stdout.strip()


def build_all(sources: list[Source], builder: Builder) -> tuple[list[dict], list[dict]]:
    """Returns the programs, and what is left out, in the order of the sources. Prints the progress to standard error."""
    with ThreadPoolExecutor(os.cpu_count()) as pool, tqdm(total=len(sources), unit="exe", file=sys.stderr,
                                                          dynamic_ncols=True) as bar:
        futures = {pool.submit(builder.build, source): source.name for source in sources}
        for future in as_completed(futures):
            bar.set_postfix_str(futures[future])
            bar.update()
        programs, left_out = zip(*(future.result() for future in futures))
        return sum(programs, []), sum(left_out, [])


def is_pack(folder: Path) -> bool:
    try:
        return "made_by" in json.loads((folder / "manifest.json").read_text())
    except (OSError, ValueError):
        return False


def make(sources: list[Source], output: Path, tools: Path) -> dict:
    """Writes the pack beside its place, and moves it there when it is whole. Returns the manifest."""
    part = output.with_name(f"{output.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    for folder in ("programs", "weights"):
        (part / folder).mkdir(parents=True)
    programs, left_out = build_all(sources, Builder(part, tools))
    if not programs:
        raise SystemExit("error: every program is left out")
    weights = {}
    for name in sorted({program["weights"] for program in programs} & contents.WEIGHTS.keys()):
        weights[name] = f"weights/{name}.zip"
        write_weights(part / weights[name], contents.WEIGHTS[name]())
    files = sorted(path for path in part.rglob("*") if path.is_file())
    manifest = {"format": 1, "made_by": version(tools), "architecture": platform.machine(), "glibc": needed_glibc(part),
                "weights": weights, "left_out": left_out, "programs": programs,
                "files": {str(path.relative_to(part)): {"bytes": path.stat().st_size,
                                                        "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
                          for path in files}}
    (part / "manifest.json").write_text(json.dumps({**manifest, "sha256": digest_of(manifest)}, indent=1) + "\n")
    shutil.copy(RUNNER, part / "run.py")
    if output.exists():
        shutil.rmtree(output)
    part.rename(output)
    return manifest


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmark.py cuda-pack")
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--programs", nargs="+", metavar="WORD")
    parser.add_argument("--build", type=Path, required=True)
    options = parser.parse_args()
    if options.output.exists() and not is_pack(options.output):
        raise SystemExit(f"error: {options.output} exists and is no pack: choose another folder by -o")
    sources = [source for source in contents.sources()
               if not options.programs or any(word in source.name for word in options.programs)]
    if not sources:
        raise SystemExit(f"error: no program has {' or '.join(options.programs)} in its name")
    manifest = make(sources, options.output, options.build / "bin")
    size = sum(path.stat().st_size for path in options.output.rglob("*") if path.is_file())
    files = {program["file"] for program in manifest["programs"]}
    print(f"{options.output}: {len(manifest['programs'])} programs in {len(files)} executables, {size / 1e6:.1f} MB; "
          f"{len(manifest['left_out'])} left out")


if __name__ == "__main__":
    main()
