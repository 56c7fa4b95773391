//===- LevelMembers.h - what loops may do with ops of a group ---*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In which loops does `schedule` compute an op, as far as that depends on the
// op alone?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_ANALYSIS_GROUPS_LEVELMEMBERS_H
#define AG_LIB_ANALYSIS_GROUPS_LEVELMEMBERS_H

#include "ag/Analysis/Groups/SharedLoops.h"
#include "ag/Machine/Common/Speed.h"

namespace ag {

/// Returns true if the op takes one or two instructions per element, and
/// broadcasts all of its inputs but one at most. Each reader may recompute it.
bool isCheap(const SharedLoops::Member &member);

/// Returns true if blocks of a product's terms may be added up in memory. They
/// may if the terms of a tile's columns exceed the tile share (TileShares.h),
/// and if load prepares no operand.
bool mayAddBlocks(const SharedLoops::Member &product, const Speed &speed);

/// Returns true if the product has enough columns for vectors.
bool hasTiles(const SharedLoops::Member &product);

/// Returns true if an unused lane of a vector may fail, as the op divides
/// integers.
bool mayFail(const SharedLoops::Member &member);

/// Returns true if the op may overwrite an operand with its result.
bool mayUpdate(const SharedLoops::Member &member);

/// Returns true if a loop over rows may compute the op together with others.
bool mayShareRows(const SharedLoops::Member &member);

} // namespace ag

#endif // AG_LIB_ANALYSIS_GROUPS_LEVELMEMBERS_H
