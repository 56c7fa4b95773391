# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Formats measurements of memory as tables in Markdown."""
from __future__ import annotations

from report import failures, table

PLANS = """What plans say, in MB, without arguments, results and weights. The bound, greedy by size and the sum are of
ag's buffers: other plans of the same program. XLA's is its temp_size, for the program that it made itself."""
MEASURED = """What a run holds of the heap at most, in MB, without the results that it leaves there, and how often it
asks for memory. ag's workspace, which its caller gave before, is added."""
PLAN_TITLES = ["buffers", "ag", "bound", "gap", "greedy by size", "sum"]
TRACES = """Traces of networks (traces.py), in MB, planned by ag-plan at its default effort."""
INSTANCES = """MiniMalloc's instances, in MB: how long ag-plan takes to fit them into the capacity, and MiniMalloc
itself on its authors' machine; then the least that ag-plan finds."""


def megabytes(count: int | None) -> str:
    return "-" if count is None else f"{count / 1e6:.3f}"


def ratio(part: int | None, whole: int | None) -> str:
    return f"{part / whole:.2f}" if part is not None and whole else "-"


def gap(plan: dict) -> str:
    if "bytes" not in plan:
        return "failed" if "error" in plan else "-"
    return f"{plan['bytes'] / plan['bound'] - 1:.1%}" if plan["bound"] else "0.0%"


def plan_cells(plan: dict) -> list[str]:
    return [str(plan.get("buffers", "-")), *(megabytes(plan.get(key)) for key in ("bytes", "bound")), gap(plan),
            *(megabytes(plan.get(key)) for key in ("greedy", "sum"))]


def plans(rows: list[dict]) -> str:
    def cells(row: dict) -> list[str]:
        plan = row["peers"].get("ag", {}).get("plan", {})
        xla = row["peers"].get("JAX", {}).get("stated_bytes")
        share = f"{plan['planning_share']:.1%}" if plan else "-"
        return [row["name"], *plan_cells(plan), megabytes(xla), ratio(plan.get("bytes"), xla), share]

    titles = ["program", *PLAN_TITLES, "XLA", "ag / XLA", "planning, of compile time"]
    return table(titles, [cells(row) for row in rows])


def measured(rows: list[dict], names: list[str]) -> str:
    def cell(found: dict | None) -> str:
        if not found or found.get("error", "").startswith("not installed"):
            return "-"
        if "error" in found:
            return "failed"
        held = found["heap_bytes"] + (found["stated_bytes"] if "plan" in found else 0)
        return f"{megabytes(held)} / {found['allocations']}"

    return table(["program", *names], [[row["name"], *(cell(row["peers"].get(name)) for name in names)]
                                       for row in rows])


def seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def traces(found: list[dict]) -> str:
    return table(["trace", *PLAN_TITLES, "s"],
                 [[each["name"], *plan_cells(each), seconds(each.get("seconds"))] for each in found])


def instances(found: list[dict]) -> str:
    def cells(each: dict) -> list[str]:
        published = each["published_ms"]
        fits = "failed" if "error" in each and each["fit_seconds"] is None else seconds(each["fit_seconds"])
        return [each["name"], megabytes(each["capacity"]), fits,
                seconds(published and published / 1e3), *plan_cells(each), seconds(each.get("seconds"))]

    return table(["instance", "capacity", "fits after s", "published s", *PLAN_TITLES, "s"], list(map(cells, found)))


def markdown(results: dict) -> str:
    parts = []
    if results["rows"]:
        parts += [PLANS, plans(results["rows"]), MEASURED, measured(results["rows"], results["peers"])]
    if results["traces"]:
        parts += [TRACES, traces(results["traces"])]
    if results["instances"]:
        parts += [INSTANCES, instances(results["instances"])]
    failed = failures(results) + [f" - {each['name']}: {each['error']}"
                                  for each in results["traces"] + results["instances"] if "error" in each]
    if failed:
        parts.append("Failed:\n" + "\n".join(failed))
    versions = ", ".join(f"{name} {version}" for name, version in results["versions"].items())
    return "\n\n".join([*parts, f"{results['threads']} thread(s). Versions: {versions}."]) + "\n"
