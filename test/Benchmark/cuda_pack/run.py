#!/usr/bin/env python3
# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs a pack of compiled programs on this machine's GPU, and compares their results with those of a CPU.

    python3 run.py list              prints the programs of the pack
    python3 run.py check -o OUT      runs them, and writes OUT/check.json and OUT/check.md

It needs a GPU, its driver, and Python 3.9 or later with its standard library. The pack is the folder of this file; it is
not changed. AG_CUDA_DRIVER names another driver, such as ag's emulator. OUT/failed keeps the files of programs that are
not right. The exit status is 0 if all programs are right, 1 if one is not or did not run, and 2 if none could run.
"""
from __future__ import annotations

import argparse
import ast
import concurrent.futures
import contextlib
import ctypes
import hashlib
import json
import math
import os
import platform
import re
import select
import shutil
import signal
import struct
import subprocess
import sys
import threading
import time
import zipfile
import zlib
from array import array
from pathlib import Path

HERE, BEGIN = Path(__file__).resolve().parent, time.monotonic()
FORMAT = 1
#: The number of programs in a row that end without results, after which the check stops.
MOST_FAILURES = 5
#: The seconds that the driver has to describe the GPU.
PATIENCE = 60
#: Programs are written and started one at a time, as a process that starts holds all files that are being written.
STARTING = threading.Lock()


class Refused(Exception):
    """The check cannot begin; the message has the reason and what to do."""


class Failed(Exception):
    """A program ended without results; the message has the reason."""


# The pack -------------------------------------------------------------------------------------------

def digest_of(manifest: dict) -> str:
    """Returns the SHA-256 of a manifest without its own."""
    return hashlib.sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()


def read_manifest() -> dict:
    """Returns the manifest, which is as it was written."""
    try:
        manifest = json.loads((HERE / "manifest.json").read_text(encoding="utf-8"))
    except OSError as error:
        raise Refused(f"manifest.json cannot be read: {error.strerror}; copy the pack again") from None
    except ValueError as error:
        raise Refused(f"manifest.json is broken: {error}; copy the pack again") from None
    found = manifest.get("format") if isinstance(manifest, dict) else None
    if found != FORMAT:
        raise Refused(f"manifest.json has format {found}, but this run.py reads format {FORMAT}; use the pack's run.py")
    if manifest.pop("sha256", "") != digest_of(manifest):
        raise Refused("manifest.json was changed: its SHA-256 differs; copy the pack again")
    return manifest


def check_file(path: str, size: int, digest: str) -> None:
    """Raises Refused unless the file has this size and SHA-256."""
    try:
        data = (HERE / path).read_bytes()
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}; copy the pack again") from None
    if len(data) != size:
        what = "is cut short" if len(data) < size else "is too long"
        raise Refused(f"{path} {what}: {len(data)} of {size} bytes; copy the pack again")
    if hashlib.sha256(data).hexdigest() != digest:
        raise Refused(f"{path} was changed: its SHA-256 differs; copy the pack again")


def check_machine(manifest: dict) -> None:
    """Raises Refused if executables cannot start here."""
    if platform.machine() != manifest["architecture"]:
        raise Refused(f"the programs are for {manifest['architecture']}, but this machine is {platform.machine()}")
    library, version = platform.libc_ver()
    if library == "glibc" and [*map(int, version.split("."))] < [*map(int, manifest["glibc"].split("."))]:
        raise Refused(f"the programs need glibc {manifest['glibc']}, but this machine has {version}")


def kind_of(program: dict) -> str:
    return program["name"].split("/")[0]


def chosen(programs: list[dict], words: list[str] | None) -> list[dict]:
    """Returns the programs with one of the words in their name, or all."""
    found = [program for program in programs if any(word in program["name"] for word in words or [""])]
    if not found:
        raise Refused(f"no program has {' or '.join(words or [])} in its name; run.py list prints the names")
    return found


def end(process: subprocess.Popen) -> None:
    """Kills a process. One that waits for a GPU which hangs may stay."""
    process.kill()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.communicate(timeout=5)


# The GPU --------------------------------------------------------------------------------------------

def ask(driver: ctypes.CDLL, name: str, *arguments: object) -> None:
    """Calls a function of the driver, which is found as programs find it."""
    function, found = ctypes.c_void_p(), ctypes.c_int()
    driver.cuGetProcAddress_v2(name.encode(), ctypes.byref(function), 12000, ctypes.c_uint64(0), ctypes.byref(found))
    if not function.value:
        raise OSError(f"the driver has no {name}")
    status = ctypes.CFUNCTYPE(ctypes.c_int)(function.value)(*arguments)
    if status:
        raise OSError(f"{name} fails with {status}")


def describe_by_driver() -> dict:
    """Returns the name of GPU 0, its compute capability and memory, and the driver's version of CUDA."""
    library = os.environ.get("AG_CUDA_DRIVER") or "libcuda.so.1"
    driver, number, size = ctypes.CDLL(library), ctypes.c_int(), ctypes.c_size_t()
    name, capability = ctypes.create_string_buffer(100), []
    if not hasattr(driver, "cuGetProcAddress_v2"):
        raise OSError(f"{library} is older than CUDA 12.0: update it")
    ask(driver, "cuInit", 0)
    ask(driver, "cuDeviceGetCount", ctypes.byref(number))
    if number.value == 0:
        raise OSError("the driver finds no GPU")
    ask(driver, "cuDeviceGetName", name, len(name), 0)
    ask(driver, "cuDeviceTotalMem", ctypes.byref(size), 0)
    for attribute in (75, 76):  # the major and the minor number of the compute capability
        ask(driver, "cuDeviceGetAttribute", ctypes.byref(number), attribute, 0)
        capability.append(number.value)
    ask(driver, "cuDriverGetVersion", ctypes.byref(number))
    return {"gpu": name.value.decode(errors="replace"), "capability": "{}.{}".format(*capability),
            "memory_bytes": size.value, "cuda": f"{number.value // 1000}.{number.value % 1000 // 10}"}


