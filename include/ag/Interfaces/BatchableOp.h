//===- BatchableOp.h - how ops are batched ----------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What may an op ask of whoever batches it, and how does it answer? A value
// that differs over a batch is one tensor with the batch along some dimension,
// its axis; one that doesn't is itself:
//
//   %y = ag.concat 0 %x, %c : tensor<4xf32>, tensor<2xf32> -> tensor<6xf32>
//
// with 8 elements of x along dimension 1, and c the same for all, is
//
//   %c8 = ag.broadcast %c [0] : tensor<2xf32> -> tensor<2x8xf32>
//   %y8 = ag.concat 0 %x8, %c8 : tensor<4x8xf32>, tensor<2x8xf32>
//                                -> tensor<6x8xf32>
//
// A scalar becomes a tensor of rank 1, an index one of i64.
//
// An op with a Spec needs no rule (SpecBatching.h), nor does one that computes
// with scalars. Another one implements BatchableOpInterface, or is done for one
// element after the other.
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_BATCHABLEOP_H
#define AG_INTERFACES_BATCHABLEOP_H

#include "ag/Interfaces/Spec.h"
#include "mlir/IR/OpDefinition.h"

namespace ag {

/// What a value is for all elements of a batch.
struct BatchedValue {
  mlir::Value value;
  /// The dimension along which the elements lie; none if they are the same.
  std::optional<int64_t> axis;
};

/// The type of a value of `type` for a batch of `size` (maybe kDynamic) along
/// `axis`.
mlir::RankedTensorType getBatchedType(mlir::Type type, int64_t size,
                                      int64_t axis);

/// `dim` of a value as a dimension of what it is with a batch along `axis`.
inline int64_t besideAxis(int64_t dim, int64_t axis) {
  return dim + (dim >= axis ? 1 : 0);
}

class BatchContext {
public:
  virtual ~BatchContext();

  /// Stands where the op belongs.
  virtual mlir::OpBuilder &builder() = 0;

  /// How many elements the batch has.
  virtual mlir::OpFoldResult size() = 0;

  /// What an operand is for the batch.
  virtual BatchedValue lookup(mlir::Value operand) = 0;

  /// Says what a result is.
  virtual void set(mlir::Value result, BatchedValue batched) = 0;

  /// What `spec` states of `operands`, which it numbers, in the vocabulary of
  /// `op`.
  virtual llvm::SmallVector<mlir::Value>
  write(const Spec &spec, mlir::ValueRange operands, mlir::Operation *op) = 0;

  /// What `size`, an operand of `op`, is for all elements; null if it can't be
  /// told to be the same for all.
  virtual mlir::Value findSize(mlir::Value size, mlir::Operation *op) = 0;

  /// Does `op`, which has no effects, for one element after the other.
  virtual llvm::LogicalResult loop(mlir::Operation *op) = 0;

  /// Reports that `op` can't be batched, for a `reason`, with notes on how it
  /// comes to differ.
  virtual llvm::LogicalResult refuse(mlir::Operation *op,
                                     const llvm::Twine &reason) = 0;

  bool isBatched(mlir::Value operand) {
    return lookup(operand).axis.has_value();
  }
  bool isAnyBatched(mlir::ValueRange operands) {
    return llvm::any_of(operands,
                        [&](mlir::Value each) { return isBatched(each); });
  }

  /// The axis of the first operand that has one; 0 if none has.
  int64_t findAxis(mlir::ValueRange operands);

  /// An operand with the batch along `axis`, repeated if it is the same for all
  /// elements.
  mlir::Value get(mlir::Value operand, int64_t axis, mlir::Operation *op);

  /// `batched` with its batch along `axis`.
  mlir::Value arrange(BatchedValue batched, int64_t axis, mlir::Operation *op);

  /// `shape`, of sizes of one element, with the batch's in it.
  llvm::SmallVector<mlir::OpFoldResult>
  insertSize(llvm::ArrayRef<mlir::OpFoldResult> shape, int64_t axis);
};

/// As BatchableOpInterface's method, for an op whose meaning is `program` on
/// its operands: scalars, or tensors of one shape and scalars.
llvm::LogicalResult batchElementwise(const ScalarProgram &program,
                                     mlir::Operation *op,
                                     BatchContext &context);

} // namespace ag

#include "ag/Interfaces/BatchableOp.h.inc"

#endif // AG_INTERFACES_BATCHABLEOP_H
