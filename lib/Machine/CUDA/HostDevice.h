//===- HostDevice.h - the GPU of this machine -------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which march has this machine's GPU, which only its driver knows?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_MACHINE_CUDA_HOSTDEVICE_H
#define AG_LIB_MACHINE_CUDA_HOSTDEVICE_H

#include "llvm/Support/Error.h"
#include <string>

namespace ag {

/// Returns the greatest march whose programs GPU 0 runs: sm_86 for a GPU of
/// compute capability 8.7. Opens the driver as programs do, libcuda.so.1 or the
/// library that AG_CUDA_DRIVER names, and leaves it open. Returns an error if
/// there is no driver or no GPU, or if the GPU is older than every march.
llvm::Expected<std::string> findHostCudaMarch();

} // namespace ag

#endif // AG_LIB_MACHINE_CUDA_HOSTDEVICE_H
