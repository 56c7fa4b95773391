//===- DeviceMemory.cpp - allocations of the device ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Memory/DeviceMemory.h"
#include <algorithm>
#include <new>

namespace ag::emulator {
namespace {
/// Multiples of 512 and 256 more: 256 is all that a driver promises.
constexpr uint64_t baseAlignment = 512;
constexpr uint64_t baseOffset = 256;
constexpr uint64_t gapBytes = 1 << 16;
} // namespace

void fillWithPoison(uint8_t *bytes, size_t count) {
  for (size_t i = 0; i < count; ++i)
    bytes[i] = i % 2 == 0 ? 0xf5 : 0xff;
}

Allocation *DeviceMemory::allocate(uint64_t bytes, bool isConstant) {
  if (bytes == 0 || bytes > getFree())
    return nullptr;
  std::unique_ptr<uint8_t[]> data(new (std::nothrow) uint8_t[bytes]);
  if (!data)
    return nullptr;
  fillWithPoison(data.get(), bytes);
  uint64_t base = nextBase + baseOffset;
  nextBase = (base + bytes + gapBytes + baseAlignment - 1) / baseAlignment *
             baseAlignment;
  used += bytes;
  Allocation &made = allocations[base];
  made.base = base;
  made.bytes = bytes;
  made.data = std::move(data);
  made.isConstant = isConstant;
  made.shadow.resize((bytes + ShadowPage::bytes - 1) / ShadowPage::bytes);
  return &made;
}

bool DeviceMemory::free(uint64_t base) {
  auto found = allocations.find(base);
  if (found == allocations.end() || !found->second.data)
    return false;
  used -= found->second.bytes;
  found->second.data.reset();
  found->second.shadow.clear();
  return true;
}

Allocation *DeviceMemory::find(uint64_t address) {
  auto after = allocations.upper_bound(address);
  return after == allocations.begin() ? nullptr : &std::prev(after)->second;
}

uint8_t *DeviceMemory::translate(uint64_t address, uint64_t bytes) {
  Allocation *found = find(address);
  if (!found || !found->data)
    return nullptr;
  uint64_t offset = address - found->base;
  if (offset > found->bytes || bytes > found->bytes - offset)
    return nullptr;
  return found->data.get() + offset;
}

std::string DeviceMemory::describe(uint64_t address) {
  Allocation *found = find(address);
  auto after = allocations.upper_bound(address);
  uint64_t offset = found ? address - found->base : UINT64_MAX;
  uint64_t past = found ? offset - std::min(offset, found->bytes) : UINT64_MAX;
  uint64_t before =
      after == allocations.end() ? UINT64_MAX : after->first - address;
  if (std::min(past, before) > gapBytes)
    return "which is no address of the device's memory";
  if (before < past)
    return std::to_string(before) + " bytes before an allocation of " +
           std::to_string(after->second.bytes) + " bytes";
  std::string what = "an allocation of " + std::to_string(found->bytes) +
                     " bytes" + (found->data ? "" : " that is freed");
  if (offset >= found->bytes)
    return std::to_string(past) + " bytes past the end of " + what;
  return "at byte " + std::to_string(offset) + " of " + what;
}

void DeviceMemory::renewStamps(const Clock &clock) {
  for (auto &[base, allocation] : allocations)
    for (std::unique_ptr<ShadowPage> &page : allocation.shadow)
      if (page) {
        emulator::renewStamps(clock, page->writers, ShadowPage::bytes);
        emulator::renewStamps(clock, page->readers, ShadowPage::bytes);
      }
}

} // namespace ag::emulator
