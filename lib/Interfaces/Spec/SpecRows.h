//===- SpecRows.h - cells of several lanes ----------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are the values stored when a program is evaluated for many points at
// once?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_INTERFACES_SPEC_SPECROWS_H
#define AG_LIB_INTERFACES_SPEC_SPECROWS_H

#include "ag/Support/Scalar/ScalarType.h"
#include "llvm/ADT/SmallVector.h"
#include <vector>

namespace ag {

/// Rows of `lanes` cells each.
class SpecRows {
public:
  SpecRows(size_t count, size_t lanes) : storage(count * lanes) {
    for (size_t row = 0; row < count; ++row)
      starts.push_back(storage.data() + row * lanes);
  }
  llvm::MutableArrayRef<Cell *> pointers() { return starts; }
  Cell *operator[](size_t row) { return starts[row]; }

private:
  std::vector<Cell> storage;
  llvm::SmallVector<Cell *> starts;
};

} // namespace ag

#endif // AG_LIB_INTERFACES_SPEC_SPECROWS_H
