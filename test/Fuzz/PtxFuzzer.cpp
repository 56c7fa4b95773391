//===- PtxFuzzer.cpp - any text as PTX ------------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does the emulator refuse each text at a line, or run it until its kernels
// end, have a fault, or reach the bound of instructions?
//
//===----------------------------------------------------------------------===//
#include "Check.h"
#include "Ptx.h"
#include <algorithm>
#include <cstring>

extern "C" size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);

/// Changes words and lines. These mutants parse more often than changed bytes.
extern "C" size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size,
                                          size_t most, unsigned seed) {
  std::mt19937_64 random(seed);
  if (random() % 8 == 0)
    return LLVMFuzzerMutate(data, size, most);
  std::string text(reinterpret_cast<const char *>(data), size);
  text = ag::changePtx(std::move(text), random);
  size = std::min(text.size(), most);
  std::memcpy(data, text.data(), size);
  return size;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  std::string text(reinterpret_cast<const char *>(data), size);
  ag::check(ag::tryPtx(text).empty());
  return 0;
}
