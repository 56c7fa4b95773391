//===- DeviceMemory.h - allocations of the device -----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which bytes are at an address of the device? A host cannot map these
// addresses, so that dereferencing one on the host crashes, as with a GPU.
// Allocations have gaps between them, and addresses are not reused, so that
// accesses beyond an allocation or after it is freed are found.
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_MEMORY_DEVICEMEMORY_H
#define AG_EMULATOR_MEMORY_DEVICEMEMORY_H

#include "Memory/Shadow.h"
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace ag::emulator {

/// Fills bytes with poison, the contents of memory and registers before they
/// are written. It is NaN in every float type, because numbers near 0 could be
/// lost in a sum.
void fillWithPoison(uint8_t *bytes, size_t count);

/// The upper bits of generic addresses by space. No pointer of x86-64 has these
/// bits.
constexpr uint64_t globalWindow = 0x0a60ull << 48;
constexpr uint64_t sharedWindow = 0x0a61ull << 48;
constexpr uint64_t localWindow = 0x0a62ull << 48;
constexpr uint64_t paramWindow = 0x0a63ull << 48;
constexpr uint64_t windowMask = 0xffffull << 48;

struct ShadowPage {
  static constexpr uint64_t bytes = 4096;
  Stamp writers[bytes] = {};
  Stamp readers[bytes] = {};
};

struct Allocation {
  uint64_t base;
  uint64_t bytes;
  /// Null once the allocation is freed.
  std::unique_ptr<uint8_t[]> data;
  /// Whether it holds a constant of a module, which kernels cannot write.
  bool isConstant;
  /// The pages that kernels accessed; other elements are null.
  std::vector<std::unique_ptr<ShadowPage>> shadow;

  ShadowPage &getShadow(uint64_t offset) {
    std::unique_ptr<ShadowPage> &page = shadow[offset / ShadowPage::bytes];
    if (!page)
      page = std::make_unique<ShadowPage>();
    return *page;
  }
};

class DeviceMemory {
public:
  explicit DeviceMemory(uint64_t capacity) : capacity(capacity) {}

  /// Returns a new allocation filled with poison. Returns null if `bytes` is 0
  /// or there is not enough memory.
  Allocation *allocate(uint64_t bytes, bool isConstant);

  /// Frees the allocation at `base`. Returns false if there is none, or if it
  /// has been freed.
  bool free(uint64_t base);

  /// Returns the last allocation that begins at `address` or below, which may
  /// have been freed; null if there is none.
  Allocation *find(uint64_t address);

  /// Returns the host's pointer to the `bytes` bytes at `address`, or null if
  /// they are not all in one allocation.
  uint8_t *translate(uint64_t address, uint64_t bytes);

  /// Returns a phrase about the position of `address`, such as "4 bytes past
  /// the end of an allocation of 128 bytes".
  std::string describe(uint64_t address);

  uint64_t getCapacity() const { return capacity; }
  uint64_t getFree() const { return capacity - used; }

  /// Renews all stamps, before `clock` is restarted.
  void renewStamps(const Clock &clock);

private:
  uint64_t capacity;
  uint64_t used = 0;
  uint64_t nextBase = globalWindow + (1 << 20);
  std::map<uint64_t, Allocation> allocations;
};

} // namespace ag::emulator

#endif // AG_EMULATOR_MEMORY_DEVICEMEMORY_H
