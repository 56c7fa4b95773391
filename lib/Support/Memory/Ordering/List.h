//===- List.h - an order by rules of thumb ----------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which order do rules of thumb find of large graphs?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_SUPPORT_MEMORY_ORDERING_LIST_H
#define AG_LIB_SUPPORT_MEMORY_ORDERING_LIST_H

#include "Graph.h"

namespace ag::memory_order {

/// List scheduling: what is next is what lowers memory at the lowest hill, else
/// what raises it the latest.
Steps scheduleAsList(const Graph &graph);

} // namespace ag::memory_order

#endif // AG_LIB_SUPPORT_MEMORY_ORDERING_LIST_H
