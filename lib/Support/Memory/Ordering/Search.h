//===- Search.h - orders below a given peak ---------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Is there an order whose peak is at most a given limit?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_SUPPORT_MEMORY_ORDERING_SEARCH_H
#define AG_LIB_SUPPORT_MEMORY_ORDERING_SEARCH_H

#include "Graph.h"

namespace ag::memory_order {

struct Attempt {
  enum Outcome : uint8_t { Found, Refuted, GaveUp };
  Outcome outcome;
  /// If it was found, the order; if given up, a beginning with which some order
  /// within the limit begins, if there is any.
  Steps order;
  /// If it was refuted, no order has a smaller peak than this.
  int64_t leastRefused;
};

/// Searches in states (sets of steps that are done), of which it follows the
/// `width` best of each number of steps, and takes what it spends off `effort`.
Attempt orderWithin(const Graph &graph, int64_t limit, unsigned width,
                    int64_t &effort);

} // namespace ag::memory_order

#endif // AG_LIB_SUPPORT_MEMORY_ORDERING_SEARCH_H
