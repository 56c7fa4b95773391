//===- KernelWords.h - integers as arguments of kernels ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a kernel take an integer of any width, if PTX has parameters of 8,
// 16, 32 and 64 bits? An i4 is passed as an i8, and an i100 as two i64:
//
//   %low = arith.trunci %x : i100 to i64
//   %high = arith.trunci (%x >> 64) : i100 to i64
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_ALLOCATE_CUDA_KERNELWORDS_H
#define AG_LIB_PHASES_ALLOCATE_CUDA_KERNELWORDS_H

#include "mlir/Dialect/SCF/IR/SCF.h"

namespace ag {

/// Makes the body of `loop` use words of integers from outside that PTX has no
/// parameters for. Constants stay, as kernels have their own.
void useWords(mlir::scf::ForallOp loop);

} // namespace ag

#endif // AG_LIB_PHASES_ALLOCATE_CUDA_KERNELWORDS_H
