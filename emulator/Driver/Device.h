//===- Device.h - the one device, and its context -----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is the state of the driver? There is one device with its memory, loaded
// modules, streams and events. Handles of programs are the addresses of these
// objects; other handles are refused.
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_DRIVER_DEVICE_H
#define AG_EMULATOR_DRIVER_DEVICE_H

#include "Driver/Settings.h"
#include "Driver/Stream.h"
#include "Load/Load.h"
#include "Machine/Launch.h"
#include <mutex>
#include <set>

namespace ag::emulator {

/// A kernel of a loaded module, to which a program has a handle.
struct Function {
  const Program *program;
  LoadedModule *module;
  /// The bytes that cuFuncSetAttribute allows. Launches with more are refused.
  uint32_t mostDynamicSharedBytes;
};

/// The counts of the kernels of one name since the last takeCounts.
struct KernelCount {
  std::string kernel;
  uint64_t launches;
  /// Blocks of all launches, and instructions that their warps executed.
  uint64_t blocks;
  uint64_t instructions;
};

/// Objects that programs hold as opaque handles.
template <class T> class Handles {
public:
  T *add(std::unique_ptr<T> object) {
    T *handle = object.get();
    objects[handle] = std::move(object);
    return handle;
  }
  /// Returns the object of a handle, or null if there is none.
  T *find(const void *handle) const {
    auto found = objects.find(handle);
    return found == objects.end() ? nullptr : found->second.get();
  }
  void remove(const void *handle) { objects.erase(handle); }
  auto begin() const { return objects.begin(); }
  auto end() const { return objects.end(); }

private:
  std::map<const void *, std::unique_ptr<T>> objects;
};

class Device {
public:
  explicit Device(const Settings &settings);

  /// Appends `work` to `stream`. It is done now, or when the stream is waited
  /// for.
  Result enqueue(Stream &stream, Work work);

  /// Does the work of a stream, of the blocking streams and the default stream,
  /// or of all streams. Returns the fault.
  Result wait(Stream &stream);
  Result waitForBlocking();
  Result waitForAll();

  /// Does the work of a stream until `record` is done.
  Result waitFor(const Record &record, Stream &stream);

  /// Runs a kernel, and prints its fault if it has one.
  Result run(const Launch &launch);

  /// Returns the counts since the last call, in the order of the kernels' first
  /// launches.
  std::vector<KernelCount> takeCounts();

  /// Returns the stream of a handle, or null if there is none.
  Stream *findStream(void *handle);

  Settings settings;
  DeviceMemory memory;
  /// The first fault of a kernel, which all later calls return.
  Result fault = Result::Success;
  Handles<LoadedModule> modules;
  Handles<Function> functions;
  Handles<Stream> streams;
  Handles<Event> events;
  std::set<void *> hostMemory;
  Stream defaultStream;

private:
  Result doFirst(Stream &stream);
  void count(const Launch &launch, uint64_t instructions);

  Clock clock;
  std::vector<KernelCount> counts;
  /// The indices of kernels in `counts`.
  std::map<std::string, size_t> places;
};

} // namespace ag::emulator

#endif // AG_EMULATOR_DRIVER_DEVICE_H
