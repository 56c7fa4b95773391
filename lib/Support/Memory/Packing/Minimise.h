//===- Minimise.h - ever smaller packings -----------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How small a packing does the search find with a given effort?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_SUPPORT_MEMORY_PACKING_MINIMISE_H
#define AG_LIB_SUPPORT_MEMORY_PACKING_MINIMISE_H

#include "Problem.h"

namespace ag {

struct Minimum {
  Offsets offsets;
  /// In bytes.
  int64_t peak;
  /// In bytes: a lower bound of the peak.
  int64_t leastPossible;
};

/// Returns true if the problem is small enough for the search, whose tables
/// grow quadratically.
bool isSearchable(const Problem &problem);

/// Improves the packing `offsets`. Ends if the peak is the bound or within the
/// capacity, if it is proved to be minimal, or after the effort.
Minimum minimise(const Problem &problem, Offsets offsets,
                 const PackingOptions &options);

} // namespace ag

#endif // AG_LIB_SUPPORT_MEMORY_PACKING_MINIMISE_H
