# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs the checks on the checkout.

Does the source follow the style and the design? Each module is a check:

  $ python3 test/Meta/meta.py sizes layers headers passes labels links style suites prefixes folders imports rules unity english

Each has check(repository) -> complaints, and may have report(repository).
"""
import importlib
import sys

from repository import Repository


def main():
    repo, failed = Repository.of_checkout(), False
    for name in sys.argv[1:]:
        module = importlib.import_module(name)
        if hasattr(module, "report"):
            module.report(repo)
        for complaint in module.check(repo):
            print(complaint)
            failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
