#!/bin/bash
# ===- demo.sh - installs, builds and runs the main job ---------------------===#
#
# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===-----------------------------------------------------------------------===#
#
# What can ag do here, today? Shows a program of the ag dialect on its way
# through ag-opt.
#
# ===-----------------------------------------------------------------------===#
source "$(dirname "$0")/lib.sh"

install_all
build release build ag-opt

say "examples/mlp.mlir, as it was written"
cat examples/mlp.mlir
say "The same after upstream's common subexpression elimination"
build/bin/ag-opt --cse examples/mlp.mlir
