//===- Speed.h - how quick one core of a target is --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How long do arithmetic and memory take? A table of numbers, a row for each
// processor that a target can name:
//
//   znver4: two ports of 256 bits at 3.67 GHz, so that a product of f32 does
//   112e9 multiplications and additions a second, and what goes an element at
//   a time 39e9 steps; 32 KiB in L1 at 220 GB/s, 1 MiB in L2 at 99, 5 MiB in L3
//   at 50, memory at 20
//
// The numbers are for modelling, of a server's core with others at work. They
// are one core's for any number of a program's threads, so that what is decided
// by them, and with it the bits of results, does not depend on that.
//
// A rank of a sharded program is one whole processor, also for any number of
// threads: its cores at once, which share the bandwidth of its memory, and the
// link to the processors of other ranks.
//
// docs/Rationale.md says why LLVM's own are not asked.
//
//===----------------------------------------------------------------------===//
#ifndef AG_MACHINE_COMMON_SPEED_H
#define AG_MACHINE_COMMON_SPEED_H

#include "ag/Machine/Common/Machine.h"
#include "ag/Support/Scalar/ScalarType.h"
#include "ag/Support/Sharding/RankSpeed.h"
#include <array>

namespace ag {

/// Where data lies, from the nearest on.
constexpr llvm::StringLiteral memoryLevels[] = {"L1", "L2", "L3", "memory"};

struct MemoryLevel {
  /// How much lies there for this core: its share of a cache, 0 where there is
  /// no such cache, INT64_MAX of memory.
  int64_t bytes;
  /// Read and written, together, by one core.
  double bytesPerSecond;
};

/// Bytes that a plan may fill, by what it keeps in them. A block is what one
/// core of a CPU, or one block of a GPU's threads, computes at a time.
struct BlockMemory {
  /// For the sums that a block adds to: L1; a GPU's registers.
  int64_t accumulators;
  /// For the tiles that ops of a block pass to each other: L2; the shared
  /// memory that a GPU gives a block that requests it.
  int64_t tiles;
  /// For what blocks read again: the share of L3, or of L2 if that is the last
  /// cache, that a core or a GPU's multiprocessor has.
  int64_t shared;
};

struct Speed {
  double cyclesPerSecond;
  /// Of vectors on which arithmetic begins in one cycle, by all ports together.
  int64_t bitsPerCycle;
  /// 2 where one instruction multiplies and adds, else 1.
  int64_t flopsPerLane;
  std::array<MemoryLevel, std::size(memoryLevels)> levels;
  BlockMemory block;
  /// What the cache before memory holds, with the shares of other cores: even
  /// a core that works alone has no more.
  int64_t lastCacheBytes;
  /// The processor that the core is one of.
  RankSpeed rank;

  /// How many multiplications and additions a second matrix products of such
  /// elements reach. bf16 and f16 are computed as f32, here and below.
  double flopsPerSecond(ScalarType type) const;

  /// How many elements take one step a second: an instruction on vectors, with
  /// its part of loads, stores and loops. What longer functions take in steps
  /// each primitive states (ag/Support/Scalar/Primitives.h).
  double stepsPerSecond(ScalarType type) const;

  /// The number of the nearest level that so many bytes fit into.
  size_t levelHolding(int64_t bytes) const;

  /// Returns how quickly one core reads and writes the level of that number.
  double bytesPerSecond(size_t level) const;
  /// Returns the same of memory.
  double memoryBytesPerSecond() const;
};

/// Of one core of `machine`: as the processor's row in the table says, with
/// vectors no wider than the machine's.
Speed getSpeed(const Machine &machine);

/// The sizes of caches that the table has for a processor that LLVM knows.
CacheSizes getTableCaches(llvm::StringRef march);

/// Whether the table has a row for the processor, not just for its like.
bool isInSpeedTable(llvm::StringRef march);

} // namespace ag

#endif // AG_MACHINE_COMMON_SPEED_H
