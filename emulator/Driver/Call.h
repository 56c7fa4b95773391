//===- Call.h - checks and locks of driver calls ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Is a driver call allowed now? Each driver call holds a lock and requires a
// prior cuInit. Most also require a current context, and return the fault of an
// earlier kernel. Running out of the host's memory returns a result, too.
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_DRIVER_CALL_H
#define AG_EMULATOR_DRIVER_CALL_H

#include "Driver/Device.h"
#include <new>

namespace ag::emulator {

/// Returns the driver's lock.
std::mutex &getMutex();

/// Creates the device with the settings of AG_EMULATOR, unless it exists.
/// Prints an error and returns InvalidValue if they are malformed.
Result initialize();

/// Returns the device, or null before cuInit.
Device *getDevice();

/// Returns this thread's stack of contexts, the current one last. An element is
/// true for the device's context, and false for none.
std::vector<bool> &getContexts();

/// Returns the handle of the device's context.
void *getContextHandle();

/// Calls `function` with the device. No context need be current.
template <class F> int callWithDevice(F function) {
  std::lock_guard<std::mutex> lock(getMutex());
  if (!getDevice())
    return static_cast<int>(Result::NotInitialized);
  try {
    return static_cast<int>(function(*getDevice()));
  } catch (const std::bad_alloc &) {
    return static_cast<int>(Result::OutOfMemory);
  }
}

/// Calls `function` with the device if its context is current and no kernel has
/// failed. Otherwise returns InvalidContext or the kernel's fault.
template <class F> int callInContext(F function) {
  return callWithDevice([&](Device &device) {
    if (getContexts().empty() || !getContexts().back())
      return Result::InvalidContext;
    return device.fault == Result::Success ? function(device) : device.fault;
  });
}

} // namespace ag::emulator

#endif // AG_EMULATOR_DRIVER_CALL_H
