//===- CopyCarried.h - loops that copy what they hand on --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which of what a loop hands on has to be copied to where the loop carries it?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_ALLOCATE_BUFFERIZE_COPYCARRIED_H
#define AG_LIB_PHASES_ALLOCATE_BUFFERIZE_COPYCARRIED_H

#include "mlir/Dialect/Bufferization/Transforms/OneShotAnalysis.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace ag {

/// Writes all of `source` over all of `destination`, which is as large, by a
/// tensor.insert_slice, for which `replacesAll` holds; `destination` itself if
/// it is empty by its type, where nothing can be inserted.
mlir::Value insertAll(mlir::OpBuilder &builder, mlir::Location loc,
                      mlir::Value source, mlir::Value destination);

/// Whether `op` was made by insertAll.
bool replacesAll(mlir::Operation *op);

/// Puts what an iteration hands on into the argument that it began with, at its
/// end, where `state` has it in another buffer. What may lie in the buffer of
/// one of the arguments, or all if it `isCareful`, is copied first. Whether
/// there was any.
///
///   scf.yield %y
///   -> %c = bufferization.alloc_tensor() copy(%y)
///      %0 = tensor.insert_slice %c into %argument[0] [4] [1]
///      scf.yield %0
bool copyCarried(mlir::ModuleOp module,
                 const mlir::bufferization::OneShotAnalysisState &state,
                 bool isCareful);

} // namespace ag

#endif // AG_LIB_PHASES_ALLOCATE_BUFFERIZE_COPYCARRIED_H
