# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""All tests are part of the suite.

Is every folder of tests part of the suite? test/CMakeLists.txt adds each folder of
test/ with lit tests or a CMakeLists.txt. Embedding is a separate project, which
the test of docs/Embedding.md configures. Every test is declared by ag_add_test,
which gives it a label: fast, full or long.
"""
import re

UNLABELLED = re.compile(r"(?<!\w)(?:add_test|gtest_discover_tests|gtest_add_tests)\((?:NAME\s+)?(\S+)")


def check(repo):
    suite = repo.files.get("test/CMakeLists.txt", "")
    added = set(re.findall(r"add_subdirectory\((\w+)\)", suite))
    complaints = set()
    for path in repo.paths:
        if path.endswith(".mlir") and path.split("/")[0] not in ("examples", "test"):
            complaints.add(f"{path}: a program that no test looks at; expected it in test/")
    for path, text in repo.select(("CMakeLists.txt", ".mlir", ".test"), "test/"):
        folder = path.split("/")[1]
        is_test = path.endswith("CMakeLists.txt") or "RUN:" in text
        if is_test and "/" in path[5:] and folder not in added | {"Embedding"}:
            complaints.add(f"test/{folder}: test/CMakeLists.txt does not add it")
    for path, text in repo.select(("CMakeLists.txt", ".cmake")):
        named = [name for name in UNLABELLED.findall(text) if "${name}" not in name or path != "cmake/AGTest.cmake"]
        complaints |= {f"{path}: {name} has no label; declare it by ag_add_test" for name in named}
    return sorted(complaints)
