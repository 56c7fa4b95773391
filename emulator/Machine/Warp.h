//===- Warp.h - a warp of 32 lanes --------------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which lanes execute which instruction next? The first fragment (Fragments.h)
// runs until it reaches the next one, which it joins. At a shuffle or a
// barrier, lanes wait for all lanes that take part:
//
//   fragments  {7: lanes 0-15} {9: lanes 16-31}    7 runs to 9 and joins it
//   waiting    {12: lanes 0-3}                     at a shuffle of lanes 0-7
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_MACHINE_WARP_H
#define AG_EMULATOR_MACHINE_WARP_H

#include "Machine/Fault.h"
#include "Machine/Fragments.h"
#include "Machine/Program.h"

namespace ag::emulator {

class Block;

/// The reason why a warp stopped.
enum class Stop : uint8_t { None, Budget, Barrier, Done, Fault };

class Warp {
public:
  Warp(Block &block, const Program &program, uint32_t index, Lanes lanes);

  /// Sets all lanes to the first instruction of the kernel.
  void start();

  /// Executes up to `budget` instructions.
  Stop run(uint64_t budget);

  /// Lets the lanes that wait at a barrier continue.
  void passBarrier();

  /// Returns the 32 lanes of an operand.
  template <class T> T *getLanes(Slot slot) const {
    return reinterpret_cast<T *>(bases[slot >> 31] + (slot & ~constantSlot));
  }

  /// Returns the lanes whose bytes at `slot` are true.
  Lanes getPredicate(Slot slot) const;

  /// Sets the block's fault, in a lane, unless it has one.
  void fail(Result result, std::string message, unsigned lane,
            const Instruction &instruction);
  bool hasFailed() const;

  /// Returns a lane that accesses memory. `start` is the time since which
  /// accesses to this memory can race.
  Toucher getToucher(unsigned lane, Stamp start) const;

  /// Orders the past accesses of `lanes` before their next ones.
  void synchronize(Lanes lanes);

  Block &block;
  const Program &program;
  const uint32_t index;
  /// The lanes with a thread, and those that have not ended.
  const Lanes lanes;
  Lanes living = 0;
  uint64_t executed = 0;
  /// `executed` when the warp last stored or passed a barrier.
  uint64_t progressed = 0;
  /// `executed` when the warp's block began.
  uint64_t started = 0;
  /// The instruction at which the warp waits, or stopped.
  uint32_t stoppedAt = 0;
  std::unique_ptr<uint8_t[]> local;

private:
  Stop runFragment(uint64_t end);
  Stop act(uint32_t at, Lanes active);
  void wait(uint32_t at, Lanes arriving);
  void runShuffle(Fragment &arrived);
  Stop stopWaiting();
  bool isPatient();

  std::unique_ptr<uint8_t[]> frame;
  uint8_t *bases[2];
  Fragments fragments;
  std::vector<Fragment> waiting;
  WarpOrder orders[warpSize];
};

} // namespace ag::emulator

#endif // AG_EMULATOR_MACHINE_WARP_H
