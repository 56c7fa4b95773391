//===- Shadow.cpp - the last accesses to each byte ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Memory/Shadow.h"

namespace ag::emulator {

/// Advances the clock. At the end of its range, all earlier accesses count as
/// ordered instead. Races may then be missed, but none is reported wrongly.
void Clock::passWarpBarrier() {
  if (now < ~(oneTick - 1))
    now += oneTick;
  else
    barrier = now;
}

Stamp Clock::renew(Stamp stamp) const {
  if (stamp < launch)
    return 0;
  return (stamp & (oneTick - 1)) | (stamp < block ? oneTick : 2 * oneTick);
}

void Clock::restart() {
  launch = oneTick;
  block = 2 * oneTick;
  barrier = now = 3 * oneTick;
}

bool Toucher::isOrderedByWarp(Stamp stamp) const {
  if (stamp >= order.since)
    return false;
  uint32_t who = stamp & whoMask, warp = thread / 32;
  if (who < severalOfWarp)
    return who / 32 == warp && (order.lanes >> who % 32 & 1) != 0;
  return who == severalOfWarp + warp && order.lanes == warpLanes;
}

Stamp Toucher::merge(Stamp stamp) const {
  uint32_t who = stamp & whoMask;
  if (stamp < clock.block || who == severalBlocks)
    return clock.now | severalBlocks;
  bool isOfWarp = who < severalOfWarp ? who / 32 == thread / 32
                                      : who == severalOfWarp + thread / 32;
  return clock.now | (isOfWarp ? severalOfWarp + thread / 32 : severalOfBlock);
}

void renewStamps(const Clock &clock, Stamp *stamps, size_t count) {
  for (size_t i = 0; i < count; ++i)
    stamps[i] = clock.renew(stamps[i]);
}

} // namespace ag::emulator
