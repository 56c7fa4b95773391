//===- Specials.cpp - special registers ---------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Forms/Specials.h"
#include "Machine/Block.h"

namespace ag::emulator {
namespace {

void fillAll(void *lanes, uint32_t value) {
  for (unsigned lane = 0; lane < warpSize; ++lane)
    static_cast<uint32_t *>(lanes)[lane] = value;
}

/// Writes a coordinate of each lane's thread. Lanes beyond the block's threads
/// are never active.
template <unsigned D> void fillThread(const Warp &warp, void *lanes) {
  for (unsigned lane = 0; lane < warpSize; ++lane)
    static_cast<uint32_t *>(lanes)[lane] =
        warp.block.getThread(warp.index * warpSize + lane)[D];
}
template <unsigned D> void fillBlock(const Warp &warp, void *lanes) {
  fillAll(lanes, warp.block.position[D]);
}
template <unsigned D> void fillBlockSize(const Warp &warp, void *lanes) {
  fillAll(lanes, warp.block.shape.block[D]);
}
template <unsigned D> void fillGridSize(const Warp &warp, void *lanes) {
  fillAll(lanes, warp.block.shape.grid[D]);
}
void fillLane(const Warp &, void *lanes) {
  for (unsigned lane = 0; lane < warpSize; ++lane)
    static_cast<uint32_t *>(lanes)[lane] = lane;
}
void fillWarp(const Warp &warp, void *lanes) { fillAll(lanes, warp.index); }
void fillWarps(const Warp &warp, void *lanes) {
  fillAll(lanes, (warp.block.getThreads() + warpSize - 1) / warpSize);
}
void fillZero(const Warp &, void *lanes) { fillAll(lanes, 0); }
void fillWarpSize(const Warp &, void *lanes) { fillAll(lanes, warpSize); }
void fillDynamicShared(const Warp &warp, void *lanes) {
  fillAll(lanes, warp.block.shape.dynamicSharedBytes);
}

/// Writes a set of lanes for each lane, which `Mask` computes from its number.
template <Lanes (*Mask)(unsigned)> void fillMask(const Warp &, void *lanes) {
  for (unsigned lane = 0; lane < warpSize; ++lane)
    static_cast<uint32_t *>(lanes)[lane] = Mask(lane);
}
Lanes equalMask(unsigned lane) { return 1u << lane; }
Lanes lessMask(unsigned lane) { return (1u << lane) - 1; }
Lanes lessOrEqualMask(unsigned lane) { return lessMask(lane) | 1u << lane; }
Lanes greaterMask(unsigned lane) { return ~lessOrEqualMask(lane); }
Lanes greaterOrEqualMask(unsigned lane) { return ~lessMask(lane); }

constexpr Special specialRows[] = {
    {"%tid.x", Type::U32, fillThread<0>},
    {"%tid.y", Type::U32, fillThread<1>},
    {"%tid.z", Type::U32, fillThread<2>},
    {"%ntid.x", Type::U32, fillBlockSize<0>},
    {"%ntid.y", Type::U32, fillBlockSize<1>},
    {"%ntid.z", Type::U32, fillBlockSize<2>},
    {"%ctaid.x", Type::U32, fillBlock<0>},
    {"%ctaid.y", Type::U32, fillBlock<1>},
    {"%ctaid.z", Type::U32, fillBlock<2>},
    {"%nctaid.x", Type::U32, fillGridSize<0>},
    {"%nctaid.y", Type::U32, fillGridSize<1>},
    {"%nctaid.z", Type::U32, fillGridSize<2>},
    {"%laneid", Type::U32, fillLane},
    {"%warpid", Type::U32, fillWarp},
    {"%nwarpid", Type::U32, fillWarps},
    {"%smid", Type::U32, fillZero},
    {"WARP_SZ", Type::U32, fillWarpSize},
    {"%dynamic_smem_size", Type::U32, fillDynamicShared},
    {"%lanemask_eq", Type::U32, fillMask<equalMask>},
    {"%lanemask_lt", Type::U32, fillMask<lessMask>},
    {"%lanemask_le", Type::U32, fillMask<lessOrEqualMask>},
    {"%lanemask_gt", Type::U32, fillMask<greaterMask>},
    {"%lanemask_ge", Type::U32, fillMask<greaterOrEqualMask>},
};
} // namespace

const Special *findSpecial(std::string_view name) {
  for (const Special &row : specialRows)
    if (row.name == name)
      return &row;
  return nullptr;
}

} // namespace ag::emulator
