//===- MemoryCalls.cpp - calls about allocations ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Driver/Call.h"
#include "Driver/Cuda.h"
#include <cstdlib>

using namespace ag::emulator;

namespace ag::emulator {
namespace {

/// Attributes of a pointer.
constexpr int contextAttribute = 1;
constexpr int memoryTypeAttribute = 2;
constexpr int devicePointerAttribute = 3;
constexpr int managedAttribute = 8;
constexpr int ordinalAttribute = 9;
constexpr int rangeStartAttribute = 11;
constexpr int rangeBytesAttribute = 12;
constexpr unsigned deviceMemoryType = 2;

Result allocateInto(Device &device, uint64_t *address, size_t bytes) {
  if (bytes == 0)
    return Result::InvalidValue;
  Allocation *made = device.memory.allocate(bytes, false);
  if (!made)
    return Result::OutOfMemory;
  *address = made->base;
  return Result::Success;
}

template <class T> Result answer(void *value, T found) {
  *static_cast<T *>(value) = found;
  return Result::Success;
}

Result getPointerAttribute(Device &device, void *value, int attribute,
                           uint64_t address) {
  Allocation *found = device.memory.find(address);
  if (!device.memory.translate(address, 1))
    return Result::InvalidValue;
  switch (attribute) {
  case contextAttribute:
    return answer(value, getContextHandle());
  case memoryTypeAttribute:
    return answer(value, deviceMemoryType);
  case devicePointerAttribute:
    return answer(value, address);
  case managedAttribute:
    return answer(value, false);
  case ordinalAttribute:
    return answer(value, 0);
  case rangeStartAttribute:
    return answer(value, found->base);
  case rangeBytesAttribute:
    return answer(value, static_cast<size_t>(found->bytes));
  default:
    return Result::NotSupported;
  }
}
} // namespace
} // namespace ag::emulator

int cuMemAlloc_v2(uint64_t *address, size_t bytes) {
  return callInContext(
      [&](Device &device) { return allocateInto(device, address, bytes); });
}

int cuMemAllocAsync(uint64_t *address, size_t bytes, void *stream) {
  return callInContext([&](Device &device) {
    return device.findStream(stream) ? allocateInto(device, address, bytes)
                                     : Result::InvalidHandle;
  });
}

int cuMemFree_v2(uint64_t address) {
  return callInContext([&](Device &device) {
    if (address == 0)
      return Result::Success;
    Result result = device.waitForAll();
    if (!device.memory.free(address))
      return Result::InvalidValue;
    return result;
  });
}

int cuMemFreeAsync(uint64_t address, void *handle) {
  return callInContext([&](Device &device) {
    Stream *stream = device.findStream(handle);
    if (!stream)
      return Result::InvalidHandle;
    Allocation *found = device.memory.find(address);
    if (!found || found->base != address || !found->data)
      return Result::InvalidValue;
    return device.enqueue(*stream, [&device, address] {
      return device.memory.free(address) ? Result::Success
                                         : Result::IllegalAddress;
    });
  });
}

int cuMemGetInfo_v2(size_t *available, size_t *total) {
  return callInContext([&](Device &device) {
    *available = device.memory.getFree();
    *total = device.memory.getCapacity();
    return Result::Success;
  });
}

int cuMemHostAlloc(void **pointer, size_t bytes, unsigned flags) {
  (void)flags;
  return callInContext([&](Device &device) {
    *pointer = bytes ? std::malloc(bytes) : nullptr;
    if (!*pointer)
      return bytes ? Result::OutOfMemory : Result::InvalidValue;
    device.hostMemory.insert(*pointer);
    return Result::Success;
  });
}

int cuMemAllocHost_v2(void **pointer, size_t bytes) {
  return cuMemHostAlloc(pointer, bytes, 0);
}

int cuMemFreeHost(void *pointer) {
  return callInContext([&](Device &device) {
    if (device.hostMemory.erase(pointer) == 0)
      return Result::InvalidValue;
    Result result = device.waitForAll();
    std::free(pointer);
    return result;
  });
}

int cuPointerGetAttribute(void *value, int attribute, uint64_t address) {
  return callInContext([&](Device &device) {
    return getPointerAttribute(device, value, attribute, address);
  });
}

int cuPointerGetAttributes(unsigned count, int *attributes, void **values,
                           uint64_t address) {
  return callInContext([&](Device &device) {
    for (unsigned i = 0; i < count; ++i) {
      Result result =
          getPointerAttribute(device, values[i], attributes[i], address);
      if (result != Result::Success)
        return result;
    }
    return Result::Success;
  });
}
