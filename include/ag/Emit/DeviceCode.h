//===- DeviceCode.h - the kernels of a program for CUDA ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does an object contain for a GPU?
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMIT_DEVICECODE_H
#define AG_EMIT_DEVICECODE_H

#include <cstdint>
#include <string>
#include <vector>

namespace ag {

/// The contents of ag_rt_device_code in ag-runtime/Cuda.h
struct DeviceCode {
  std::string ptx;
  /// The least compute capability that a GPU must have: 80 for sm_80
  int64_t capability = 0;
  /// The names of the kernels in the PTX. ag_rt_launch takes their index in
  /// this list.
  std::vector<std::string> kernels;
  /// The names of the constants in the host program. ag_rt_get_constant takes
  /// their index in this list.
  std::vector<std::string> constants;
};

} // namespace ag

#endif // AG_EMIT_DEVICECODE_H
