//===- LevelMembers.h - what loops may do with ops of a group ---*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In which loops does `schedule` compute an op, as far as the op itself says?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_ANALYSIS_GROUPS_LEVELMEMBERS_H
#define AG_LIB_ANALYSIS_GROUPS_LEVELMEMBERS_H

#include "ag/Analysis/Groups/SharedLoops.h"
#include "ag/Machine/Common/Speed.h"

namespace ag {

/// Returns true if the op takes one or two instructions an element, and reads
/// at most one element for each, so that each reader may compute it for itself.
bool isCheap(const SharedLoops::Member &member);

/// Returns true if blocks of a product's terms may be added up in memory, as a
/// cache does not hold those of a tile's columns.
bool mayAddBlocks(const SharedLoops::Member &product, const Speed &speed);

/// Returns true if vectors hold the columns of a product.
bool hasTiles(const SharedLoops::Member &product);

/// Returns true if a lane of a vector may fail that computes nothing: it would
/// divide an integer.
bool mayFail(const SharedLoops::Member &member);

/// Returns true if the op may be computed onto what it reads.
bool mayUpdate(const SharedLoops::Member &member);

/// Returns true if loops over rows may compute the op, with others.
bool mayShareRows(const SharedLoops::Member &member);

} // namespace ag

#endif // AG_LIB_ANALYSIS_GROUPS_LEVELMEMBERS_H
