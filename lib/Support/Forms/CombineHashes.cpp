//===- CombineHashes.cpp - one hash of several ----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Forms/CombineHashes.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/xxhash.h"

namespace ag {

uint64_t combine(llvm::ArrayRef<uint64_t> parts) {
  return llvm::xxh3_64bits(llvm::ArrayRef(
      reinterpret_cast<const uint8_t *>(parts.data()), parts.size() * 8));
}

uint64_t combineAnyOrder(Hashes parts) {
  llvm::sort(parts);
  return combine(parts);
}

} // namespace ag
