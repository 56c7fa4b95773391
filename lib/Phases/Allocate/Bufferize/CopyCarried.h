//===- CopyCarried.h - loops that copy what they yield ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which yielded values does a loop have to copy into the buffers that it
// carries?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_ALLOCATE_BUFFERIZE_COPYCARRIED_H
#define AG_LIB_PHASES_ALLOCATE_BUFFERIZE_COPYCARRIED_H

#include "mlir/Dialect/Bufferization/Transforms/OneShotAnalysis.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace ag {

/// Overwrites all of `destination` by `source`, which has the same sizes, with
/// a tensor.insert_slice for which `replacesAll` holds. Returns `destination`
/// itself if its type has no elements, because nothing can be inserted there.
mlir::Value insertAll(mlir::OpBuilder &builder, mlir::Location loc,
                      mlir::Value source, mlir::Value destination);

/// Returns true if insertAll created `op`.
bool replacesAll(mlir::Operation *op);

/// Inserts a yielded value into its iter_arg, at the end of the iteration, if
/// `state` has it in another buffer. Values that may be in the buffer of an
/// iter_arg are copied first; if `isCareful`, all values are. Returns true if
/// there was such a value; if `isCareful`, one that had not been copied before.
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