def probe() -> int:
    """Prints the description as JSON, and waits for the end of the input. Meanwhile the GPU stays initialised, which may
    take each program seconds otherwise."""
    try:
        print(json.dumps(describe_by_driver()), flush=True)
    except OSError as error:
        print(json.dumps({"error": str(error)}), flush=True)
    sys.stdin.read()
    return 0


def describe_by_tools() -> dict:
    """Returns what nvidia-smi, or else the kernel's module, says about the GPU and its driver."""
    fields = ["driver_version", "name", "clocks.max.sm", "power.limit", "compute_mode"]
    command = ["nvidia-smi", f"--query-gpu={','.join(fields)}", "--format=csv,noheader", "--id=0"]
    with contextlib.suppress(OSError, subprocess.TimeoutExpired):
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE)
        values = [value.strip() for value in done.stdout.strip().split(",")]
        if done.returncode == 0 and len(values) == len(fields):
            return dict(zip(fields, values))
    module = Path("/proc/driver/nvidia/version")
    version = re.search(r"\b\d+\.\d+(\.\d+)?\b", module.read_text(errors="replace") if module.exists() else "")
    return {"driver_version": version.group()} if version else {}


class Gpu:
    """The GPU, which a process of its own keeps initialised, and may crash in."""

    def __init__(self) -> None:
        self.keeper = subprocess.Popen([sys.executable, "-I", __file__, "probe"], stdin=subprocess.PIPE,
                                       stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.description = self._read_description()
        if not os.environ.get("AG_CUDA_DRIVER"):
            self.description.update(describe_by_tools())

    def _read_description(self) -> dict:
        if not select.select([self.keeper.stdout], [], [], PATIENCE)[0]:
            end(self.keeper)
            raise Refused(f"the driver does not answer in {PATIENCE} s")
        line = self.keeper.stdout.readline()
        found = json.loads(line) if line else {"error": f"asking it ends with {ending(self.keeper.wait())}"}
        if "error" in found:
            raise Refused(f"no GPU and driver can be used: {found['error']}")
        return found

    def title(self) -> str:
        version = self.description.get("driver_version") or f"of CUDA {self.description['cuda']}"
        return f"{self.description['gpu']}, driver {version}"

    def close(self) -> None:
        end(self.keeper)


# Arrays ---------------------------------------------------------------------------------------------

#: For each type of .npy files: its name, the typecode of an array, and of floats the bits of a fraction and the exponents.
TYPES = {
    "<f8": ("f64", "d", (52, 1023, -1022)), "<f4": ("f32", "f", (23, 127, -126)), "<f2": ("f16", "e", (10, 15, -14)),
    "<V2": ("bf16", "V", (7, 127, -126)), "<i8": ("i64", "q", None), "<i4": ("i32", "i", None), "<i2": ("i16", "h", None),
    "|i1": ("i8", "b", None), "<u8": ("ui64", "Q", None), "<u4": ("ui32", "I", None), "<u2": ("ui16", "H", None),
    "|u1": ("ui8", "B", None), "|b1": ("i1", "B", None),
}


class Npy:
    """The array of a .npy file. Raises ValueError if the file is not whole."""

    def __init__(self, data: bytes) -> None:
        if data[:6] != b"\x93NUMPY" or len(data) < 12:
            raise ValueError("it is no .npy file")
        start, length = (10, "<H") if data[6] == 1 else (12, "<I")
        end = start + struct.unpack(length, data[8:start])[0]
        try:
            header = ast.literal_eval(data[start:end].decode("latin-1").strip())
            self.kind, self.code, self.form = TYPES[header["descr"]]
            self.shape = tuple(header["shape"])
        except (SyntaxError, KeyError, TypeError):
            raise ValueError("its header is broken") from None
        self.data = data[end:]
        size = 2 if self.code in "eV" else array(self.code).itemsize
        if len(self.data) != size * math.prod(self.shape):
            raise ValueError(f"it has {len(self.data)} bytes of elements, expected {size * math.prod(self.shape)}")

    def values(self) -> "array | tuple":
        if self.code == "e":
            return struct.unpack(f"<{len(self.data) // 2}e", self.data)
        is_bf16 = self.code == "V"
        return array("f" if is_bf16 else self.code, bytes(widened(self.data[0::2], self.data[1::2])) if is_bf16 else self.data)

    def __str__(self) -> str:
        return f"{self.kind}[{', '.join(map(str, self.shape))}]"


def widened(low: bytes, high: bytes) -> bytearray:
    """Returns elements of f32 that are equal to elements of bf16, whose bytes are given apart."""
    wide = bytearray(4 * len(low))
    wide[2::4], wide[3::4] = low, high
    return wide


def units_between(x: float, y: float, form: tuple) -> float:
    """Returns the distance of x from y in units in the last place of y. It is infinite if one is NaN, or if x is a zero of
    the other sign. Infinity counts as the number after the largest one."""
    if math.isnan(x) or math.isnan(y):
        return 0.0 if math.isnan(x) and math.isnan(y) else math.inf
    if x == 0 and math.copysign(1, x) != math.copysign(1, y):
        return math.inf
    if x == y:
        return 0.0
    bits, most, least = form
    beyond = 2.0 ** (most + 1) if most < 1023 else math.inf
    x, y = (max(min(each, beyond), -beyond) for each in (x, y))
    if math.isinf(x) or math.isinf(y):
        return math.inf
    exponent = max(math.frexp(y)[1] - 1, least) if y else least
    return abs(x - y) / math.ldexp(1.0, exponent - bits)


def matches(x: float, y: float, result: dict, form: "tuple | None") -> bool:
    """Returns true if x is within the result's tolerance of y. With ulps, signs of zeros must be equal."""
    if form is None:
        return x == y
    if "ulps" in result:
        return units_between(x, y, form) <= result["ulps"]
    if x == y or math.isnan(x) and math.isnan(y):
        return True
    return math.isfinite(x) and math.isfinite(y) and abs(x - y) <= result["atol"] + result["rtol"] * abs(y)


def place_of(number: int, shape: tuple) -> list[int]:
    """Returns the index of an element, given its number in row-major order."""
    place = []
    for extent in reversed(shape):
        place.insert(0, number % extent)
        number //= extent
    return place


def compare(found: Npy, expected: Npy, result: dict) -> dict:
    """Returns the number of values, the number of those out of tolerance, the largest difference (of these, if there are
    any), and where it is."""
    report = {"name": result["name"], "values": math.prod(expected.shape), "wrong": 0}
    if (found.kind, found.shape) != (expected.kind, expected.shape):
        return {**report, "wrong": report["values"] or 1, "message": f"it is {found}, expected {expected}"}
    if found.data == expected.data:
        return report
    worst = None
    for number, (x, y) in enumerate(zip(found.values(), expected.values())):
        if x == y and x:
            continue
        wrong = not matches(x, y, result, expected.form)
        report["wrong"] += wrong
        difference = 0.0 if x != x and y != y else abs(x - y) if x - y == x - y else math.inf
        if worst is None or (wrong, difference) > worst[:2]:
            worst = wrong, difference, number, x, y
    if worst and (worst[0] or worst[1]):
        report.update(largest=f"{worst[1]:.3g}", at=place_of(worst[2], expected.shape), found=repr(worst[3]),
                      expected=repr(worst[4]))
    return report


def told(report: dict) -> str:
    """Returns a sentence about a result that is wrong."""
    if "message" in report:
        return f"{report['name']}: {report['message']}"
    return (f"{report['name']}: {report['wrong']} of {report['values']} values differ, by at most {report['largest']} at "
            f"{report['at']}: {report['found']}, expected {report['expected']}")


# Running a program ----------------------------------------------------------------------------------

def ending(status: int) -> str:
    return f"status {status}" if status >= 0 else {each.value: each.name for each in signal.Signals}.get(-status, "a signal")


class Folder:
    """OUT, in which programs are unpacked and run."""

    def __init__(self, path: Path, manifest: dict) -> None:
        self.path, self.weights, self.lock = path, manifest["weights"], threading.Lock()
        self.work, self.kept = path / "work", path / "failed"
        try:
            path.mkdir(parents=True, exist_ok=True)
            for folder in (self.work, self.kept):
                shutil.rmtree(folder, ignore_errors=True)
            self.work.mkdir()
        except OSError as error:
            raise Refused(f"{path} cannot be written: {error.strerror}; choose another folder by -o") from None

    def write(self, name: str, text: str) -> None:
        """Writes a file of OUT, which is whole at any time."""
        (self.path / "part").write_text(text, encoding="utf-8")
        os.replace(self.path / "part", self.path / name)

    def find_weights(self, name: str) -> Path:
        """Returns the file of weights that several programs share. It is unpacked once: bf16 becomes f32."""
        path = self.work / f"{name}.safetensors"
        with self.lock:
            if not path.exists():
                with zipfile.ZipFile(HERE / self.weights[name]) as file:
                    header, low, high = (file.read(member) for member in ("header.json", "low", "high"))
                path.write_bytes(struct.pack("<Q", len(header)) + header + widened(low, high))
        return path.resolve()

    def place(self, name: str) -> Path:
        return self.work / re.sub(r"\W+", "-", name)

    def unpack(self, program: dict) -> list[str]:
        """Unpacks a program into a folder of its own, and returns its command line there."""
        work, command = self.place(program["name"]), ["./program"]
        work.mkdir()
        with zipfile.ZipFile(HERE / program["file"]) as file:
            with STARTING:
                (work / "program").write_bytes(file.read("program"))
            (work / "program").chmod(0o755)
            for number, member in enumerate(program["inputs"]):
                command.append(f"input.{number}.npy")
                (work / command[-1]).write_bytes(file.read(member))
            for number, result in enumerate(program["results"]):
                command += ["-o", f"result.{number}.npy"]
                if result["file"]:
                    (work / f"expected.{number}.npy").write_bytes(file.read(result["file"]))
            weights = program.get("weights")
            if weights in self.weights:
                command.append(f"--weights={self.find_weights(weights)}")
            elif weights:
                (work / "weights").write_bytes(file.read(weights))
                command.append("--weights=weights")
        return command

    def leave(self, name: str, is_kept: bool) -> None:
        """Deletes the files of a program, or keeps them."""
        if is_kept:
            self.kept.mkdir(exist_ok=True)
            self.place(name).rename(self.kept / self.place(name).name)
        else:
            shutil.rmtree(self.place(name), ignore_errors=True)

    def close(self) -> None:
        shutil.rmtree(self.work, ignore_errors=True)


def execute(command: list[str], folder: Path, seconds: float, environment: dict) -> tuple[int, str]:
    """Returns the status of a process and its last words. Raises Failed if it does not start, or end in time."""
    try:
        with STARTING:
            process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                       stderr=subprocess.PIPE, env=environment)
        _, said = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        end(process)
        raise Failed(f"it did not end in {seconds:.0f} s") from None
    except OSError as error:
        raise Failed(f"it cannot be started: {error.strerror}; is {folder} on a disk with programs?") from None
    lines = said.decode(errors="replace").strip().splitlines()
    return process.returncode, re.sub(r"^\S+: error: ", "", lines[-1][:600]) if lines else ""


