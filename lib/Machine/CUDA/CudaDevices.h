//===- CudaDevices.h - what the GPUs of a march have ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which GPUs can a program of kind cuda be compiled for, and what has one of
// their multiprocessors? A row for each march, by its compute capability.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_MACHINE_CUDA_CUDADEVICES_H
#define AG_LIB_MACHINE_CUDA_CUDADEVICES_H

#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <string>

namespace ag {

/// The kind of target that these are.
constexpr llvm::StringLiteral cudaKind = "cuda";
/// Later GPUs run what is compiled for it.
constexpr llvm::StringLiteral defaultCudaMarch = "sm_80";

struct CudaDevice {
  llvm::StringLiteral march;
  /// 80 of sm_80.
  int64_t capability;
  /// The lowest version of PTX that has all of its instructions, 70 of 7.0:
  /// drivers refuse PTX that is newer than they are.
  int64_t ptxVersion;
};

/// The row of the march, or null.
const CudaDevice *findCudaDevice(llvm::StringRef march);

/// Returns the last row whose programs a GPU of `capability` runs, or null if
/// it is older than all.
const CudaDevice *findGreatestCudaDevice(int64_t capability);

/// The names of all, for messages: "sm_80, sm_86, ...".
std::string listCudaDevices();

} // namespace ag

#endif // AG_LIB_MACHINE_CUDA_CUDADEVICES_H
