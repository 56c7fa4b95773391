//===- DeviceMemory.h - allocations of the device -----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which bytes does an address of the device stand for? Addresses are not those
// of the host, which cannot map them: a host that dereferences one crashes as
// it would with a GPU. Allocations have gaps between them, and no address is
// given out twice, so that an access beyond one or after its end is found.
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

/// Fills bytes with what memory and registers hold before they are written:
/// NaN of each type of float, as no sum shows a number near 0.
void fillWithPoison(uint8_t *bytes, size_t count);

/// Windows of generic addresses. No pointer of x86-64 has these upper bits.
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
  /// Null once it is freed.
  std::unique_ptr<uint8_t[]> data;
  /// Constants of a module, which kernels cannot write.
  bool isConstant;
  /// Pages that a kernel touched; the others are null.
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

  /// Returns a new allocation full of poison, or null if there is not that much
  /// memory.
  Allocation *allocate(uint64_t bytes, bool isConstant);

  /// Returns false if no allocation that is not freed begins at `base`.
  bool free(uint64_t base);

  /// Returns the last allocation, freed ones too, that begins at `address` or
  /// below; null if there is none.
  Allocation *find(uint64_t address);

  /// Returns the bytes of the host that `bytes` from `address` on stand for, or
  /// null if they are not all in one allocation.
  uint8_t *translate(uint64_t address, uint64_t bytes);

  /// Returns a phrase that says where `address` is: "4 bytes behind the end of
  /// an allocation of 128 bytes".
  std::string describe(uint64_t address);

  uint64_t getCapacity() const { return capacity; }
  uint64_t getFree() const { return capacity - used; }

  /// Renews all stamps, which a restart of `clock` needs.
  void renewStamps(const Clock &clock);

private:
  uint64_t capacity;
  uint64_t used = 0;
  uint64_t nextBase = globalWindow + (1 << 20);
  std::map<uint64_t, Allocation> allocations;
};

} // namespace ag::emulator

#endif // AG_EMULATOR_MEMORY_DEVICEMEMORY_H
