//===- Order.h - numbers in an order ----------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are numbers sorted by a rank?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_SUPPORT_MEMORY_PACKING_ORDER_H
#define AG_LIB_SUPPORT_MEMORY_PACKING_ORDER_H

#include "llvm/ADT/STLExtras.h"
#include <numeric>
#include <vector>

namespace ag {

/// Returns the numbers below `count` by increasing `rankOf(number)`; ties are
/// sorted by number.
template <typename Rank>
std::vector<unsigned> orderBy(size_t count, Rank rankOf) {
  using Entry = std::pair<decltype(rankOf(0u)), unsigned>;
  std::vector<Entry> entries;
  entries.reserve(count);
  for (unsigned number = 0; number < count; ++number)
    entries.emplace_back(rankOf(number), number);
  llvm::sort(entries);
  std::vector<unsigned> order;
  order.reserve(count);
  for (const Entry &entry : entries)
    order.push_back(entry.second);
  return order;
}

} // namespace ag

#endif // AG_LIB_SUPPORT_MEMORY_PACKING_ORDER_H
