#!/bin/bash
# ===- test.sh - installs, builds and runs every test -----------------------===#
#
# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===-----------------------------------------------------------------------===#
#
# Does this checkout pass all tests? This script runs the full suite on the
# release build; under AddressSanitizer and UndefinedBehaviorSanitizer, the unit
# tests (which interpret the programs of test/Reference) and compilations of the
# programs of test/Integration with gradients or groups; and clang-tidy on the
# files that differ from the main branch.
#
# ===-----------------------------------------------------------------------===#
usage() {
  cat <<'END'
usage: scripts/test.sh [--yes] [--tidy | --base=COMMIT] [--asan] [--peers] [--commit=COMMIT | --all]

Installs what is missing, builds, and runs every test.
  --yes    apt-get may remove packages that conflict with those to install,
           without being asked
  --tidy   clang-tidy on all files, not only on the changed ones
  --base   clang-tidy on the files that differ from this commit, not from the main
           branch (or, on it, the previous commit); subjects of commits since it
  --asan   the tests of the tools under the sanitizers, not only the unit tests
           and compilations; what loads ag into another process (Python, the
           plugin) or installs it (the docs) is tested on the release build
           alone
  --peers  the imports of PyTorch's models and all of ONNX's node tests, too;
           benchmark.py setup installs PyTorch into .venv-peers before
  --commit the third of the programs that this commit's hash chooses, which a
           run has printed; the default is the checkout's own commit
  --all    all programs
END
}

tidy=changed
asan=units
commit=HEAD
sanitized_targets=(unit-tests EveryProgram)
answer='' peers='' base=''
for option in "$@"; do
  case $option in
  --yes) answer=1 ;;
  --tidy) tidy=all ;;
  --base=*) base=${option#*=} ;;
  --asan) asan=all sanitized_targets=(all tests) ;;
  --peers) peers=1 ;;
  --commit=*) commit=${option#*=} ;;
  --all) commit='' ;;
  --help | -h) usage; exit 0 ;;
  *) usage >&2; exit 2 ;;
  esac
done
source "$(dirname "$0")/lib.sh"
agrees=$answer
need_tests

# run_tests FOLDER [ctest options]: runs ctest, with a copy of its output in
# FOLDER/ctest.log.
run_tests() {
  local folder=$1
  shift
  say "Testing $folder"
  ctest --test-dir "$folder" --output-on-failure --no-tests=error -j "$jobs" "$@" |
    tee "$folder/ctest.log"
}

# print_slowest FOLDER: prints the ten slowest tests of FOLDER/ctest.log.
print_slowest() {
  printf '\nThe slowest tests, in seconds:\n'
  sed -nE 's/.* Test +#[0-9]+: ([^ ]+) [ .*]*(Passed|Failed|Exception|Timeout).* ([0-9.]+) sec$/\3  \1/p' "$1/ctest.log" |
    sort -rn | awk 'NR <= 10'
}

# Starts the build for the sanitizers in the background, with the lowest
# priority. It uses the cores that tests leave idle.
sanitized=''
start_sanitized_build() {
  configure asan build-asan
  NINJA_STATUS='[%f/%t %es] ' nice -n 19 \
    ninja -C build-asan -j "$jobs" "${sanitized_targets[@]}" > build-asan/build.log 2>&1 &
  sanitized=$!
  trap 'kill $sanitized 2> /dev/null || true' EXIT
}

# Waits for that build and shows its output. A build that failed is run again,
# so that its errors are shown.
finish_sanitized_build() {
  say "Building build-asan (${sanitized_targets[*]})"
  if [ -n "$sanitized" ]; then
    tail --lines=1 --follow --pid="$sanitized" build-asan/build.log
    wait "$sanitized" || true
  fi
  configure asan build-asan
  compile build-asan "${sanitized_targets[@]}"
}

# Chooses the programs of tests that have the option --sample of EveryProgram.
choose_programs() {
  local sample=build/sample.txt
  rm -f $sample
  if [ -n "$commit" ]; then .venv/bin/python3 scripts/sample.py $sample "$commit"; fi
}

# Runs the tests of imports that need PyTorch, or take long, and prints counts.
run_peers() {
  local python=.venv-peers/bin/python3
  say "Testing imports beside PyTorch"
  PYTHONPATH=build/python $python -m pytest -q test/Import/peers
  AG_TOOLS=build/bin PYTHONPATH=build/python .venv/bin/python3 -m pytest -q -m long test/Import/test_emulated_models.py
  PYTHONPATH=build/python $python test/Import/peers/core_aten.py
  PYTHONPATH=build/python .venv/bin/python3 test/Import/node_tests.py
  PYTHONPATH=build/python .venv/bin/python3 test/Import/node_tests.py --compile
}

rm -f build/ctest.log
plan_steps $((peers ? 8 : 7))
if [ -n "$peers" ] && [ ! -x .venv-peers/bin/python3 ]; then
  fail "--peers needs .venv-peers: run .venv/bin/python3 test/Benchmark/benchmark.py setup"
fi
install_all
build release build all tests
choose_programs
[ "$memory" -lt 12 ] || start_sanitized_build
run_tests build -LE long
print_slowest build

finish_sanitized_build
if [ "$asan" = all ]; then
  run_tests build-asan -LE long
else
  run_tests build-asan -R '^Unit\.|^Integration\.compiled'
fi

say "clang-tidy on $tidy files"
configure dev build-dev
compile build-dev generated-headers > /dev/null
.venv/bin/python3 scripts/tidy.py --build build-dev --files "$tidy" ${base:+--base "$base"}
[ -z "$peers" ] || run_peers
print_times
echo "All tests passed"
