//===- OrderSearch.h - orders below a given peak ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Is there an order whose peak is at most a given limit?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_SUPPORT_MEMORY_ORDERING_ORDERSEARCH_H
#define AG_LIB_SUPPORT_MEMORY_ORDERING_ORDERSEARCH_H

#include "Graph.h"

namespace ag::memory_order {

struct Attempt {
  enum Outcome : uint8_t { Found, Refuted, GaveUp };
  Outcome outcome;
  /// If found, the order. If given up, a beginning of some order within the
  /// limit, provided that there is one.
  Steps order;
  /// If refuted, a lower bound of the peak of all orders.
  int64_t leastRefused;
};

/// Searches over states, the sets of steps that are done, and follows the
/// `width` best for each number of steps. Subtracts the effort spent from
/// `effort`.
Attempt orderWithin(const Graph &graph, int64_t limit, unsigned width,
                    int64_t &effort);

} // namespace ag::memory_order

#endif // AG_LIB_SUPPORT_MEMORY_ORDERING_ORDERSEARCH_H
