//===- Tree.h - an order as for a tree --------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which order would be optimal for a tree?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_SUPPORT_MEMORY_ORDERING_TREE_H
#define AG_LIB_SUPPORT_MEMORY_ORDERING_TREE_H

#include "Graph.h"

namespace ag::memory_order {

/// Returns an order that is optimal if the graph is a tree towards its end.
Steps scheduleAsTree(const Graph &graph);

} // namespace ag::memory_order

#endif // AG_LIB_SUPPORT_MEMORY_ORDERING_TREE_H
