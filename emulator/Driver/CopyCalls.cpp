//===- CopyCalls.cpp - calls that copy and fill memory ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Driver/Call.h"
#include "Driver/Cuda.h"
#include <cstring>

using namespace ag::emulator;

namespace ag::emulator {
namespace {

/// Returns a pointer to `bytes` bytes of the device or the host. The device's
/// addresses are those with window bits. Returns null if these are not all in
/// one allocation.
uint8_t *findBytes(Device &device, uint64_t address, size_t bytes) {
  if ((address & windowMask) == 0)
    return reinterpret_cast<uint8_t *>(address);
  return device.memory.translate(address, bytes);
}

Result doCopy(Device &device, uint64_t to, uint64_t from, size_t bytes) {
  uint8_t *target = findBytes(device, to, bytes);
  const uint8_t *source = findBytes(device, from, bytes);
  if (!target || !source)
    return Result::IllegalAddress;
  std::memmove(target, source, bytes);
  return Result::Success;
}

/// Enqueues a copy. Its addresses are checked now, so that it can be refused,
/// and again when it is done.
Result copy(Device &device, uint64_t to, uint64_t from, size_t bytes,
            void *handle) {
  Stream *stream = device.findStream(handle);
  if (!stream)
    return Result::InvalidHandle;
  if (bytes == 0)
    return Result::Success;
  if (!findBytes(device, to, bytes) || !findBytes(device, from, bytes))
    return Result::InvalidValue;
  return device.enqueue(*stream, [&device, to, from, bytes] {
    return doCopy(device, to, from, bytes);
  });
}

/// Enqueues filling memory with `count` values of `size` bytes.
Result fill(Device &device, uint64_t to, uint32_t value, size_t size,
            size_t count, void *handle) {
  Stream *stream = device.findStream(handle);
  if (!stream)
    return Result::InvalidHandle;
  if (count == 0)
    return Result::Success;
  if (to % size != 0 || count > UINT64_MAX / size ||
      !device.memory.translate(to, count * size))
    return Result::InvalidValue;
  return device.enqueue(*stream, [&device, to, value, size, count] {
    uint8_t *bytes = device.memory.translate(to, count * size);
    for (size_t i = 0; bytes && i < count; ++i)
      std::memcpy(bytes + i * size, &value, size);
    return bytes ? Result::Success : Result::IllegalAddress;
  });
}

/// Calls `enqueue`, and waits for the work.
template <class F> int callAndWait(F enqueue) {
  return callInContext([&](Device &device) {
    Result result = enqueue(device);
    return result == Result::Success ? device.waitForBlocking() : result;
  });
}

uint64_t asAddress(const void *pointer) {
  return reinterpret_cast<uintptr_t>(pointer);
}
} // namespace
} // namespace ag::emulator

int cuMemcpyAsync(uint64_t to, uint64_t from, size_t bytes, void *stream) {
  return callInContext(
      [&](Device &device) { return copy(device, to, from, bytes, stream); });
}

int cuMemcpy(uint64_t to, uint64_t from, size_t bytes) {
  return callAndWait(
      [&](Device &device) { return copy(device, to, from, bytes, nullptr); });
}

int cuMemcpyHtoD_v2(uint64_t to, const void *from, size_t bytes) {
  return cuMemcpy(to, asAddress(from), bytes);
}

int cuMemcpyHtoDAsync_v2(uint64_t to, const void *from, size_t bytes,
                         void *stream) {
  return cuMemcpyAsync(to, asAddress(from), bytes, stream);
}

int cuMemcpyDtoH_v2(void *to, uint64_t from, size_t bytes) {
  return cuMemcpy(asAddress(to), from, bytes);
}

int cuMemcpyDtoHAsync_v2(void *to, uint64_t from, size_t bytes, void *stream) {
  return cuMemcpyAsync(asAddress(to), from, bytes, stream);
}

int cuMemcpyDtoD_v2(uint64_t to, uint64_t from, size_t bytes) {
  return cuMemcpy(to, from, bytes);
}

int cuMemcpyDtoDAsync_v2(uint64_t to, uint64_t from, size_t bytes,
                         void *stream) {
  return cuMemcpyAsync(to, from, bytes, stream);
}

int cuMemsetD8Async(uint64_t to, unsigned char value, size_t count,
                    void *stream) {
  return callInContext([&](Device &device) {
    return fill(device, to, value, 1, count, stream);
  });
}

int cuMemsetD8_v2(uint64_t to, unsigned char value, size_t count) {
  return callAndWait([&](Device &device) {
    return fill(device, to, value, 1, count, nullptr);
  });
}

int cuMemsetD32Async(uint64_t to, unsigned value, size_t count, void *stream) {
  return callInContext([&](Device &device) {
    return fill(device, to, value, 4, count, stream);
  });
}

int cuMemsetD32_v2(uint64_t to, unsigned value, size_t count) {
  return callAndWait([&](Device &device) {
    return fill(device, to, value, 4, count, nullptr);
  });
}
