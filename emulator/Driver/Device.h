//===- Device.h - the one device, and its context -----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does the driver know? One device with its memory, loaded modules,
// streams and events. Handles that programs hold are addresses of what is kept
// here; one that is not here is refused.
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

/// A kernel of a loaded module, as a program holds it.
struct Function {
  const Program *program;
  LoadedModule *module;
  /// What cuFuncSetAttribute allowed, beyond which a launch is refused.
  uint32_t mostDynamicSharedBytes;
};

/// What kernels of one name did since the counts were taken.
struct KernelCount {
  std::string kernel;
  uint64_t launches;
  /// Of all launches, and the instructions that their warps executed.
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

  /// Does `work` after all that is in `stream`: now, or when it is waited for.
  Result enqueue(Stream &stream, Work work);

  /// Does what is in a stream, or in all that the default stream waits for, or
  /// in all.
  Result wait(Stream &stream);
  Result waitForBlocking();
  Result waitForAll();

  /// Does what is in a stream up to where `record` is done.
  Result waitFor(const Record &record, Stream &stream);

  /// Runs a kernel. Prints what its fault is.
  Result run(const Launch &launch);

  /// Returns what was done since the last call, in the order of the kernels'
  /// first launches.
  std::vector<KernelCount> takeCounts();

  /// Returns the stream of a handle, null if there is none.
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
  /// The places of kernels in `counts`.
  std::map<std::string, size_t> places;
};

} // namespace ag::emulator

#endif // AG_EMULATOR_DRIVER_DEVICE_H
