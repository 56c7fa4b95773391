//===- Speed.h - how quick one core of a target is --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How long do arithmetic and memory accesses take?
//
// A table of numbers has a row for each processor that a target can name:
//
//   znver4: two ports of 256 bits at 3.67 GHz, so that a product of f32
//   matrices reaches 112e9 multiplications and additions a second, and
//   elementwise code 39e9 steps; 32 KiB in L1 at 220 GB/s, 1 MiB in L2 at 99,
//   5 MiB in L3 at 50, memory at 20
//
// The numbers are models of one core of a server whose other cores are busy.
// They do not depend on a program's number of threads, so that decisions based
// on them, and thereby the bits of results, do not, either.
//
// A rank of a sharded program is one complete processor, for any number of
// threads: all its cores, which share the bandwidth of its memory and the link
// to the processors of other ranks.
//
// docs/Rationale.md explains why LLVM's own numbers are not used.
//
//===----------------------------------------------------------------------===//
#ifndef AG_MACHINE_COMMON_SPEED_H
#define AG_MACHINE_COMMON_SPEED_H

#include "ag/Machine/Common/Machine.h"
#include "ag/Support/Scalar/ScalarType.h"
#include "ag/Support/Sharding/RankSpeed.h"
#include <array>

namespace ag {

/// The levels at which data can be, the nearest first.
constexpr llvm::StringLiteral memoryLevels[] = {"L1", "L2", "L3", "memory"};

struct MemoryLevel {
  /// Bytes that this level holds for one core: its share of a cache, 0 if there
  /// is no such cache, INT64_MAX for memory.
  int64_t bytes;
  /// Bytes that one core reads and writes together.
  double bytesPerSecond;
};

/// Bytes that a plan may fill, by purpose. A block is the unit of computation
/// of one core of a CPU, or of one block of a GPU's threads.
struct BlockMemory {
  /// For the sums that a block accumulates over many steps: L1, or the shared
  /// memory of a GPU's block.
  int64_t accumulators;
  /// For the tiles that ops of a block pass to each other: L2, or the shared
  /// memory of a GPU's block.
  int64_t tiles;
  /// For data that blocks re-read: the share of L3, or of L2 if that is the
  /// last cache, that a core or a GPU's multiprocessor has.
  int64_t shared;
  /// For the tiles of operands that a step of a stream reads: L2; on a GPU,
  /// whose blocks read operands from L2, the same as `shared`.
  int64_t operands;
  /// For everything that a block holds, sums and tiles together; INT64_MAX on a
  /// CPU.
  int64_t whole;
  /// Elements, of each type that ops of a block reduce, that threads keep
  /// beside these: operands of a product, and partial results. 0 on a CPU.
  int64_t staged;
};

struct Speed {
  double cyclesPerSecond;
  /// Bits of vectors on which arithmetic starts in one cycle, by all ports
  /// together.
  int64_t bitsPerCycle;
  /// 2 if one instruction multiplies and adds, else 1.
  int64_t flopsPerLane;
  std::array<MemoryLevel, std::size(memoryLevels)> levels;
  BlockMemory block;
  /// Bytes of the last cache, including the shares of other cores. A core
  /// cannot use more, even if it works alone.
  int64_t lastCacheBytes;
  /// The processor that the core belongs to.
  RankSpeed rank;
  /// True if the core is a multiprocessor of a GPU: the parallel loops of a
  /// nest are its blocks, and ops pass nothing else than tiles to each other.
  bool isGPU = false;

  /// Returns the multiplications and additions per second that matrix products
  /// of this type reach. bf16 and f16 are computed as f32, here and below.
  double flopsPerSecond(ScalarType type) const;

  /// Returns the number of elements per second that take one step: one vector
  /// instruction, with its share of loads, stores and loops. Each primitive has
  /// its number of steps (ag/Support/Scalar/Primitives.h).
  double stepsPerSecond(ScalarType type) const;

  /// Returns the number of the nearest level that holds `bytes` bytes.
  size_t levelHolding(int64_t bytes) const;

  /// Returns the bandwidth of one core to the level.
  double bytesPerSecond(size_t level) const;
  /// Returns the bandwidth of one core to the nearest level that holds `bytes`
  /// bytes.
  double bandwidthHolding(int64_t bytes) const {
    return bytesPerSecond(levelHolding(bytes));
  }
  /// Returns the seconds in which one core moves the bytes `times` times from
  /// the nearest level that holds them.
  double secondsToMove(int64_t bytes, double times = 1) const {
    return double(bytes) * times / bandwidthHolding(bytes);
  }
  /// Returns the bandwidth of one core to memory.
  double memoryBytesPerSecond() const;
};

/// Returns the speed of one core of `machine`: that of the processor's row in
/// the table, with vectors no wider than the machine's.
Speed getSpeed(const Machine &machine);

/// Returns the cache sizes in the table of a processor that LLVM knows.
CacheSizes getTableCaches(llvm::StringRef march);

/// Returns true if the table has a row for the processor itself, not only for
/// its level.
bool isInSpeedTable(llvm::StringRef march);

} // namespace ag

#endif // AG_MACHINE_COMMON_SPEED_H
