//===- LaunchCalls.cpp - calls that launch kernels ----------------------===//
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

/// Keys in the null-terminated list `extra` of cuLaunchKernel.
constexpr uintptr_t parameterBuffer = 1;
constexpr uintptr_t parameterBytesName = 2;

/// Returns true if a GPU can launch the kernel in this shape.
bool isLaunchable(const Function &function, const LaunchShape &shape,
                  const Settings &settings) {
  const Kernel &kernel = *function.program->kernel;
  uint64_t threads = 1;
  for (unsigned d = 0; d < 3; ++d) {
    constexpr Dim3 mostBlock = {1024, 1024, 64};
    const Dim3 mostGrid = {static_cast<uint32_t>(settings.mostBlocks), 65535,
                           65535};
    if (shape.grid[d] == 0 || shape.grid[d] > mostGrid[d] ||
        shape.block[d] == 0 || shape.block[d] > mostBlock[d])
      return false;
    if (kernel.requiredThreads[0] != 0 &&
        kernel.requiredThreads[d] != shape.block[d])
      return false;
    threads *= shape.block[d];
  }
  uint64_t most = uint64_t(kernel.mostThreads[0]) * kernel.mostThreads[1] *
                  kernel.mostThreads[2];
  if (threads > 1024 || (most != 0 && threads > most))
    return false;
  return shape.dynamicSharedBytes <= function.mostDynamicSharedBytes;
}

/// Copies the parameters of a launch from an array of pointers.
std::vector<uint8_t> copyParameters(const Kernel &kernel, void **parameters) {
  std::vector<uint8_t> bytes(kernel.parameterBytes);
  for (size_t i = 0; i < kernel.parameters.size(); ++i)
    std::memcpy(&bytes[kernel.parameters[i].offset], parameters[i],
                kernel.parameters[i].bytes);
  return bytes;
}

/// Copies the parameters of a launch from the buffer that `extra` names.
/// Returns std::nullopt if there is no such buffer or it is too small.
std::optional<std::vector<uint8_t>> copyBuffer(const Kernel &kernel,
                                               void **extra) {
  const void *buffer = nullptr;
  size_t bytes = 0;
  for (; *extra; extra += 2)
    if (reinterpret_cast<uintptr_t>(extra[0]) == parameterBuffer)
      buffer = extra[1];
    else if (reinterpret_cast<uintptr_t>(extra[0]) == parameterBytesName)
      bytes = *static_cast<const size_t *>(extra[1]);
    else
      return std::nullopt;
  if (!buffer || bytes < kernel.parameterBytes)
    return std::nullopt;
  auto begin = static_cast<const uint8_t *>(buffer);
  return std::vector<uint8_t>(begin, begin + kernel.parameterBytes);
}

Result launch(Device &device, void *functionHandle, const LaunchShape &shape,
              void *streamHandle, void **parameters, void **extra) {
  Function *function = device.functions.find(functionHandle);
  Stream *stream = device.findStream(streamHandle);
  if (!function || !stream)
    return Result::InvalidHandle;
  const Kernel &kernel = *function->program->kernel;
  bool hasParameters = parameters || extra || kernel.parameters.empty();
  if (!isLaunchable(*function, shape, device.settings) || !hasParameters)
    return Result::InvalidValue;
  std::optional<std::vector<uint8_t>> bytes;
  if (extra)
    bytes = copyBuffer(kernel, extra);
  else
    bytes = copyParameters(kernel, parameters);
  if (!bytes)
    return Result::InvalidValue;
  Launch launch = {*function->program, shape, std::move(*bytes),
                   device.settings.patience};
  return device.enqueue(*stream,
                        [&device, launch] { return device.run(launch); });
}
} // namespace
} // namespace ag::emulator

int cuLaunchKernel(void *function, unsigned gridX, unsigned gridY,
                   unsigned gridZ, unsigned blockX, unsigned blockY,
                   unsigned blockZ, unsigned sharedBytes, void *stream,
                   void **parameters, void **extra) {
  return callInContext([&](Device &device) {
    LaunchShape shape = {
        {gridX, gridY, gridZ}, {blockX, blockY, blockZ}, sharedBytes};
    return launch(device, function, shape, stream, parameters, extra);
  });
}

int agEmulatorTakeCounts(void (*visit)(void *user, const char *kernel,
                                       uint64_t launches, uint64_t blocks,
                                       uint64_t instructions),
                         void *user) {
  return callWithDevice([&](Device &device) {
    for (const KernelCount &count : device.takeCounts())
      visit(user, count.kernel.c_str(), count.launches, count.blocks,
            count.instructions);
    return Result::Success;
  });
}
