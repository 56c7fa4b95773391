//===- LinearOffset.h - linear offsets of memref elements -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How many elements after the start of its buffer is an element of a memref?
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_COMMON_LINEAROFFSET_H
#define AG_PHASES_COMMON_LINEAROFFSET_H

#include "mlir/Dialect/MemRef/IR/MemRef.h"

namespace ag {

/// Emits the linear offset, in elements, of the element at `indices`. Returns a
/// value of type index.
mlir::Value findElement(mlir::OpBuilder &builder,
                        mlir::memref::ExtractStridedMetadataOp memory,
                        llvm::ArrayRef<mlir::OpFoldResult> indices);

} // namespace ag

#endif // AG_PHASES_COMMON_LINEAROFFSET_H
