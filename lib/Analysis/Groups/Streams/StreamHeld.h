//===- StreamHeld.h - tiles that a stream holds -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which tiles does a stream hold at once? In attention, for 64 rows, 32 keys
// and 128 features:
//
//   o, l, m        64 x 128, 64 and 64, through all steps
//   s = q k^T      64 x 32
//   m' = max(...)  64, m' - m and e^(m - m') too
//   p = e^(s - m') 64 x 32, in place of s, which nothing reads afterwards
//
// Tiles are made as `schedule` makes them (Common/Streams/FormTiles.h), each by
// one op, and die at the last op that reads them. An element-wise op computes
// its tile in place of one that dies there.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_ANALYSIS_GROUPS_STREAMS_STREAMHELD_H
#define AG_LIB_ANALYSIS_GROUPS_STREAMS_STREAMHELD_H

#include "ag/Analysis/Groups/Streams/SharedForms.h"

namespace ag {

class StreamHeld {
public:
  /// Finds the tiles of a stream over a dimension of `length` positions, if
  /// that is known. `table` has the forms of the plan. Both outlive this.
  StreamHeld(const StreamPlan &plan, FormTable &table,
             std::optional<int64_t> length);

  /// Returns the most bytes at once, in elements of `elementBytes`, where
  /// `countPlaces` returns the number of positions that tiles have along
  /// dimensions.
  int64_t countBytes(
      int64_t elementBytes,
      llvm::function_ref<int64_t(llvm::ArrayRef<unsigned>)> countPlaces) const;

private:
  struct Tile {
    llvm::SmallVector<unsigned> dimensions;
    /// The numbers of the op that makes it, and of the last one that reads it.
    unsigned first, last;
    /// Tiles in place of which it may be computed.
    llvm::SmallVector<unsigned, 2> over = {};
    /// True if it is held through all steps.
    bool isKept = false;
  };
  /// The number of a tile; std::nullopt for a slice of an operand.
  using Made = std::optional<unsigned>;

  unsigned add(llvm::ArrayRef<unsigned> loops, bool isKept = false);
  void read(Made tile);
  bool isInStep(Form form) const;
  Made make(Form form);
  Made makeLeaf(unsigned atom);
  unsigned compute(Form form, llvm::ArrayRef<unsigned> loops);
  llvm::SmallVector<Made> readAll(llvm::ArrayRef<unsigned> leaves);
  void combine(Primitive combiner, Form body, llvm::ArrayRef<unsigned> bound,
               llvm::ArrayRef<unsigned> start);
  void takeStep(const FormAccumulator &own, bool isLong);

  const StreamPlan &plan;
  FormTable &table;
  TileOrder order;
  SharedForms shared;
  unsigned ops = 0;
  std::vector<Tile> tiles;
  std::map<unsigned, Made> made;
  /// The tiles of accumulators, by their numbers as inputs of forms;
  /// std::nullopt before the step, in the same place.
  std::map<unsigned, Made> inputs;
};

} // namespace ag

#endif // AG_LIB_ANALYSIS_GROUPS_STREAMS_STREAMHELD_H
