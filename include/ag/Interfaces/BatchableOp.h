//===- BatchableOp.h - how ops are batched ----------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is an op computed for a batch, and what does the batching pass offer it?
//
// A value that differs over the batch becomes one tensor, with the batch along
// one of its dimensions, the axis. A value that does not differ stays as it is:
//
//   %y = ag.concat 0 %x, %c : tensor<4xf32>, tensor<2xf32> -> tensor<6xf32>
//
// with 8 elements of x along dimension 1, and the same c for all, becomes
//
//   %c8 = ag.broadcast %c [0] : tensor<2xf32> -> tensor<2x8xf32>
//   %y8 = ag.concat 0 %x8, %c8 : tensor<4x8xf32>, tensor<2x8xf32>
//                                -> tensor<6x8xf32>
//
// A scalar becomes a tensor of rank 1. An index becomes an i64 in it.
//
// An op with a Spec needs no rule (SpecBatching.h), nor does an op that
// computes with scalars. Any other op implements BatchableOpInterface, or is
// computed for one element after the other in a loop.
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_BATCHABLEOP_H
#define AG_INTERFACES_BATCHABLEOP_H

#include "ag/Interfaces/Spec/Spec.h"
#include "mlir/IR/OpDefinition.h"

namespace ag {

/// The value that represents a value for all elements of a batch.
struct BatchedValue {
  mlir::Value value;
  /// The dimension along which the elements vary; std::nullopt if they are the
  /// same.
  std::optional<int64_t> axis;
};

/// Returns the type of a value of type `type` for a batch of `size` (possibly
/// kDynamic) along `axis`.
mlir::RankedTensorType getBatchedType(mlir::Type type, int64_t size,
                                      int64_t axis);

/// Returns the dimension that `dim` becomes when a batch is inserted along
/// `axis`.
inline int64_t besideAxis(int64_t dim, int64_t axis) {
  return dim + (dim >= axis ? 1 : 0);
}

/// The elements of a batch that execute an op, if some may not. Operands are
/// then cut: they are constants for the other elements, so that no derivative
/// flows to these. An op that reads and changes nothing for them needs no cut.
class MaskContext {
public:
  virtual ~MaskContext();

  /// Returns a tensor of i1, with one entry for each element of the batch.
  virtual mlir::Value elements() = 0;

  /// Returns the batched value of an operand without a cut.
  virtual BatchedValue lookup(mlir::Value operand) = 0;

  /// Sets the batched value of a result, which was computed from operands
  /// without a cut, and cuts it for the ops that read it.
  virtual void set(mlir::Value result, BatchedValue batched,
                   mlir::Operation *op) = 0;

  /// Records that `changed` differs from `original` in no element outside the
  /// mask. What all elements continue with is then `changed`, without a select.
  virtual void addChange(mlir::Value changed, mlir::Value original) = 0;

  /// Emits the checks of `op` for the elements in the mask.
  virtual llvm::LogicalResult check(mlir::Operation *op) = 0;
};

/// One element of a batch whose changed tensor is `all` along `axis`.
struct BatchElement {
  mlir::Value all;
  int64_t axis;
  mlir::Value number;
  /// Returns the element's value of an operand.
  llvm::function_ref<mlir::Value(mlir::Value)> take;
};

class BatchContext {
public:
  virtual ~BatchContext();

  /// Returns the mask of the elements that execute the present op; null if all
  /// do.
  virtual MaskContext *getMask() = 0;

  /// Returns a builder at the op's position.
  virtual mlir::OpBuilder &builder() = 0;

  /// Returns the number of elements in the batch.
  virtual mlir::OpFoldResult size() = 0;

  /// Returns the batched value of an operand.
  virtual BatchedValue lookup(mlir::Value operand) = 0;

  /// Sets the batched value of a result.
  virtual void set(mlir::Value result, BatchedValue batched) = 0;

  /// Writes `spec`, which numbers `operands`, in the dialects of `op`. Returns
  /// the results.
  virtual llvm::SmallVector<mlir::Value>
  write(const Spec &spec, mlir::ValueRange operands, mlir::Operation *op) = 0;

  /// Returns `size`, an operand of `op`, as one value for all elements, or null
  /// if it is not known to be the same for all.
  virtual mlir::Value findSize(mlir::Value size, mlir::Operation *op) = 0;

  /// Computes `op`, which must have no effects, in a loop over the elements.
  virtual llvm::LogicalResult loop(mlir::Operation *op) = 0;

  /// Computes `op`, whose result is `operand` with some elements changed, in a
  /// loop that carries the tensor of all elements of the batch. `change` emits
  /// the change for one element and returns that tensor. Elements outside the
  /// mask stay as they are.
  virtual void
  changeEach(mlir::Operation *op, mlir::Value operand,
             llvm::function_ref<mlir::Value(const BatchElement &)> change) = 0;

  /// Reports that `op` cannot be batched for a `reason`, with notes on the
  /// origin of its differing operands. Returns failure.
  virtual llvm::LogicalResult refuse(mlir::Operation *op,
                                     const llvm::Twine &reason) = 0;

  bool isBatched(mlir::Value operand) {
    return lookup(operand).axis.has_value();
  }
  bool isAnyBatched(mlir::ValueRange operands) {
    return llvm::any_of(operands,
                        [&](mlir::Value each) { return isBatched(each); });
  }

  /// Returns the batched value of an operand that is read only for elements in
  /// the mask.
  BatchedValue lookupUncut(mlir::Value operand) {
    return getMask() ? getMask()->lookup(operand) : lookup(operand);
  }

  /// Returns the axis of the first operand that has one; 0 if none has.
  int64_t findAxis(mlir::ValueRange operands);

  /// Returns an operand with the batch along `axis`. If it is the same for all
  /// elements, it is broadcast.
  mlir::Value get(mlir::Value operand, int64_t axis, mlir::Operation *op);

  /// Returns `batched` with its batch along `axis`.
  mlir::Value arrange(BatchedValue batched, int64_t axis, mlir::Operation *op);

  /// Inserts the batch's size into `shape`, the sizes of one element.
  llvm::SmallVector<mlir::OpFoldResult>
  insertSize(llvm::ArrayRef<mlir::OpFoldResult> shape, int64_t axis);
};

/// Implements BatchableOpInterface::batch() for an op that applies `program` to
/// its operands: scalars, or tensors of one shape and scalars.
llvm::LogicalResult batchElementwise(const ScalarProgram &program,
                                     mlir::Operation *op,
                                     BatchContext &context);

} // namespace ag

#include "ag/Interfaces/BatchableOp.h.inc"

#endif // AG_INTERFACES_BATCHABLEOP_H
