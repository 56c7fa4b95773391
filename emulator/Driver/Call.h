//===- Call.h - what each driver call does first ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// May this call be made now? Each driver call holds a lock, wants cuInit before
// it and most a current context, and returns the fault of a kernel that failed
// earlier. Memory of the host that runs out is an answer, too.
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_DRIVER_CALL_H
#define AG_EMULATOR_DRIVER_CALL_H

#include "Driver/Device.h"
#include <new>

namespace ag::emulator {

/// Returns the driver's lock.
std::mutex &getMutex();

/// Makes the device by what AG_EMULATOR says, unless there is one.
Result initialize();

/// Returns the device, or null before cuInit.
Device *getDevice();

/// Returns the contexts of this thread, the current one last: whether it is the
/// device's, or none.
std::vector<bool> &getContexts();

/// Returns the handle of the device's context.
void *getContextHandle();

/// Calls `function` with the device, without a context.
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

/// Calls `function` with the device if its context is current and no kernel
/// failed.
template <class F> int callInContext(F function) {
  return callWithDevice([&](Device &device) {
    if (getContexts().empty() || !getContexts().back())
      return Result::InvalidContext;
    return device.fault == Result::Success ? function(device) : device.fault;
  });
}

} // namespace ag::emulator

#endif // AG_EMULATOR_DRIVER_CALL_H
