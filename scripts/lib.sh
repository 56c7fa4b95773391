# ===- lib.sh - functions of the scripts ------------------------------------===#
#
# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===-----------------------------------------------------------------------===#
#
# How does a plain Debian 12 become a machine that builds ag? The other scripts
# source this file, which changes the working directory to the repository's
# root. Every step prints what it does, and skips work that is already done.
#
# ===-----------------------------------------------------------------------===#
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

packages=(
  ca-certificates ccache clang-22 clang-format-22 clang-tidy-22 cmake g++ git
  libclang-rt-22-dev libclc-22 libgtest-dev libmlir-22-dev libomp-22-dev
  libzstd-dev lld-22 llvm-22-dev llvm-22-tools mlir-22-tools ninja-build
  python3-dev python3-venv zlib1g-dev
)
# The compilation of a batch of files takes up to 1.2 GB.
gigabytes_a_job=2
memory=$(awk '/^MemTotal/ { print int($2 / 1000000 + 0.5) }' /proc/meminfo)
jobs=$(nproc)
if [ $((memory / gigabytes_a_job)) -lt "$jobs" ]; then
  jobs=$((memory / gigabytes_a_job))
  [ "$jobs" -gt 0 ] || jobs=1
  echo "$0: $jobs jobs at a time, as $memory GB of memory do for no more"
fi

steps=0 step=0 step_name='' step_start=0 step_times=()

# plan_steps COUNT: sets the number of steps, which are the calls of say.
plan_steps() {
  steps=$1
  printf '%s: %d steps, on %d cores of %s\n' "$0" "$steps" "$(nproc)" \
    "$(sed -n '/^model name/ { s/[^:]*: //p; q }' /proc/cpuinfo)"
}

# end_step: records the time of the current step for print_times.
end_step() {
  [ -z "$step_name" ] || step_times+=("$(printf '%6d s  %s' $((SECONDS - step_start)) "$step_name")")
  step_start=$SECONDS step_name=''
}

# say TEXT: begins the next step.
say() {
  end_step
  step=$((step + 1)) step_name=$*
  printf '\n==> [%d/%d] %s\n' "$step" "$steps" "$*"
}

print_times() {
  end_step
  printf '\nSeconds of each step:\n'
  printf '%s\n' "${step_times[@]}"
}

fail() {
  printf '%s: %s\n' "$0" "$*" >&2
  exit 1
}

case $PWD in
*[[:space:]]*) fail "the path of this checkout has a blank in it, which lit's and TableGen's commands can't take: move it" ;;
esac

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

missing_packages() {
  dpkg-query -W -f='${db:Status-Status} ${Package}\n' "${packages[@]}" 2>/dev/null |
    sed -n 's/^installed //p' | sort -u |
    comm -13 - <(printf '%s\n' "${packages[@]}" | sort -u)
}

install_packages() {
  local missing
  mapfile -t missing < <(missing_packages)
  if [ ${#missing[@]} = 0 ]; then
    say "Debian packages: all ${#packages[@]} are there"
    return
  fi
  say "Installing Debian packages: ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  # An unreachable source of other packages does not matter. If the packages are
  # not found, the installation below fails.
  as_root apt-get update -qq || true
  as_root apt-get install -y -qq --no-install-recommends "${missing[@]}" ||
    fail "apt-get found or fetched not all of ${missing[*]}: see its message above"
}

# Creates .venv with Debian's Python. Other versions on PATH lack the headers of
# python3-dev.
make_venv() {
  local stamp=.venv/requirements.sha256 sum count
  sum=$(sha256sum < scripts/requirements.txt)
  count=$(grep -c == scripts/requirements.txt)
  if [ -x .venv/bin/python3 ] && [ "$(cat $stamp 2>/dev/null)" = "$sum" ]; then
    say "Python packages: all $count are in .venv"
    return
  fi
  say "Making .venv with $count Python packages"
  /usr/bin/python3 -m venv --clear .venv
  .venv/bin/pip install --quiet --disable-pip-version-check --no-deps -r scripts/requirements.txt ||
    fail "pip found or fetched not all of scripts/requirements.txt: see its message above"
  echo "$sum" > $stamp
}

# install_all: installs all packages, in two steps.
install_all() {
  install_packages
  make_venv
}

# configure PRESET FOLDER: writes FOLDER/build.ninja if it is missing, or if the
# presets are newer than the cache.
configure() {
  if [ ! -f "$2/build.ninja" ] || [ CMakePresets.json -nt "$2/CMakeCache.txt" ]; then
    cmake --preset "$1" > /dev/null
  fi
}

# compile FOLDER TARGET...
compile() {
  NINJA_STATUS='[%f/%t %es] ' cmake --build "$1" --parallel "$jobs" --target "${@:2}"
}

# build PRESET FOLDER TARGET...
build() {
  say "Building $2 (${*:3})"
  configure "$1" "$2"
  compile "${@:2}"
}
