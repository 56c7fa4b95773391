//===- Result.cpp - results of driver calls -----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Memory/Result.h"

namespace ag::emulator {
namespace {
struct ResultRow {
  Result result;
  const char *name;
  const char *text;
};

constexpr ResultRow resultRows[] = {
    {Result::Success, "CUDA_SUCCESS", "no error"},
    {Result::InvalidValue, "CUDA_ERROR_INVALID_VALUE", "invalid argument"},
    {Result::OutOfMemory, "CUDA_ERROR_OUT_OF_MEMORY", "out of memory"},
    {Result::NotInitialized, "CUDA_ERROR_NOT_INITIALIZED",
     "the driver is not initialized"},
    {Result::InvalidDevice, "CUDA_ERROR_INVALID_DEVICE",
     "invalid device ordinal"},
    {Result::InvalidContext, "CUDA_ERROR_INVALID_CONTEXT",
     "no context is current"},
    {Result::InvalidPtx, "CUDA_ERROR_INVALID_PTX", "the PTX cannot be loaded"},
    {Result::InvalidHandle, "CUDA_ERROR_INVALID_HANDLE",
     "invalid resource handle"},
    {Result::NotFound, "CUDA_ERROR_NOT_FOUND", "named symbol not found"},
    {Result::NotReady, "CUDA_ERROR_NOT_READY", "the work is not done yet"},
    {Result::IllegalAddress, "CUDA_ERROR_ILLEGAL_ADDRESS",
     "a kernel accessed memory that is not allocated"},
    {Result::LaunchOutOfResources, "CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES",
     "the launch needs more threads or memory than there are"},
    {Result::LaunchTimeout, "CUDA_ERROR_LAUNCH_TIMEOUT",
     "a kernel made no progress"},
    {Result::MisalignedAddress, "CUDA_ERROR_MISALIGNED_ADDRESS",
     "a kernel accessed a misaligned address"},
    {Result::LaunchFailed, "CUDA_ERROR_LAUNCH_FAILED", "a kernel failed"},
    {Result::NotSupported, "CUDA_ERROR_NOT_SUPPORTED",
     "the emulator does not support this"},
};

const ResultRow *findRow(int result) {
  for (const ResultRow &row : resultRows)
    if (static_cast<int>(row.result) == result)
      return &row;
  return nullptr;
}
} // namespace

const char *getResultName(int result) {
  const ResultRow *row = findRow(result);
  return row ? row->name : nullptr;
}

const char *getResultText(int result) {
  const ResultRow *row = findRow(result);
  return row ? row->text : nullptr;
}

} // namespace ag::emulator