def compare_results(program: dict, folder: Path) -> list[dict]:
    reports = []
    for number, result in enumerate(program["results"]):
        try:
            found = Npy((folder / f"result.{number}.npy").read_bytes())
            reports.append(compare(found, Npy((folder / f"expected.{number}.npy").read_bytes()), result))
        except OSError:
            raise Failed(f"it did not write its result {result['name']}") from None
        except ValueError as error:
            raise Failed(f"its result {result['name']} cannot be read: {error}") from None
    return reports


def run_program(program: dict, folder: Folder, seconds: float) -> list[dict]:
    """Returns the comparisons of the program's results. A program with `refusal` has to end with that message."""
    try:
        command, work = folder.unpack(program), folder.place(program["name"])
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError) as error:
        raise Failed(f"{program['file']} cannot be unpacked: {error}") from None
    settings = {"CUDA_CACHE_PATH": str(folder.path.resolve() / "cache"), "CUDA_VISIBLE_DEVICES": "0", **os.environ}
    (status, words), refusal = execute(command, work, seconds, settings), program.get("refusal")
    if refusal:
        if status != 1 or refusal not in words:
            raise Failed(f"it ends with {ending(status)} ({words or 'no message'}), expected status 1 and: {refusal}")
        return []
    if status:
        _, again = execute(command, work, seconds, {**settings, "AG_CUDA_SYNC": "1"})  # names the kernel
        said = words if again == words else f"{words}; with AG_CUDA_SYNC=1: {again or 'no message'}"
        raise Failed(f"it ends with {ending(status)}: {said or 'no message'}")
    return compare_results(program, work)


