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

# Debian's packages, and files of Python's, for building ag and for the demo.
packages=(
  ca-certificates ccache clang-22 cmake g++ libclc-22 libmlir-22-dev libzstd-dev
  lld-22 llvm-22-dev llvm-22-tools mlir-22-tools ninja-build python3-dev
  python3-venv zlib1g-dev
)
requirements=(scripts/requirements.txt)

# need_tests: adds what only the tests need.
need_tests() {
  packages+=(
    clang-format-22 clang-tidy-22 git libclang-rt-22-dev libgtest-dev
    libomp-22-dev
  )
  requirements+=(scripts/test_requirements.txt)
  cmake_options=(-DAG_BUILD_TESTS=ON)
}

# Options of a preset that is configured. With --yes, the scripts do not ask.
cmake_options=() agrees=''

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

# agree_to_removals PACKAGE...: sets `removed` to the installed packages that
# apt-get removes for these, which conflict with them. Asks whether it may.
agree_to_removals() {
  local answer
  removed=$(apt-get -s install --no-install-recommends "$@" 2>/dev/null |
    sed -n 's/^Remv \([^ ]*\).*/\1/p' | paste -s -d ' ') || true
  [ -n "$removed" ] || return 0
  echo "They conflict with installed packages. apt-get would remove: $removed"
  [ -z "$agrees" ] || return 0
  [ -t 0 ] || fail "there is no terminal to ask whether it may remove $removed: pass --yes if it may"
  read -r -p "Remove them? [y/N] " answer
  case $answer in
  [yY]*) ;;
  *) fail "nothing was installed or removed" ;;
  esac
}

install_packages() {
  local missing keeping=()
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
  agree_to_removals "${missing[@]}"
  [ -n "$removed" ] || keeping=(--no-remove)
  as_root apt-get install -y -qq --no-install-recommends "${keeping[@]}" "${missing[@]}" ||
    fail "apt-get found or fetched not all of ${missing[*]}: see its message above"
}

# stamp_of FILE: prints the path of the checksum of the requirements in .venv.
stamp_of() {
  echo ".venv/$(basename "$1" .txt).sha256"
}

# is_in_venv FILE: succeeds if .venv has what FILE requires.
is_in_venv() {
  [ "$(cat "$(stamp_of "$1")" 2>/dev/null)" = "$(sha256sum < "$1")" ]
}

# Creates .venv with Debian's Python, as other versions on PATH lack the headers
# of python3-dev. Creates it again if requirements have changed since.
make_venv() {
  local file count missing=()
  count=$(cat "${requirements[@]}" | grep -c ==)
  for file in "${requirements[@]}"; do
    if [ ! -x .venv/bin/python3 ] || { [ -f "$(stamp_of "$file")" ] && ! is_in_venv "$file"; }; then
      missing=("${requirements[@]}")
      break
    fi
    is_in_venv "$file" || missing+=("$file")
  done
  if [ ${#missing[@]} = 0 ]; then
    say "Python packages: all $count are in .venv"
    return
  fi
  say "Making .venv with $count Python packages"
  [ ${#missing[@]} != ${#requirements[@]} ] || /usr/bin/python3 -m venv --clear .venv
  for file in "${missing[@]}"; do
    .venv/bin/pip install --quiet --disable-pip-version-check --no-deps -r "$file" ||
      fail "pip found or fetched not all of $file: see its message above"
    sha256sum < "$file" > "$(stamp_of "$file")"
  done
}

# install_all: installs all packages, in two steps.
install_all() {
  install_packages
  make_venv
}

# configure PRESET FOLDER: writes FOLDER/build.ninja if it is missing, if the
# presets are newer than the cache, or if that has other options.
configure() {
  local option name cache="$2/CMakeCache.txt"
  if [ -f "$2/build.ninja" ] && [ ! CMakePresets.json -nt "$cache" ]; then
    for option in "${cmake_options[@]}"; do
      name=${option#-D}
      grep -q "^${name%%=*}:[A-Z]*=${name#*=}$" "$cache" || break
      option=''
    done
    [ -n "${option-}" ] || return 0
  fi
  cmake --preset "$1" "${cmake_options[@]}" > /dev/null
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
