//===- FirstFit.h - packing in an order -------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which packing follows from an order of the items?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_SUPPORT_MEMORY_PACKING_FIRSTFIT_H
#define AG_LIB_SUPPORT_MEMORY_PACKING_FIRSTFIT_H

#include "Problem.h"

namespace ag {

/// Places each item at the lowest offset where it fits between the pinned items
/// and those before it in `order`. Returns std::nullopt if this takes more
/// steps than `effort`, which is reduced by the steps taken. The number of
/// steps is proportional to that of the conflicts.
std::optional<Offsets> firstFit(const Problem &problem,
                                llvm::ArrayRef<unsigned> order,
                                int64_t &effort);

/// Returns orders of all items by decreasing size, live time, and products of
/// the two.
std::vector<std::vector<unsigned>> ordersToTry(const Problem &problem);

/// Places each item upon all conflicting items before it in `order`. Pinned
/// items have their own offsets, which must not be below these items.
Offsets stackItems(const Problem &problem, llvm::ArrayRef<unsigned> order);

/// Returns a packing in which no item is higher than in the packing `offsets`,
/// and each item that is not pinned lies upon another one or at 0.
Offsets settle(const Problem &problem, llvm::ArrayRef<int64_t> offsets);

} // namespace ag

#endif // AG_LIB_SUPPORT_MEMORY_PACKING_FIRSTFIT_H
