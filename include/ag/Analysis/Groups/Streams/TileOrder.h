//===- TileOrder.h - dimensions of tiles of forms ---------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which dimensions does a tile of a form have, and in which order? One for each
// of the form's loops, except for loops of which a step covers one position:
//
//   b: 1 position, i: 64 of n, d: all 32      q[b, i, d] has a tile of 64 x 32
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_GROUPS_STREAMS_TILEORDER_H
#define AG_ANALYSIS_GROUPS_STREAMS_TILEORDER_H

#include "ag/Analysis/Groups/Stream.h"

namespace ag {

class TileOrder {
public:
  /// Creates the order of the tiles of a stream. Loops are those of `table`,
  /// which outlives this.
  TileOrder(const StreamPlan &plan, const FormTable &table);

  /// Returns true if a step covers one position of the dimension.
  bool isSingle(unsigned dimension) const {
    return llvm::is_contained(singles, dimension);
  }
  /// Returns the loops in the order of a tile's dimensions, without those of
  /// one position.
  llvm::SmallVector<unsigned> orderLoops(llvm::ArrayRef<unsigned> loops) const;

private:
  const FormTable *table;
  llvm::SmallVector<unsigned> dimensions, singles;
};

} // namespace ag

#endif // AG_ANALYSIS_GROUPS_STREAMS_TILEORDER_H
