//===- ContextCalls.cpp - calls about contexts --------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Driver/Call.h"
#include "Driver/Cuda.h"

using namespace ag::emulator;

static void *getCurrent() {
  std::vector<bool> &contexts = getContexts();
  return !contexts.empty() && contexts.back() ? getContextHandle() : nullptr;
}

int cuDevicePrimaryCtxRetain(void **context, int ordinal) {
  return callWithDevice([&](Device &) {
    if (ordinal != 0)
      return Result::InvalidDevice;
    *context = getContextHandle();
    return Result::Success;
  });
}

int cuDevicePrimaryCtxRelease_v2(int ordinal) {
  return callWithDevice([&](Device &) {
    return ordinal == 0 ? Result::Success : Result::InvalidDevice;
  });
}

int cuCtxPushCurrent_v2(void *context) {
  return callWithDevice([&](Device &) {
    if (context != getContextHandle())
      return Result::InvalidContext;
    getContexts().push_back(true);
    return Result::Success;
  });
}

int cuCtxPopCurrent_v2(void **context) {
  return callWithDevice([&](Device &) {
    if (!getCurrent())
      return Result::InvalidContext;
    if (context)
      *context = getCurrent();
    getContexts().pop_back();
    return Result::Success;
  });
}

int cuCtxGetCurrent(void **context) {
  return callWithDevice([&](Device &) {
    *context = getCurrent();
    return Result::Success;
  });
}

int cuCtxSetCurrent(void *context) {
  return callWithDevice([&](Device &) {
    if (context && context != getContextHandle())
      return Result::InvalidContext;
    std::vector<bool> &contexts = getContexts();
    if (!contexts.empty())
      contexts.pop_back();
    if (context)
      contexts.push_back(true);
    return Result::Success;
  });
}

int cuCtxGetDevice(int *ordinal) {
  return callInContext([&](Device &) {
    *ordinal = 0;
    return Result::Success;
  });
}

int cuCtxSynchronize(void) {
  return callInContext([](Device &device) { return device.waitForAll(); });
}