# Checking all programs ------------------------------------------------------------------------------

class Check:
    """The outcomes so far, which are in OUT/check.json and OUT/check.md at any time."""

    def __init__(self, limit: float, made_by: str, programs: list[dict], gpu: Gpu, folder: Folder) -> None:
        self.limit, self.made_by, self.programs, self.gpu, self.folder = limit, made_by, programs, gpu, folder
        self.rows, self.end = [], ""
        self.failures, self.counting = 0, threading.Lock()

    def seconds(self) -> float:
        return time.monotonic() - BEGIN

    def right(self) -> int:
        return sum(row["outcome"] == "right" for row in self.rows)

    def closing(self) -> str:
        return f"{self.right()} of {len(self.programs)} programs are right, in {self.seconds():.0f} s on {self.gpu.title()}"

    def run(self, jobs: int) -> None:
        """Runs the programs, `jobs` at a time, until the limit is over, or too many fail in a row."""
        with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
            try:
                for row in filter(None, pool.map(self.try_program, self.programs)):
                    self.add(row)
            except BaseException:
                self.end = "Interrupted"
                raise
        if self.remaining() and not self.end:
            self.end = f"The {self.limit} s of --limit are over"

    def try_program(self, program: dict) -> dict | None:
        """Returns the program's outcome, or None if the end comes first."""
        start, left = time.monotonic(), self.limit - self.seconds()
        if self.end or left <= 0:
            return None
        row = {"name": program["name"], "outcome": "right", "seconds": 0.0, "results": 0, "values": 0}
        try:
            reports = run_program(program, self.folder, min(program["limit_s"], left))
            row.update(results=len(reports), values=sum(report["values"] for report in reports))
            wrong = [report for report in reports if report["wrong"]]
            if wrong:
                row.update(outcome="different", message="; ".join(map(told, wrong)), wrong=wrong)
        except Failed as error:
            row.update(outcome="failed", message=str(error))
        row["seconds"] = round(time.monotonic() - start, 3)
        is_cut = self.count(row["outcome"] == "failed")
        self.folder.leave(program["name"], row["outcome"] != "right" and not is_cut)
        return None if is_cut else row

    def count(self, has_failed: bool) -> bool:
        """Counts failures in a row, in the thread that runs the program, so that no program starts behind too many of
        them. Returns true if the end is what the program failed by."""
        with self.counting:
            if has_failed and (self.end or self.seconds() >= self.limit):
                return True
            self.failures = self.failures + 1 if has_failed else 0
            if self.failures == MOST_FAILURES and not self.end:
                self.end = f"Stopped, as {self.failures} programs in a row ended without results"
            return False

    def add(self, row: dict) -> None:
        self.rows.append(row)
        print(f"[{len(self.rows)}/{len(self.programs)}] {row['name']}: {row['outcome']}, {row['seconds']:.2f} s"
              + (f": {row['message']}" if "message" in row else ""), flush=True)
        self.write()

    def remaining(self) -> list[str]:
        done = {row["name"] for row in self.rows}
        return [program["name"] for program in self.programs if program["name"] not in done]

    def write(self) -> None:
        found = {"format": FORMAT, "pack": self.made_by, "gpu": self.gpu.description,
                 "seconds": round(self.seconds(), 3), "right": self.right(), "of": len(self.programs),
                 "end": self.end, "programs": self.rows, "not_run": self.remaining()}
        self.folder.write("check.json", json.dumps(found, indent=1) + "\n")
        self.folder.write("check.md", self.markdown())

    def markdown(self) -> str:
        lines = [f"# {self.closing()}", "", f"The pack was made by {self.made_by}.", ""]
        lines += [f"- {key}: {value}" for key, value in self.gpu.description.items()]
        lines += ["", "| programs | right | of | results | values | seconds |", "|---|---|---|---|---|---|"]
        for kind in dict.fromkeys(kind_of(program) for program in self.programs):
            rows = [row for row in self.rows if kind_of(row) == kind]
            counts = [sum(row["outcome"] == "right" for row in rows), sum(kind_of(each) == kind for each in self.programs),
                      *(sum(row[key] for row in rows) for key in ("results", "values")),
                      round(sum(row["seconds"] for row in rows), 1)]
            lines.append(f"| {kind} | {' | '.join(map(str, counts))} |")
        bad = [f"- {row['name']}: {row['outcome']}: {row['message']}" for row in self.rows if row["outcome"] != "right"]
        lines += ["", "## Not right", "", *bad] if bad else []
        lines += ["", "## Not run", "", f"{self.end}.", "", *(f"- {name}" for name in self.remaining())] if self.end else []
        return "\n".join(lines) + "\n"

    def finish(self) -> int:
        """Prints the closing lines, and returns the exit status."""
        self.write()
        for row in self.rows:
            if row["outcome"] != "right":
                print(f"{row['name']}: {row['outcome']}: {row['message']}")
        if self.end:
            print(f"{self.end}; not run: {', '.join(self.remaining()) or 'none'}")
        print(self.closing())
        return 0 if self.right() == len(self.programs) else 1


