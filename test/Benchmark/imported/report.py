# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Formats measurements of imported programs as tables in Markdown."""
from __future__ import annotations

import report
from report import table

#: Pairs of peers that are compared: the imported program, and ag's own of the same sizes.
PAIRS = [("ag, from torch", "ag"), ("ag, from ONNX", "ag"), ("ag, any size, from torch", "ag, any size")]


def ratio(row: dict, ours: str, beside: str, key: str) -> str:
    """Returns the quotient of two measurements of a row, or "-" if one is missing."""
    found = [row["peers"].get(name, {}).get(key) for name in (ours, beside)]
    return f"{found[0] / found[1]:.3f}" if all(found) else "-"


def times(results: dict) -> str:
    names = [name for name in results["peers"] if any(name in row["peers"] for row in results["imported"])]

    def cell(row: dict, name: str) -> str:
        found = row["peers"].get(name)
        return "-" if found is None else report.milliseconds(found["median_s"]) if "median_s" in found else "failed"

    rows = [[row["name"], *(cell(row, name) for name in names),
             *(ratio(row, *pair, "median_s") for pair in PAIRS[:2])] for row in results["imported"]]
    return table(["ms, medians", *names, "from torch / ag", "from ONNX / ag"], rows)


def workspaces(results: dict) -> str:
    pairs = [(row, pair) for row in results["imported"] for pair in PAIRS
             if all("stated_bytes" in row["peers"].get(name, {}) for name in pair)]
    return table(["bytes of workspace", "imported", "ag's own", "ratio"],
                 [[f"{row['name']}, {ours}", *(f"{row['peers'][name]['stated_bytes']:,}" for name in (ours, beside)),
                   ratio(row, ours, beside, "stated_bytes")] for row, (ours, beside) in pairs])


def amount(value: float, unit: str) -> str:
    """Returns a figure with its unit, with three digits."""
    return f"{value:.3g} {unit}" if value < 1000 else f"{value:,.0f} {unit}"


def figures(results: dict) -> str:
    rows = [[each["what"], amount(each["measured"], each["unit"]), *(
        [each["beside"], amount(each["other"], each["unit"]), f"{each['measured'] / each['other']:.3g}"] if each["other"] else
        ["-", "-", "-"]), each["aim"] or "-"] for found in results["figures"].values() if not isinstance(found, str) for each in found]
    return table(["figure", "measured", "beside", "that one", "ratio", "aim"], rows)


def markdown(results: dict) -> str:
    known = {**results, "rows": results["imported"]}
    parts = [report.peaks(known), times(results)] if results["imported"] else []
    if any("ag" in row["peers"] for row in results["imported"]):
        parts.append(workspaces(results))
    parts += [report.costs(row, results["peers"]) for row in results["imported"] if row["costs"]]
    if results["figures"]:
        parts.append(figures(results))
    failed = report.failures(known) + [f" - {words}: {found}" for words, found in results["figures"].items()
                                       if isinstance(found, str)]
    if failed:
        parts.append("Failed:\n" + "\n".join(failed))
    versions = ", ".join(f"{name} {version}" for name, version in results["versions"].items())
    return "\n\n".join([*parts, f"Versions: {versions}."]) + "\n"
