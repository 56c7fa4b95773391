//===- Block.h - a block of threads -------------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In which order do the warps of a block run, and when does a barrier open?
// Warps run one after another until each waits or has ended. A barrier opens
// when all threads of the block wait at it.
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_MACHINE_BLOCK_H
#define AG_EMULATOR_MACHINE_BLOCK_H

#include "Machine/Order.h"
#include "Machine/Warp.h"
#include "Memory/DeviceMemory.h"
#include <optional>

namespace ag::emulator {

using Dim3 = std::array<uint32_t, 3>;

/// The shape of a launch, and its bytes of dynamic shared memory.
struct LaunchShape {
  Dim3 grid;
  Dim3 block;
  uint32_t dynamicSharedBytes;
};

/// The most instructions that a warp may execute without a store or a barrier,
/// and in a block. A kernel that executes more is assumed to hang.
struct Patience {
  uint64_t idle = 1 << 26;
  uint64_t total = 1ull << 36;
};

/// The shared memory of a block.
struct SharedMemory {
  std::vector<uint8_t> data;
  std::vector<Stamp> writers;
  std::vector<Stamp> readers;
};

class Block {
public:
  Block(const Program &program, const LaunchShape &shape,
        const std::vector<uint8_t> &parameters, DeviceMemory &memory,
        Clock &clock, Order &order, Patience patience);

  /// Runs all threads of the block at `position` of the grid. Returns false
  /// after a fault.
  bool run(Dim3 position);

  /// Returns the position of a thread in the block.
  Dim3 getThread(uint32_t thread) const;
  uint32_t getThreads() const { return threads; }
  uint64_t getExecuted() const;

  const LaunchShape shape;
  const std::vector<uint8_t> &parameters;
  DeviceMemory &memory;
  Clock &clock;
  SharedMemory shared;
  Dim3 position = {};
  std::optional<Fault> fault;
  const Patience patience;

private:
  void start(Dim3 at);
  bool runWarps();
  bool passBarrier();
  void renewStamps();

  Order &order;
  const uint32_t threads;
  std::vector<std::unique_ptr<Warp>> warps;
  std::vector<Stop> stops;
};

} // namespace ag::emulator

#endif // AG_EMULATOR_MACHINE_BLOCK_H
