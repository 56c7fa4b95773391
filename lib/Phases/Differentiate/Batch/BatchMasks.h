//===- BatchMasks.h - what only some elements do ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is written that only some elements of a batch do something? All do it,
// and what the others make of it is dropped. So that their derivatives are 0
// then, and not 0 * inf, what they read is a constant for them:
//
//   %x_here = select(%mask, %x, stop_gradient(%x))
//
// which is %x once nothing is differentiated any more.
//
// `elements` are tensors of rank 1, along the batch; each function writes in
// the vocabulary of `op`, at the batch's builder.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_BATCH_BATCHMASKS_H
#define AG_LIB_PHASES_DIFFERENTIATE_BATCH_BATCHMASKS_H

#include "Batch/Batch.h"

namespace ag {

Mask makeMask(mlir::Value elements, mlir::Operation *op, Batch &batch);

/// Those of `elements`, of i1, that are in the batch's mask.
mlir::Value narrow(mlir::Value elements, mlir::Operation *op, Batch &batch);
/// The others.
mlir::Value invert(mlir::Value elements, mlir::Operation *op, Batch &batch);

/// What `program` computes of one element of each, which may count them.
mlir::Value computeElements(const ScalarProgram &program,
                            mlir::ValueRange elements, mlir::Operation *op,
                            Batch &batch);

/// The same for all elements, put together from `init` on by `combiner`: an
/// i64. What is of rank 0 is the same for all.
mlir::Value reduceElements(const ScalarProgram &program,
                           mlir::ValueRange elements, Primitive combiner,
                           int64_t init, mlir::Operation *op, Batch &batch);

/// Whether it is known that there is an element, and that all do what is
/// written.
bool doAllOfSome(Batch &batch);

/// Whether any element does what is written; null if one is known to.
mlir::Value findAny(Batch &batch, mlir::Location loc);

/// The greatest of `elements`, of i64, in the batch's mask, as an index; 0 if
/// that is less, or there is none.
mlir::Value findMost(mlir::Value elements, mlir::Operation *op, Batch &batch);

/// `a` in the elements of a mask, `b` in the others; both have the batch along
/// dimension 0.
mlir::Value choose(mlir::Value elements, mlir::Value a, mlir::Value b,
                   mlir::Operation *op, Batch &batch);

/// The same, of values that are known to have equal sizes only where some
/// elements in the batch's mask are in `some`, and `anyOther` is not.
mlir::Value chooseWhereBoth(Mask some, mlir::Value anyOther, mlir::Value a,
                            mlir::Value b, mlir::Operation *op, Batch &batch);

/// `value` as what only elements of the batch's mask give something back to.
BatchedValue cut(BatchedValue value, mlir::Operation *op, Batch &batch);

/// Writes by `write` what elements in `inner` do alone; what enters `regions`
/// of it is cut.
llvm::LogicalResult enter(llvm::MutableArrayRef<mlir::Region> regions,
                          Mask inner, mlir::Operation *op, Batch &batch,
                          llvm::function_ref<llvm::LogicalResult()> write);

/// Takes away, in `module`, what only derivatives and batches need to know.
void eraseMarks(mlir::Operation *module);

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_BATCH_BATCHMASKS_H
