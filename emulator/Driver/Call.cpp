//===- Call.cpp - checks and locks of driver calls ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Driver/Call.h"
#include <cstdio>
#include <cstdlib>

namespace ag::emulator {

/// The device, which is never destroyed, because programs also call the driver
/// from destructors.
static Device *theDevice = nullptr;

std::mutex &getMutex() {
  static std::mutex *mutex = new std::mutex;
  return *mutex;
}

Device *getDevice() { return theDevice; }

Result initialize() {
  std::lock_guard<std::mutex> lock(getMutex());
  if (theDevice)
    return Result::Success;
  Settings settings;
  const char *text = std::getenv("AG_EMULATOR");
  if (std::optional<std::string> error =
          parseSettings(text ? text : "", settings)) {
    std::fprintf(stderr, "ag-emulator: %s\n", error->c_str());
    return Result::InvalidValue;
  }
  theDevice = new Device(settings);
  return Result::Success;
}

std::vector<bool> &getContexts() {
  thread_local std::vector<bool> contexts;
  return contexts;
}

void *getContextHandle() {
  static char handle;
  return &handle;
}

} // namespace ag::emulator
