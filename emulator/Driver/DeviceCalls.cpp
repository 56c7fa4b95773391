//===- DeviceCalls.cpp - calls about the driver and the device ----------===//
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

struct AttributeRow {
  int attribute;
  int value;
};

/// Attributes of a GPU of sm_90, except for its compute capability.
constexpr AttributeRow deviceAttributes[] = {
    {1, 1024},      // threads of a block
    {2, 1024},      // block x
    {3, 1024},      // block y
    {4, 64},        // block z
    {6, 65535},     // grid y
    {7, 65535},     // grid z
    {8, 49152},     // shared bytes of a block
    {9, 65536},     // constant bytes
    {10, 32},       // lanes of a warp
    {12, 65536},    // registers of a block
    {13, 1000000},  // kHz
    {16, 1},        // multiprocessors
    {19, 1},        // maps memory of the host
    {38, 50 << 20}, // L2 bytes
    {39, 2048},     // threads of a multiprocessor
    {41, 1},        // unified addresses
    {81, 233472},   // shared bytes of a multiprocessor
    {82, 65536},    // registers of a multiprocessor
    {97, 232448},   // shared bytes of a block that opts in
    {106, 32},      // blocks of a multiprocessor
    {111, 1024},    // reserved shared bytes of a block
    {115, 1},       // cuMemAllocAsync
};
constexpr int mostBlocksAttribute = 5; // grid x
constexpr int majorAttribute = 75;
constexpr int minorAttribute = 76;
constexpr int mostAttribute = 200;
constexpr int driverVersion = 13000;

int getAttribute(const Device &device, int attribute) {
  if (attribute == mostBlocksAttribute)
    return static_cast<int>(device.settings.mostBlocks);
  if (attribute == majorAttribute)
    return static_cast<int>(device.settings.sm / 10);
  if (attribute == minorAttribute)
    return static_cast<int>(device.settings.sm % 10);
  for (const AttributeRow &row : deviceAttributes)
    if (row.attribute == attribute)
      return row.value;
  return 0;
}

/// Calls `function` if `ordinal` is that of the only device.
template <class F> int callForDevice(int ordinal, F function) {
  return callWithDevice([&](Device &device) {
    return ordinal == 0 ? function(device) : Result::InvalidDevice;
  });
}
} // namespace
} // namespace ag::emulator

int cuInit(unsigned flags) {
  return static_cast<int>(flags == 0 ? initialize() : Result::InvalidValue);
}

int cuDriverGetVersion(int *version) {
  *version = driverVersion;
  return 0;
}

int cuGetErrorName(int result, const char **name) {
  *name = getResultName(result);
  return static_cast<int>(*name ? Result::Success : Result::InvalidValue);
}

int cuGetErrorString(int result, const char **text) {
  *text = getResultText(result);
  return static_cast<int>(*text ? Result::Success : Result::InvalidValue);
}

int cuDeviceGetCount(int *count) {
  return callWithDevice([&](Device &) {
    *count = 1;
    return Result::Success;
  });
}

int cuDeviceGet(int *result, int ordinal) {
  return callForDevice(ordinal, [&](Device &) {
    *result = 0;
    return Result::Success;
  });
}

int cuDeviceGetName(char *name, int length, int ordinal) {
  return callForDevice(ordinal, [&](Device &) {
    if (length <= 0)
      return Result::InvalidValue;
    std::strncpy(name, "ag emulator", static_cast<size_t>(length));
    name[length - 1] = 0;
    return Result::Success;
  });
}

int cuDeviceGetAttribute(int *value, int attribute, int ordinal) {
  return callForDevice(ordinal, [&](Device &device) {
    if (attribute < 1 || attribute > mostAttribute)
      return Result::InvalidValue;
    *value = getAttribute(device, attribute);
    return Result::Success;
  });
}

int cuDeviceTotalMem_v2(size_t *bytes, int ordinal) {
  return callForDevice(ordinal, [&](Device &device) {
    *bytes = device.memory.getCapacity();
    return Result::Success;
  });
}
