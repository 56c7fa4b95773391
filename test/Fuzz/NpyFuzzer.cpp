//===- NpyFuzzer.cpp - any bytes as a .npy file ---------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does the reader of .npy files end on every input, and does what it accepts
// read the same after it is written?
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Npy.h"

using namespace ag;

static void check(bool holds) {
  if (!holds)
    __builtin_trap();
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  auto tensor =
      parseNpy(llvm::StringRef(reinterpret_cast<const char *>(data), size));
  if (!tensor) {
    llvm::consumeError(tensor.takeError());
    return 0;
  }
  Tensor again = llvm::cantFail(parseNpy(formatNpy(*tensor)));
  check(again.type() == tensor->type() && again.shape() == tensor->shape());
  check(again.toBytes() == tensor->toBytes());
  return 0;
}
