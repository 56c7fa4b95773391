//===- List.h - an order by rules of thumb ----------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which order do heuristics find for large graphs?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_SUPPORT_MEMORY_ORDERING_LIST_H
#define AG_LIB_SUPPORT_MEMORY_ORDERING_LIST_H

#include "Graph.h"

namespace ag::memory_order {

/// Returns an order by list scheduling. The next run is the one that lowers
/// memory over the lowest hill, or else the one that raises it with the
/// greatest descent after its hill.
Steps scheduleAsList(const Graph &graph);

} // namespace ag::memory_order

#endif // AG_LIB_SUPPORT_MEMORY_ORDERING_LIST_H
