//===- Batch.h - ops on all elements of a batch -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is each value of a function for all elements of a batch, given the
// arguments for all elements? One walk from the first op to the last emits the
// batched function. Ops on values that are the same for all elements are
// cloned. Other ops are batched by their Spec or rule, or else by a loop over
// the elements. Control flow that differs over the batch becomes masks
// (BatchRegions.h).
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_BATCH_BATCH_H
#define AG_LIB_PHASES_DIFFERENTIATE_BATCH_BATCH_H

#include "Batch/BatchedValues.h"
#include "Batch/MaskedValues.h"
#include "ag/Dialect/AG/Models/Linalg/SpecWriter.h"
#include "ag/Interfaces/BatchableOp.h"

namespace ag {

class BatchedFunctions;

/// The elements of a batch that execute some ops, and whether there are any.
struct Mask {
  /// A tensor<?xi1>.
  mlir::Value elements;
  mlir::Value any;
};

class Batch : public BatchContext {
public:
  /// Ops of a dialect without tensors are rewritten in `vocabulary`.
  Batch(const BatchedValues &values, BatchedFunctions &functions,
        Vocabulary vocabulary, mlir::OpBuilder builder)
      : masked(*this), values(values), functions(functions),
        vocabulary(vocabulary), opBuilder(builder) {}

  mlir::OpBuilder &builder() override { return opBuilder; }
  mlir::OpFoldResult size() override { return batchSize; }
  MaskContext *getMask() override { return mask ? &masked : nullptr; }
  BatchedValue lookup(mlir::Value operand) override;
  void set(mlir::Value result, BatchedValue batched) override;
  llvm::SmallVector<mlir::Value> write(const Spec &spec,
                                       mlir::ValueRange operands,
                                       mlir::Operation *op) override;
  mlir::Value findSize(mlir::Value size, mlir::Operation *op) override;
  llvm::LogicalResult loop(mlir::Operation *op) override;
  void changeEach(
      mlir::Operation *op, mlir::Value operand,
      llvm::function_ref<mlir::Value(const BatchElement &)> change) override;
  llvm::LogicalResult refuse(mlir::Operation *op,
                             const llvm::Twine &reason) override;

  /// Takes the number of elements from `batched`.
  void measure(BatchedValue batched);

  /// Emits the ops of a block before its terminator.
  llvm::LogicalResult run(mlir::Block &block);
  /// Emits the ops between `before`, or the block's beginning if that is null,
  /// and `op`.
  llvm::LogicalResult runBetween(mlir::Operation *before, mlir::Operation *op);

  /// Returns true if `value` was set.
  bool isKnown(mlir::Value value) const { return known.contains(value); }
  bool isInBatch(mlir::Value value) const { return values.isBatched(value); }
  bool differs(mlir::Operation *op) const { return values.differs(op); }

  /// The elements that execute what is emitted; std::nullopt if all do.
  std::optional<Mask> mask;
  MaskedValues masked;
  /// The number of elements of the batch.
  mlir::OpFoldResult batchSize;

  BatchedFunctions &getFunctions() { return functions; }

private:
  llvm::LogicalResult visit(mlir::Operation *op);
  llvm::LogicalResult visitBatched(mlir::Operation *op);
  llvm::LogicalResult share(mlir::Operation *op);

  const BatchedValues &values;
  BatchedFunctions &functions;
  Vocabulary vocabulary;
  mlir::OpBuilder opBuilder;
  llvm::DenseMap<mlir::Value, BatchedValue> known;
};

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_BATCH_BATCH_H
