//===- RuntimeBitcode.cpp - the runtime, to be linked into objects --------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does the compiler carry along of the runtime, so that an object needs
// nothing else?
//
//===----------------------------------------------------------------------===//
#include "ag/Target/RuntimeBitcode.h"

namespace ag {
namespace {
// The build writes these lists from the files themselves; bitcode is read in
// words of four bytes.
alignas(4) constexpr unsigned char bitcode[] = {
#include "ag_runtime.bc.inc"
};
constexpr unsigned char header[] = {
#include "ABI.h.inc"
};

template <size_t size>
llvm::StringRef toText(const unsigned char (&bytes)[size]) {
  return {reinterpret_cast<const char *>(bytes), size};
}
} // namespace

llvm::StringRef getRuntimeBitcode() { return toText(bitcode); }
llvm::StringRef getABIHeader() { return toText(header); }

} // namespace ag
