# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Folders that a newcomer can survey.

Does a folder hold few enough files to be read as a list, and does a file's name
say which file it is? A folder of lib, include or python has at most MOST files,
not counting those of its folders; two files of lib have no name in common.

  lib/Analysis/Cost/Cost.cpp
  lib/Dialect/AG/IR/Core/Cost.cpp        refused: lib/Analysis/Cost has a Cost.cpp
"""
from collections import defaultdict
from posixpath import basename, dirname

MOST = 30


def check(repo):
    folders, places = defaultdict(int), defaultdict(list)
    for path in sorted(repo.paths):
        if path.startswith(("lib/", "include/", "python/")):
            folders[dirname(path)] += 1
        if path.startswith("lib/") and path.endswith(".cpp"):
            places[basename(path)].append(path)
    complaints = [f"{folder}: {count} files; expected at most {MOST}" for folder, count in folders.items() if count > MOST]
    complaints += [f"{others[1]}: {others[0]} has the same name" for others in places.values() if len(others) > 1]
    return complaints
