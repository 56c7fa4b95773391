//===- FirstFit.h - packing in an order -------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What packing follows from an order of the items?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_SUPPORT_MEMORY_PACKING_FIRSTFIT_H
#define AG_LIB_SUPPORT_MEMORY_PACKING_FIRSTFIT_H

#include "Problem.h"

namespace ag {

/// Each item at the lowest place where it fits between those before it, and
/// between the pinned ones. Takes as many steps as there are conflicts, or a
/// multiple; none if that is more than `effort`, which becomes what is left.
std::optional<Offsets> firstFit(const Problem &problem,
                                llvm::ArrayRef<unsigned> order,
                                int64_t &effort);

/// All items, by decreasing size, live time, and products of the two.
std::vector<std::vector<unsigned>> ordersToTry(const Problem &problem);

/// Each item upon all those before it that it conflicts with; but the pinned
/// ones at their places, which must not be below what comes before them.
Offsets stackItems(const Problem &problem, llvm::ArrayRef<unsigned> order);

/// A packing in which no item is higher than in `offsets`, another one, and
/// each that is not pinned lies upon another one, or at 0.
Offsets settle(const Problem &problem, llvm::ArrayRef<int64_t> offsets);

} // namespace ag

#endif // AG_LIB_SUPPORT_MEMORY_PACKING_FIRSTFIT_H
