//===- SimulatedRanks.h - moves of blocks, for tests ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What do all ranks hold after some moves, and does it match the state?
//
// Elements are integers that encode their position in the unsplit tensor.
// Partial values are random numbers that sum to them, so that no rank has the
// value by itself. For a maximum, one rank has the value and all others have
// less. Padding differs by rank, so that no valid element can come from it.
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_UNIT_SUPPORT_SHARDING_SIMULATEDRANKS_H
#define AG_TEST_UNIT_SUPPORT_SHARDING_SIMULATEDRANKS_H

#include "ag/Support/Sharding/ShardMove.h"

namespace ag {

/// A rank's elements, the last dimension fastest. Arithmetic wraps around.
struct LocalBlock {
  llvm::SmallVector<int64_t, 4> sizes;
  std::vector<uint64_t> elements;
};

class SimulatedRanks {
public:
  SimulatedRanks(const Mesh &mesh, StoredShape shape, ShardState state);

  void run(const ShardMove &move);
  /// Describes the first element that does not match the state, or returns "".
  std::string findFault() const;

  const ShardState &getState() const { return state; }

private:
  LocalBlock makeBlock(int64_t rank) const;
  LocalBlock afterMove(const ShardMove &move, llvm::ArrayRef<LocalBlock> group,
                       int64_t index) const;
  std::optional<uint64_t> wantedAt(int64_t rank, int64_t element) const;
  bool isRight(llvm::ArrayRef<int64_t> group) const;

  const Mesh &mesh;
  StoredShape shape;
  ShardState state;
  std::vector<LocalBlock> blocks;
};

} // namespace ag

#endif // AG_TEST_UNIT_SUPPORT_SHARDING_SIMULATEDRANKS_H
