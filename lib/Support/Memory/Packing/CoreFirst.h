//===- CoreFirst.h - packing the fullest sections first ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are many thousands of items packed close to the bound?
//
// Most of them never meet the peak. The core are the items that live in the
// sections whose sums are close to the bound. Only the core is searched; all
// other items are then placed around it by first fit.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_SUPPORT_MEMORY_PACKING_COREFIRST_H
#define AG_LIB_SUPPORT_MEMORY_PACKING_COREFIRST_H

#include "Problem.h"

namespace ag {

/// Returns std::nullopt if the core is all of the problem, has pinned items or
/// is too large, or if the other items were not placed within the effort.
std::optional<Offsets> packCoreFirst(const Problem &problem,
                                     const PackingOptions &options);

} // namespace ag

#endif // AG_LIB_SUPPORT_MEMORY_PACKING_COREFIRST_H
