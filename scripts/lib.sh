# ===- lib.sh - what the scripts share --------------------------------------===#
#
# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===-----------------------------------------------------------------------===#
#
# How does a bare Debian 12 become a machine that builds ag? Sourced by the
# other scripts, with the repository's root as the working directory afterwards.
# Every step looks first whether its work is done, and says what it does.
#
# ===-----------------------------------------------------------------------===#
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

packages=(
  ca-certificates ccache clang-22 clang-format-22 clang-tidy-22 cmake g++ git
  libclang-rt-22-dev libgtest-dev libmlir-22-dev libomp-22-dev libzstd-dev
  lld-22 llvm-22-dev llvm-22-tools mlir-22-tools ninja-build python3-dev
  python3-venv zlib1g-dev
)
jobs=$(nproc)

say() { printf '\n==> %s\n' "$*"; }
fail() {
  printf '%s: %s\n' "$0" "$*" >&2
  exit 1
}

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
  [ ${#missing[@]} = 0 ] && return
  say "Installing Debian packages: ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  # A foreign source that cannot be reached does not matter as long as the
  # packages are found; installing them says so if they are not.
  as_root apt-get update -qq || true
  as_root apt-get install -y -qq --no-install-recommends "${missing[@]}"
}

# Debian's own Python: others on PATH lack the headers that python3-dev brings.
make_venv() {
  local stamp=.venv/requirements.sha256 sum
  sum=$(sha256sum < scripts/requirements.txt)
  [ -x .venv/bin/python3 ] && [ "$(cat $stamp 2>/dev/null)" = "$sum" ] && return
  say "Making .venv with $(grep -c == scripts/requirements.txt) Python packages"
  /usr/bin/python3 -m venv --clear .venv
  .venv/bin/pip install --quiet --disable-pip-version-check --no-deps -r scripts/requirements.txt
  echo "$sum" > $stamp
}

install_all() {
  install_packages
  make_venv
}

# build PRESET FOLDER [TARGET...]
build() {
  local preset=$1 folder=$2
  shift 2
  say "Building $folder (${*:-everything})"
  if [ ! -f "$folder/build.ninja" ] || [ CMakePresets.json -nt "$folder/CMakeCache.txt" ]; then
    cmake --preset "$preset" > /dev/null
  fi
  NINJA_STATUS='[%f/%t %es] ' cmake --build "$folder" --parallel "$jobs" --target "${@:-all}"
}
