# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Formats measurements as tables in Markdown, which are also readable as plain text."""
from __future__ import annotations

from collections.abc import Callable


def table(header: list[str], rows: list[list[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(header, *rows)]

    def line(cells: list[str]) -> str:
        first, *others = (cell.ljust(width) if not number else cell.rjust(width)
                          for number, (cell, width) in enumerate(zip(cells, widths)))
        return "| " + " | ".join([first, *others]) + " |"

    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    return "\n".join(map(line, [header, rule, *rows]))


def milliseconds(seconds: float) -> str:
    value = 1e3 * seconds
    return f"{value:.3f}" if value < 10 else f"{value:.2f}" if value < 100 else f"{value:.1f}"


def share_of_limit(row: dict, seconds: float) -> str:
    """Returns the share of the peak of flops, or of the memory's bandwidth, which were measured with this row."""
    if row["flops"]:
        return f"{row['flops'] / seconds / 1e9 / max(each['gflops'] for each in row['peaks']):.0%} of flops"
    bandwidth = max(max(each["read_gbs"], each["triad_gbs"]) for each in row["peaks"])
    return f"{row['bytes'] / seconds / 1e9 / bandwidth:.0%} of bandwidth"


def time_cells(row: dict, names: list[str]) -> list[str]:
    times = {name: found["least_s"] for name, found in row["peers"].items() if "least_s" in found}
    if not times:
        return ["failed" for _ in names] + ["-", "-"]
    fastest = min(times, key=times.get)

    def cell(name: str) -> str:
        if name not in times:
            return "failed" if name in row["peers"] else "-"
        return f"**{milliseconds(times[name])}**" if name == fastest else milliseconds(times[name])

    others = [seconds for name, seconds in times.items() if not name.startswith("ag")]
    ratio = f"{times['ag'] / min(others):.2f}" if others and "ag" in times else "-"
    limit = times.get("ag", times[fastest])
    return [*map(cell, names), ratio, share_of_limit(row, limit)]


def times(results: dict) -> str:
    names = [name for name in results["peers"] if any(name in row["peers"] for row in results["rows"])]
    rows = [[row["name"], *time_cells(row, names)] for row in results["rows"]]
    return table(["ms, the least", *names, "ag / best peer", "ag's share"], rows)


COSTS: list[tuple[str, str, Callable[[float], str]]] = [
    ("compile s", "compile_s", lambda x: f"{x:.2f}"),
    ("load ms", "load_s", lambda x: f"{1e3 * x:.1f}"),
    ("artefact MB", "artefact_bytes", lambda x: f"{x / 1e6:.2f}"),
    ("resident MB", "resident_bytes", lambda x: f"{x / 1e6:.0f}"),
    ("largest difference", "difference", lambda x: f"{x:.1e}"),
]


def costs(row: dict, names: list[str]) -> str:
    columns = list(COSTS)
    if row["forward_flops"]:
        columns.append(("flops / forward", "flops", lambda x: f"{x / row['forward_flops']:.2f}"))
    rows = [[name, *(show(row["peers"][name][key]) if key in row["peers"][name] else "-" for _, key, show in columns)]
            for name in names if name in row["peers"]]
    return table([row["name"], *(title for title, *_ in columns)], rows)


def failures(results: dict) -> list[str]:
    return [f" - {row['name']}, {name}: {found['error']}" for row in results["rows"]
            for name, found in row["peers"].items() if "error" in found]


def peaks(results: dict) -> str:
    found = [each for row in results["rows"] for each in row["peaks"]]

    def spread(name: str) -> str:
        values = [each[name] for each in found]
        return f"{min(values):.0f} to {max(values):.0f}"

    return (f"{results['cpu']}, {results['threads']} thread(s), {results['clock']} time. Measured between the peers, "
            f"least to greatest: multiply-add {spread('gflops')} GFLOP/s, read {spread('read_gbs')} GB/s, "
            f"triad {spread('triad_gbs')} GB/s.")


def markdown(results: dict) -> str:
    parts = [peaks(results), times(results)]
    parts += [costs(row, results["peers"]) for row in results["rows"] if row["costs"]]
    failed = failures(results)
    if failed:
        parts.append("Failed:\n" + "\n".join(failed))
    versions = ", ".join(f"{name} {version}" for name, version in results["versions"].items())
    return "\n\n".join([*parts, f"Versions: {versions}."]) + "\n"
