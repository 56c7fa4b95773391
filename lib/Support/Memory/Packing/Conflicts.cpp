//===- Conflicts.cpp - items that live together ---------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Conflicts.h"

namespace ag {

Conflicts::Conflicts(llvm::ArrayRef<Item> items)
    : count(items.size()), begins{0}, bits(count * count) {
  for (size_t a = 0; a < count; ++a) {
    for (size_t b = 0; b < count; ++b)
      if (a != b && meet(items[a], items[b])) {
        bits[a * count + b] = true;
        list.push_back(b);
      }
    begins.push_back(list.size());
  }
}

} // namespace ag
