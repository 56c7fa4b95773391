//===- Device.cpp - the one device, and its context ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Driver/Device.h"
#include <cstdio>
#include <utility>

namespace ag::emulator {

Device::Device(const Settings &settings)
    : settings(settings), memory(settings.memoryMiB << 20) {}

/// Removes the first work of a stream, and does it unless a kernel has failed.
Result Device::doFirst(Stream &stream) {
  Work work = std::move(stream.work.front());
  stream.work.pop_front();
  Result result = fault == Result::Success ? work() : fault;
  if (fault == Result::Success)
    fault = result;
  return fault;
}

Result Device::wait(Stream &stream) {
  while (!stream.work.empty())
    doFirst(stream);
  return fault;
}

Result Device::waitForBlocking() {
  for (const auto &[handle, stream] : streams)
    if (stream->isBlocking)
      wait(*stream);
  return wait(defaultStream);
}

Result Device::waitForAll() {
  for (const auto &[handle, stream] : streams)
    wait(*stream);
  return wait(defaultStream);
}

Result Device::waitFor(const Record &record, Stream &stream) {
  while (!record.isDone && !stream.work.empty())
    doFirst(stream);
  return fault;
}

/// Appends work. The default stream and the blocking ones wait for each other;
/// here they already do so when work is enqueued.
Result Device::enqueue(Stream &stream, Work work) {
  if (&stream == &defaultStream)
    waitForBlocking();
  else if (stream.isBlocking)
    wait(defaultStream);
  stream.work.push_back(std::move(work));
  if (!settings.order.isRandom())
    wait(stream);
  return Result::Success;
}

void Device::count(const Launch &launch, uint64_t instructions) {
  std::string kernel(launch.program.kernel->name);
  auto [place, isNew] = places.try_emplace(kernel, counts.size());
  if (isNew)
    counts.push_back({std::move(kernel), 0, 0, 0});
  KernelCount &counted = counts[place->second];
  Dim3 grid = launch.shape.grid;
  ++counted.launches;
  counted.blocks += uint64_t(grid[0]) * grid[1] * grid[2];
  counted.instructions += instructions;
}

std::vector<KernelCount> Device::takeCounts() {
  places.clear();
  return std::exchange(counts, {});
}

Result Device::run(const Launch &launch) {
  LaunchReport report = emulator::run(launch, memory, clock, settings.order);
  std::fputs(report.text.c_str(), stderr);
  if (settings.counts)
    std::fprintf(stderr, "ag-emulator: kernel '%s': %llu instructions\n",
                 std::string(launch.program.kernel->name).c_str(),
                 static_cast<unsigned long long>(report.instructions));
  count(launch, report.instructions);
  return report.result;
}

Stream *Device::findStream(void *handle) {
  // CU_STREAM_LEGACY and CU_STREAM_PER_THREAD are small numbers.
  auto number = reinterpret_cast<uintptr_t>(handle);
  return number <= 2 ? &defaultStream : streams.find(handle);
}

} // namespace ag::emulator