def check(options: argparse.Namespace) -> int:
    manifest = read_manifest()
    programs = chosen(manifest["programs"], options.programs)
    for path, entry in manifest["files"].items():
        check_file(path, entry["bytes"], entry["sha256"])
    check_machine(manifest)
    folder, gpu = Folder(options.output, manifest), Gpu()
    print(f"{len(programs)} programs on {gpu.title()}", flush=True)
    found = Check(options.limit, manifest["made_by"], programs, gpu, folder)
    try:
        found.run(options.jobs if gpu.description.get("compute_mode", "Default") == "Default" else 1)
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
    gpu.close()
    folder.close()
    return found.finish()


def print_list(options: argparse.Namespace) -> int:
    manifest = read_manifest()
    programs = chosen(manifest["programs"], options.programs)
    for program in programs:
        print(f"{program['name']:40} {len(program['results']):3} results  {program['proves']}")
    for entry in manifest.get("left_out", []):
        print(f"left out: {entry['name']}: {entry['why']}")
    total = sum(entry["bytes"] for entry in manifest["files"].values()) / 1e6
    print(f"{len(programs)} programs, {total:.1f} MB, made by {manifest['made_by']}")
    return 0


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    steps = parser.add_subparsers(dest="step", required=True, metavar="list|check")
    for name, text in (("list", "print the programs of the pack"), ("check", "run the programs and compare")):
        step = steps.add_parser(name, help=text)
        step.add_argument("--programs", nargs="+", metavar="WORD", help="only programs with one of these in their name")
    step.add_argument("-o", "--output", type=Path, required=True, metavar="OUT", help="the folder of the outcomes")
    step.add_argument("--limit", type=int, default=540, metavar="S", help="the seconds after which no program runs (540)")
    step.add_argument("--jobs", type=int, choices=range(1, 17), default=min(4, os.cpu_count() or 1), metavar="N",
                      help="the number of programs at a time, up to 16; by default up to 4")
    steps.add_parser("probe")
    return parser.parse_args()


def main() -> int:
    options = read_options()
    if "/" in os.environ.get("AG_CUDA_DRIVER", ""):  # programs run in other folders
        os.environ["AG_CUDA_DRIVER"] = os.path.abspath(os.environ["AG_CUDA_DRIVER"])
    try:
        return {"probe": lambda _: probe(), "list": print_list, "check": check}[options.step](options)
    except Refused as error:
        print(f"error: {error}", file=sys.stderr)
    except OSError as error:
        print(f"error: {error.filename or 'a file'}: {error.strerror or error}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
