#!/bin/bash
# ===- demo.sh - from a model in Python to an object in a C program ---------===#
#
# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===-----------------------------------------------------------------------===#
#
# What does ag do? This script installs packages and builds ag. Then it compiles
# the MiniLM-L6 sentence encoder (examples/minilm, with its published weights) to
# one object for dynamic numbers and lengths of sentences, calls it from a C
# program and from Python, and prints the similarities of the sentences.
#
#   scripts/demo.sh [--yes] ["a sentence" ...]
#
# If packages to install conflict with installed ones, it names these, and asks
# before apt-get removes them. With --yes, it does not ask.
#
# ===-----------------------------------------------------------------------===#
source "$(dirname "$0")/lib.sh"

if [ "${1-}" = --yes ]; then
  agrees=1
  shift
fi
# A new build leaves out the tests, which need more packages.
[ -f build/build.ninja ] || cmake_options=(-DAG_BUILD_TESTS=OFF)
plan_steps 8
install_all
build release build ag-compile ag_python

if [ $# = 0 ]; then
  set -- "A compiler turns a program into machine code." \
    "The translator converts source text to native instructions." \
    "She bought fresh bread at the market this morning." \
    "Warm loaves were on sale at the bakery stall."
fi
work=build/demo
mkdir -p $work
export PYTHONPATH=build/python
python=.venv/bin/python3

say "Tracing examples/minilm/model.py to $work/minilm.mlir"
$python examples/minilm/model.py > $work/minilm.mlir
sed -n '2p' $work/minilm.mlir | cut -c 1-160
say "Compiling it to $work/minilm.o, for batch 1..32 and seq 1..512, with its weights prepared in $work/minilm.weights"
weights=$($python -c 'import sys; sys.path.insert(0, "examples/minilm"); import model; print(model.model_folder() / "model.safetensors")')
build/bin/ag-compile $work/minilm.mlir -o $work/minilm.o --march=native --weights="$weights"
say "Linking it into a C program: cc -std=c11 embed.c minilm.o -lm"
cc -std=c11 -Wall -Wextra -Werror -O2 -I$work examples/minilm/embed.c $work/minilm.o -lm -o $work/embed
say "Running the C program"
$python examples/minilm/tokenizer.py "$@" > $work/tokens
$work/embed $work/minilm.weights < $work/tokens
say "The same in Python, compiled in its process"
$python examples/minilm/embed.py "$@"
cat <<'END'

The table has a row for each sentence: the cosines between its embedding and those of all sentences, in the same order. They
are near 1 for sentences that mean much the same, and near 0 for those that have nothing to do with each other.
END
print_times
cat <<'END'

README.md goes on from here: "1. Python" compiles a function of your own.
END
