//===- SimulatedRanks.h - moves of blocks, for tests ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What do all ranks hold after some moves, and is it what the state says?
//
// Elements are integers that tell where in the whole they stand. Partial values
// are noise that sums to them, so that no rank has the value by itself; of a
// maximum, one rank has it and all others less. Padding is a pattern that
// differs by rank, which no valid element survives.
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_UNIT_SUPPORT_SHARDING_SIMULATEDRANKS_H
#define AG_TEST_UNIT_SUPPORT_SHARDING_SIMULATEDRANKS_H

#include "ag/Support/Sharding/ShardMove.h"

namespace ag {

/// A rank's elements, the last dimension fastest. Arithmetic wraps.
struct LocalBlock {
  llvm::SmallVector<int64_t, 4> sizes;
  std::vector<uint64_t> elements;
};

class SimulatedRanks {
public:
  SimulatedRanks(const Mesh &mesh, StoredShape shape, ShardState state);

  void run(const ShardMove &move);
  /// What is not as the state has it, or "".
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
