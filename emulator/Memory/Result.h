//===- Result.h - results of driver calls -------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which numbers do driver calls return? This table has the results of CUDA that
// the emulator returns, with CUDA's names and their meanings.
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_MEMORY_RESULT_H
#define AG_EMULATOR_MEMORY_RESULT_H

namespace ag::emulator {

enum class Result : int {
  Success = 0,
  InvalidValue = 1,
  OutOfMemory = 2,
  NotInitialized = 3,
  InvalidDevice = 101,
  InvalidContext = 201,
  InvalidPtx = 218,
  InvalidHandle = 400,
  NotFound = 500,
  NotReady = 600,
  IllegalAddress = 700,
  LaunchOutOfResources = 701,
  LaunchTimeout = 702,
  MisalignedAddress = 716,
  LaunchFailed = 719,
  NotSupported = 801,
};

/// Returns CUDA's name of a result, or a phrase about it; null if there is no
/// such result.
const char *getResultName(int result);
const char *getResultText(int result);

} // namespace ag::emulator

#endif // AG_EMULATOR_MEMORY_RESULT_H
