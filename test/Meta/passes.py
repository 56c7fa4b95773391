# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Passes are described and tested.

Does each pass have a description and a test? The test of ag-to-linalg is a file
whose name begins with ag-to-linalg or to-linalg. A pass reports its decisions by
remarks, or is a RestatingPass, which makes none. Pass statistics are refused:
their layout differs in Debian's release build. A pass does not load dialects: it
names those that it depends on. It queries the machine of the program from the
module (ag/Machine/Common/Machine.h), and has no option for it. It registers the
models of ag's interfaces (ag/Phases/Common/WithModels.h), as one that is for
programs of one form does too (ag/Phases/Common/ProgramForm.h).
"""
import re
from pathlib import Path

PASS = re.compile(r'^def \w+\s*:\s*(\w*)Pass<\s*"([^"]+)".*?^}', re.M | re.S)
COUNTS = re.compile(r'PassRemarks\s+\w+\("([^"]+)"\)')

# The names of remarks, which --remarks takes. The op of the remark precedes its name.
NAMED = re.compile(r'emarks\.(?:passed|missed|analysis)\(\s*(?:[^"();]|\([^()]*\))*"([a-z-]+)"[,)]')
TOPICS = "lib/Driver/Compile/Topics.cpp"

# Options that would duplicate the module's target.
OF_TARGETS = re.compile(r'Option<\s*"\w+",\s*"(target|march|features|threads)"')

RUN_IN_PASSES = ("lib/Analysis/", "lib/Dialect/", "lib/Phases/")
LOADS = re.compile(r"\b(?:getOrLoadDialect|loadDialect|loadAllAvailableDialects)\b")

BASE = re.compile(r"(WithModels<\s*|OnForm<\s*ProgramForm::\w+,\s*)?\bimpl::\w+PassBase<")


def check_models(repo):
    """Returns complaints about passes that find ag's interfaces only if the tool has registered the models."""
    return [
        f"{path}: write WithModels<{base[0]}...>>, which brings along the models of ag's interfaces"
        for path, text in repo.select((".cpp",), "lib/")
        for base in BASE.finditer(text)
        if not base[1]
    ]


def check_topics(repo):
    """Returns complaints about names of remarks that the table of --remarks lacks, or has in excess."""
    made = {name for _, text in repo.select((".cpp",), "lib/") for name in NAMED.findall(text)}
    tables = [text for path, text in repo.select((".cpp",), "lib/Driver/") if path == TOPICS]
    known = set()
    for text in tables:
        known |= set(re.findall(r'"([a-z-]+)"', text.split("remarkNames[] = {")[1].split("}")[0]))
    return [f"{TOPICS}: remarkNames lacks {name}, or has it in excess" for name in sorted(made ^ known)]


def check_dialects(repo):
    """Returns complaints about dialects that passes load: other passes run on other functions at the same time."""
    return [
        f"{path}: {call.group()} changes a context that other threads read; name the dialect in dependentDialects"
        for path, text in repo.select((".h", ".cpp"), "lib/")
        if path.startswith(RUN_IN_PASSES)
        for call in LOADS.finditer(text)
    ]


def check_counts(repo):
    """Returns complaints about passes that count nothing without being marked so, or that are marked and count."""
    counting = {
        flag for _, text in repo.select((".h", ".cpp"), "lib/") for flag in COUNTS.findall(text)
    }
    complaints = []
    for path, text in repo.select(("Passes.td",)):
        for kind, flag in PASS.findall(text):
            if kind == "Restating" and flag in counting:
                complaints.append(f"{path}: {flag} counts, and is no RestatingPass")
            elif kind != "Restating" and flag not in counting:
                complaints.append(f"{path}: {flag} counts nothing; use PassRemarks, or RestatingPass")
    return complaints


def check(repo):
    complaints = check_topics(repo) + check_dialects(repo) + check_models(repo) + check_counts(repo)
    tests = [Path(path).name for path, _ in repo.select((".mlir",), "test/")]
    for path, text in repo.select(("Passes.td",)):
        for match in PASS.finditer(text):
            flag, record = match.group(2), match.group()
            for part in ("summary", "description"):
                if f"let {part} =" not in record:
                    complaints.append(f"{path}: {flag} has no {part}")
            if flag != "ag-set-target" and (option := OF_TARGETS.search(record)):
                complaints.append(f"{path}: {flag} has an option {option[1]}; the module's target says it")
            if "let statistics" in record:
                complaints.append(f"{path}: {flag} has statistics; use remarks")
            names = (flag, flag.removeprefix("ag-"))
            if not any(test.startswith(names) for test in tests):
                complaints.append(f"{path}: no test/**/{names[1]}*.mlir tests {flag}")
    return complaints
