//===- SteppedViews.h - views that take steps -------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which dimensions does a view drop, if it also takes steps along others?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_ALLOCATE_BUFFERIZE_STEPPEDVIEWS_H
#define AG_LIB_PHASES_ALLOCATE_BUFFERIZE_STEPPEDVIEWS_H

#include "mlir/IR/BuiltinOps.h"

namespace ag {

/// Splits each view that takes steps and drops dimensions in two: the first
/// takes the steps, the second drops the dimensions. Upstream finds dropped
/// dimensions by the strides that the result shares with the source. Steps
/// change these, and upstream then reads a mask that it did not find.
///
///   memref.subview %x[0, 0, 0] [1, 3, 1] [1, 2, 1]
///       : memref<5x8x1xf32> to memref<3x1xf32, strided<[2, 1]>>
///   -> %0 = memref.subview %x[0, 0, 0] [1, 3, 1] [1, 2, 1]
///          : memref<5x8x1xf32> to memref<1x3x1xf32, strided<[8, 2, 1]>>
///      memref.subview %0[0, 0, 0] [1, 3, 1] [1, 1, 1]
void splitSteppedViews(mlir::ModuleOp module);

} // namespace ag

#endif // AG_LIB_PHASES_ALLOCATE_BUFFERIZE_STEPPEDVIEWS_H
