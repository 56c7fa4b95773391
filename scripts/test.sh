#!/bin/bash
# ===- test.sh - installs, builds and passes every test ---------------------===#
#
# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===-----------------------------------------------------------------------===#
#
# Is this checkout right? The whole suite on the release build, the unit tests
# (which interpret the programs of test/Reference) under AddressSanitizer and
# UndefinedBehaviorSanitizer, and clang-tidy on the files that differ from the
# main branch.
#
# ===-----------------------------------------------------------------------===#
usage() {
  cat <<'END'
usage: scripts/test.sh [--tidy] [--asan]

Installs what is missing, builds, and runs every test.
  --tidy   clang-tidy on all files, not only on the changed ones
  --asan   the tests of the tools under the sanitizers, not only the unit tests;
           what loads ag into another process (Python, the plugin) or installs
           it (the docs) is tested on the release build alone
END
}

tidy=changed
asan=unit-tests
for option in "$@"; do
  case $option in
  --tidy) tidy=all ;;
  --asan) asan=all ;;
  --help | -h) usage; exit 0 ;;
  *) usage >&2; exit 2 ;;
  esac
done
source "$(dirname "$0")/lib.sh"

# run_tests FOLDER [ctest options]: what ctest says is kept in FOLDER/ctest.log.
run_tests() {
  local folder=$1
  shift
  say "Testing $folder"
  ctest --test-dir "$folder" --output-on-failure --no-tests=error -j "$jobs" "$@" |
    tee "$folder/ctest.log"
}

rm -f build/ctest.log
install_all
build release build
run_tests build

build asan build-asan "$asan"
if [ "$asan" = all ]; then
  run_tests build-asan
else
  run_tests build-asan -R '^Unit\.'
fi

say "clang-tidy on $tidy files"
/usr/bin/python3 scripts/tidy.py --build build --files "$tidy"
say "All tests passed"
