# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Constraints are documented, enforced and tested.

Is each labelled constraint of an op in three places: in the op's description (or
the dialect's, if ops share it), in the code that reports it, and in a test that
violates it?

  - [einsum] the string reads ...                        description
  return report("einsum") << ...                         code
  // expected-error {{'ag.contract' [einsum] ...}}       *-errors.mlir
"""
import re

LABEL = r"[a-z][a-z0-9-]*"
DEF = re.compile(r'^def AG_\w+\s*:\s*(\w+)(?:<"(\w+)")?', re.M)
STATED = re.compile(rf"^ +- \[({LABEL})\]", re.M)
REPORTED = re.compile(rf'(?:\breport|\breporter|\))\("({LABEL})"\)')
VIOLATED = re.compile(rf"'(?:ag\.)?([\w.]+)' \[({LABEL})\]")


def stated(repo):
    """Returns {(op, label)} of descriptions; the op of a shared label is None."""
    found = set()
    for _, text in repo.select((".td",), "include/ag/"):
        starts = list(DEF.finditer(text))
        ends = [match.start() for match in starts[1:]] + [len(text)]
        for match, end in zip(starts, ends):
            for label in STATED.findall(text[match.start() : end]):
                found.add((match.group(2), label))
    return found


def check(repo):
    statements = stated(repo)
    labels = {label for _, label in statements}
    sources = [text for _, text in repo.select((".cpp", ".h"), ("lib/", "include/ag/"))]
    reported = {label for text in sources for label in REPORTED.findall(text)}
    literals = {label for text in sources for label in re.findall(f'"({LABEL})"', text)}
    tests = repo.select(("-errors.mlir",), "test/")
    violated = {pair for _, text in tests for pair in VIOLATED.findall(text)}
    complaints = [
        f"[{label}] is stated, but nothing reports it" for label in labels - literals
    ]
    complaints += [
        f"[{label}] is reported, but no description states it"
        for label in reported - labels
    ]
    for op, label in statements:
        if not any(label == other and op in (None, name) for name, other in violated):
            complaints.append(f"no -errors.mlir violates [{label}] of {op or 'any op'}")
    complaints += [
        f"a test violates [{label}] of ag.{op}, which does not state it"
        for op, label in violated
        if not {(op, label), (None, label)} & statements
    ]
    return sorted(complaints)
