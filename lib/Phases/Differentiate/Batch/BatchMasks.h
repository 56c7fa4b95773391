//===- BatchMasks.h - ops that only some elements execute -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do only some elements of a batch execute an op? All elements execute it,
// and the results of those outside the mask are dropped. Operands are made
// constant for these elements, so that their derivatives are 0 and not 0 * inf:
//
//   %x_here = select(%mask, %x, stop_gradient(%x))
//
// eraseMarks replaces this select by %x once no derivatives are left to take.
//
// `elements` are tensors of rank 1, with one entry for each element of the
// batch. Each function emits ops in the vocabulary of `op` with the batch's
// builder.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_BATCH_BATCHMASKS_H
#define AG_LIB_PHASES_DIFFERENTIATE_BATCH_BATCHMASKS_H

#include "Batch/Batch.h"

namespace ag {

Mask makeMask(mlir::Value elements, mlir::Operation *op, Batch &batch);

/// Returns `elements`, of type i1, restricted to the batch's mask.
mlir::Value narrow(mlir::Value elements, mlir::Operation *op, Batch &batch);
/// Returns the elements that are not in `elements`.
mlir::Value invert(mlir::Value elements, mlir::Operation *op, Batch &batch);

/// Returns the results of `program` on each element of `elements`. Its index 0
/// is the element's number.
mlir::Value computeElements(const ScalarProgram &program,
                            mlir::ValueRange elements, mlir::Operation *op,
                            Batch &batch);

/// Returns the results of `program` on all elements, reduced from `init` by
/// `combiner`: an i64 tensor of rank 0. Operands of rank 0 are the same for all
/// elements.
mlir::Value reduceElements(const ScalarProgram &program,
                           mlir::ValueRange elements, Primitive combiner,
                           int64_t init, mlir::Operation *op, Batch &batch);

/// Returns true if the batch is known to have an element, and all elements
/// execute what is emitted.
bool doAllOfSome(Batch &batch);

/// Returns an i1 that says whether any element executes what is emitted; null
/// if one is known to.
mlir::Value findAny(Batch &batch, mlir::Location loc);

/// Returns the maximum of `elements`, of type i64, over the batch's mask, as an
/// index. Returns 0 if the maximum is negative or no element is in the mask.
mlir::Value findMost(mlir::Value elements, mlir::Operation *op, Batch &batch);

/// Returns `a` for the elements in `elements` and `b` for the others. Both have
/// the batch along dimension 0.
mlir::Value choose(mlir::Value elements, mlir::Value a, mlir::Value b,
                   mlir::Operation *op, Batch &batch);

/// Like choose(some.elements, a, b, ...), but `a` and `b` may have different
/// sizes if only one of them is chosen. `anyOther` says whether any element
/// takes `b`.
mlir::Value chooseWhereBoth(Mask some, mlir::Value anyOther, mlir::Value a,
                            mlir::Value b, mlir::Operation *op, Batch &batch);

/// Returns `value` with derivatives only for the elements in the batch's mask.
BatchedValue cut(BatchedValue value, mlir::Operation *op, Batch &batch);

/// Calls `write` with `inner` as the batch's mask. Meanwhile, values from
/// outside that `regions` use (findCut) are cut to the mask.
llvm::LogicalResult enter(llvm::MutableArrayRef<mlir::Region> regions,
                          Mask inner, mlir::Operation *op, Batch &batch,
                          llvm::function_ref<llvm::LogicalResult()> write);

/// Erases the attributes and cuts that only derivatives and batches need.
void eraseMarks(mlir::Operation *module);

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_BATCH_BATCHMASKS_H
