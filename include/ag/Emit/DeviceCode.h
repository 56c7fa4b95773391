//===- DeviceCode.h - the kernels of a program for CUDA ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does an object hold for a GPU?
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMIT_DEVICECODE_H
#define AG_EMIT_DEVICECODE_H

#include <cstdint>
#include <string>
#include <vector>

namespace ag {

/// ag_rt_device_code of ag-runtime/Cuda.h, as a value.
struct DeviceCode {
  std::string ptx;
  /// That a GPU must have at least: 80 for sm_80.
  int64_t capability = 0;
  /// Their names in the PTX, in the order of the numbers that ag_rt_launch
  /// takes.
  std::vector<std::string> kernels;
  /// The names of the constants in the host's program, in the order of the
  /// numbers that ag_rt_get_constant takes.
  std::vector<std::string> constants;
};

} // namespace ag

#endif // AG_EMIT_DEVICECODE_H
