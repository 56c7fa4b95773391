//===- Conflicts.h - items that live together -------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which items meet in a section, so that they must not overlap?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_SUPPORT_MEMORY_PACKING_CONFLICTS_H
#define AG_LIB_SUPPORT_MEMORY_PACKING_CONFLICTS_H

#include "Problem.h"

namespace ag {

/// The pairs of items that meet. No item meets itself.
class Conflicts {
public:
  explicit Conflicts(llvm::ArrayRef<Item> items);

  /// Returns the items that meet `item`, in increasing order.
  llvm::ArrayRef<unsigned> of(unsigned item) const {
    return llvm::ArrayRef(list).slice(begins[item],
                                      begins[item + 1] - begins[item]);
  }

  bool areMeeting(unsigned a, unsigned b) const { return bits[a * count + b]; }

private:
  size_t count;
  std::vector<unsigned> begins, list;
  std::vector<bool> bits;
};

} // namespace ag

#endif // AG_LIB_SUPPORT_MEMORY_PACKING_CONFLICTS_H
