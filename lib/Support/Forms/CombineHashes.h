//===- CombineHashes.h - one hash of several --------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_SUPPORT_FORMS_COMBINEHASHES_H
#define AG_LIB_SUPPORT_FORMS_COMBINEHASHES_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include <cstdint>

namespace ag {

using Hashes = llvm::SmallVector<uint64_t, 8>;

/// Return hashes that are the same in each process.
uint64_t combine(llvm::ArrayRef<uint64_t> parts);
uint64_t combineAnyOrder(Hashes parts);

} // namespace ag

#endif // AG_LIB_SUPPORT_FORMS_COMBINEHASHES_H
