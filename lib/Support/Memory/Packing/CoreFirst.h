//===- CoreFirst.h - packing the fullest sections first ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are many thousands of items packed near the bound?
//
// Most of them never meet the peak. The core is what lives in the sections
// whose sums are nearly the bound; it alone is searched exactly, and all others
// are put where they fit around it.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_SUPPORT_MEMORY_PACKING_COREFIRST_H
#define AG_LIB_SUPPORT_MEMORY_PACKING_COREFIRST_H

#include "Problem.h"

namespace ag {

/// None if the core is too large itself, or was not packed within the effort.
std::optional<Offsets> packCoreFirst(const Problem &problem,
                                     const PackingOptions &options);

} // namespace ag

#endif // AG_LIB_SUPPORT_MEMORY_PACKING_COREFIRST_H
