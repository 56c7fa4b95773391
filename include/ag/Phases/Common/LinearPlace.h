//===- LinearPlace.h - where an element of memory lies ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How many elements behind the start of its buffer does one of a memref lie?
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_COMMON_LINEARPLACE_H
#define AG_PHASES_COMMON_LINEARPLACE_H

#include "mlir/Dialect/MemRef/IR/MemRef.h"

namespace ag {

/// The place in elements, as an index, of the element at `indices`.
mlir::Value findElement(mlir::OpBuilder &builder,
                        mlir::memref::ExtractStridedMetadataOp memory,
                        llvm::ArrayRef<mlir::OpFoldResult> indices);

} // namespace ag

#endif // AG_PHASES_COMMON_LINEARPLACE_H
