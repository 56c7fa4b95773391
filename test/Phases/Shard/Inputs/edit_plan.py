# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Prints a report's plan, in which all ops of a name, or the one of a number, get x in their first group."""
import json
import sys

plan = json.load(open(sys.argv[1]))["sharding"]["plan"]
steps = [step for step in plan["plan"] if step["op"] == sys.argv[2]]
for step in steps if len(sys.argv) < 4 else [steps[int(sys.argv[3])]]:
    step["groups"][0] = ["x"]
    step["loops"] = [[] for _ in step["loops"]]
json.dump(plan, sys.stdout)
