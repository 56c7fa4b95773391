//===- DeviceFunctions.h - functions of libclc ------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where do the bodies of functions come from that kernels call? The build takes
// the functions in DeviceFunctions.def out of libclc and embeds them here, so
// that the kernels of a program are complete.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_LOWER_CUDA_DEVICEFUNCTIONS_H
#define AG_LIB_PHASES_LOWER_CUDA_DEVICEFUNCTIONS_H

#include "mlir/Dialect/GPU/IR/GPUDialect.h"

namespace ag {

/// Defines the functions in `kernels` that its ops call and it lacks, and the
/// symbols that these use. They are internal and are always inlined. Symbols
/// that libclc lacks, too, stay undefined.
void defineDeviceFunctions(mlir::gpu::GPUModuleOp kernels);

} // namespace ag

#endif // AG_LIB_PHASES_LOWER_CUDA_DEVICEFUNCTIONS_H
