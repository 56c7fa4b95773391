//===- Combinations.h - values of some variables, in order ------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which combination of values is next in row-major order?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_SUPPORT_GRAPH_COMBINATIONS_H
#define AG_LIB_SUPPORT_GRAPH_COMBINATIONS_H

#include "llvm/ADT/ArrayRef.h"

namespace ag {

/// Advances the values of the variables in `scope`. Returns false after the
/// last combination.
inline bool advance(llvm::MutableArrayRef<unsigned> values,
                    llvm::ArrayRef<unsigned> scope,
                    llvm::ArrayRef<unsigned> sizes) {
  for (size_t place = scope.size(); place-- > 0;) {
    if (++values[place] < sizes[scope[place]])
      return true;
    values[place] = 0;
  }
  return false;
}

} // namespace ag

#endif // AG_LIB_SUPPORT_GRAPH_COMBINATIONS_H
