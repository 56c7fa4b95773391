//===- PartialWrites.h - writes that leave something as it was --*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which writes of a vector need what is in a tensor already, unknown to the
// analysis? That asks whether a write replaces all of the tensor; upstream then
// compares a vector's sizes with the leading ones, and does not look at a mask:
//
//   %0 = vector.transfer_write %v, %t[0, 0] : vector<4xf64>, tensor<1x5xf64>
//
// So the fifth element would be lost where %0 lies elsewhere than %t. It does
// not say that of a tensor whose size is not in its type.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_ALLOCATE_BUFFERIZE_PARTIALWRITES_H
#define AG_LIB_PHASES_ALLOCATE_BUFFERIZE_PARTIALWRITES_H

#include "mlir/IR/BuiltinOps.h"

namespace ag {

/// Hides a size of what is taken for replaced, and is not, from the analysis.
void showPartialWrites(mlir::ModuleOp module);

/// Undoes that in buffers.
void forgetPartialWrites(mlir::ModuleOp module);

} // namespace ag

#endif // AG_LIB_PHASES_ALLOCATE_BUFFERIZE_PARTIALWRITES_H
