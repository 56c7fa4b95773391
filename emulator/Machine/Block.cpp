//===- Block.cpp - a block of threads -----------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Machine/Block.h"
#include <algorithm>

namespace ag::emulator {

Block::Block(const Program &program, const LaunchShape &shape,
             const std::vector<uint8_t> &parameters, DeviceMemory &memory,
             Clock &clock, Order &order, Patience patience)
    : shape(shape), parameters(parameters), memory(memory), clock(clock),
      patience(patience), order(order),
      threads(shape.block[0] * shape.block[1] * shape.block[2]) {
  size_t sharedBytes = program.sharedBytes + shape.dynamicSharedBytes;
  shared.data.resize(sharedBytes);
  shared.writers.resize(sharedBytes);
  shared.readers.resize(sharedBytes);
  for (uint32_t first = 0; first < threads; first += warpSize) {
    uint32_t count = std::min(threads - first, warpSize);
    Lanes lanes = allLanes >> (warpSize - count);
    warps.push_back(
        std::make_unique<Warp>(*this, program, first / warpSize, lanes));
  }
  stops.resize(warps.size());
}

Dim3 Block::getThread(uint32_t thread) const {
  return {thread % shape.block[0], thread / shape.block[0] % shape.block[1],
          thread / shape.block[0] / shape.block[1]};
}

uint64_t Block::getExecuted() const {
  uint64_t sum = 0;
  for (const std::unique_ptr<Warp> &warp : warps)
    sum += warp->executed;
  return sum;
}

/// Renews all stamps if the clock is about to overflow.
void Block::renewStamps() {
  if (!clock.isNearEnd())
    return;
  memory.renewStamps(clock);
  emulator::renewStamps(clock, shared.writers.data(), shared.writers.size());
  emulator::renewStamps(clock, shared.readers.data(), shared.readers.size());
  clock.restart();
}

void Block::start(Dim3 at) {
  position = at;
  renewStamps();
  clock.startBlock();
  fillWithPoison(shared.data.data(), shared.data.size());
  for (const std::unique_ptr<Warp> &warp : warps)
    warp->start();
  std::fill(stops.begin(), stops.end(), Stop::Budget);
}

bool Block::run(Dim3 at) {
  start(at);
  while (true) {
    if (!runWarps())
      return false;
    auto isDone = [](Stop stop) { return stop == Stop::Done; };
    if (std::all_of(stops.begin(), stops.end(), isDone))
      return true;
    auto isRunning = [](Stop stop) { return stop == Stop::Budget; };
    if (std::none_of(stops.begin(), stops.end(), isRunning) && !passBarrier())
      return false;
  }
}

/// Runs each warp that can run for one slice. Returns false after a fault.
bool Block::runWarps() {
  Order::Walk walk = order.pickWalk(warps.size());
  for (size_t i = 0; i < warps.size(); ++i) {
    size_t chosen = (walk.first + i * walk.step) % warps.size();
    if (stops[chosen] != Stop::Budget)
      continue;
    stops[chosen] = warps[chosen]->run(order.pickSlice());
    if (fault)
      return false;
  }
  return true;
}

/// Opens the barrier at which all warps wait. Returns false, with a fault, if a
/// warp waits elsewhere or a thread has ended.
bool Block::passBarrier() {
  auto isAtBarrier = [](Stop stop) { return stop == Stop::Barrier; };
  size_t first =
      std::find_if(stops.begin(), stops.end(), isAtBarrier) - stops.begin();
  Warp &waiting = *warps[first];
  const Instruction &barrier = waiting.program.code[waiting.stoppedAt];
  unsigned lane = __builtin_ctz(waiting.living);
  for (const std::unique_ptr<Warp> &warp : warps) {
    uint32_t thread = warp->index * warpSize;
    if (Lanes ended = warp->lanes & ~warp->living) {
      waiting.fail(Result::LaunchFailed,
                   "waits at a barrier that thread " +
                       std::to_string(thread + __builtin_ctz(ended)) +
                       " never reaches: it has ended",
                   lane, barrier);
      return false;
    }
    const Instruction &other = warp->program.code[warp->stoppedAt];
    if (*warp->getLanes<uint32_t>(other.slots[0]) !=
        *waiting.getLanes<uint32_t>(barrier.slots[0])) {
      waiting.fail(Result::LaunchFailed,
                   "waits at a barrier while thread " + std::to_string(thread) +
                       " waits at one of another number",
                   lane, barrier);
      return false;
    }
  }
  renewStamps();
  clock.passBarrier();
  for (size_t i = 0; i < warps.size(); ++i) {
    warps[i]->passBarrier();
    stops[i] = Stop::Budget;
  }
  return true;
}

} // namespace ag::emulator
