//===- Minimise.h - ever smaller packings -----------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How small a packing does the search find, in so many steps?
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
  /// In bytes: there is no smaller peak.
  int64_t leastPossible;
};

/// Whether the search can be asked at all: its tables grow with the square.
bool isSearchable(const Problem &problem);

/// Begins with `offsets`, and ends when the peak is the bound or within the
/// capacity, when it is proved to be the least, or after the effort.
Minimum minimise(const Problem &problem, Offsets offsets,
                 const PackingOptions &options);

} // namespace ag

#endif // AG_LIB_SUPPORT_MEMORY_PACKING_MINIMISE_H
