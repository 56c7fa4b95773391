//===- CudaDevices.h - what the GPUs of a march have ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// For which GPUs can a program of kind cuda be compiled?
//
// The table has a row for each march, sorted by compute capability.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_MACHINE_CUDA_CUDADEVICES_H
#define AG_LIB_MACHINE_CUDA_CUDADEVICES_H

#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <string>

namespace ag {

/// The kind of these targets.
constexpr llvm::StringLiteral cudaKind = "cuda";
/// Later GPUs run code that is compiled for it.
constexpr llvm::StringLiteral defaultCudaMarch = "sm_80";

struct CudaDevice {
  llvm::StringLiteral march;
  /// The compute capability: 80 for sm_80.
  int64_t capability;
  /// The lowest version of PTX that has all of its instructions, 70 for 7.0.
  /// Drivers refuse PTX that is newer than they are.
  int64_t ptxVersion;
};

/// Returns the row of the march, or null.
const CudaDevice *findCudaDevice(llvm::StringRef march);

/// Returns the last row whose programs a GPU of `capability` runs, or null if
/// the GPU is older than all rows.
const CudaDevice *findGreatestCudaDevice(int64_t capability);

/// Returns the names of all marches, for messages: "sm_80, sm_86, ...".
std::string listCudaDevices();

} // namespace ag

#endif // AG_LIB_MACHINE_CUDA_CUDADEVICES_H
