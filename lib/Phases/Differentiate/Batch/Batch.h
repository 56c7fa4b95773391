//===- Batch.h - ops on all elements of a batch -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is each value for all elements of a batch, given what the arguments are?
// One walk from the first op to the last, which writes what a function does
// into another. What is the same for all elements is done once; what is not, as
// the op's Spec or rule says, or else in a loop over the elements. Control flow
// that differs becomes masks (BatchRegions.h).
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_BATCH_BATCH_H
#define AG_LIB_PHASES_DIFFERENTIATE_BATCH_BATCH_H

#include "Batch/BatchedValues.h"
#include "ag/Dialect/AG/Models/Linalg/SpecWriter.h"
#include "ag/Interfaces/BatchableOp.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"

namespace ag {

class BatchedFunctions;

/// Which elements of a batch do something, and whether any does.
struct Mask {
  /// A tensor<?xi1>.
  mlir::Value elements;
  mlir::Value any;
};

class Batch : public BatchContext {
public:
  /// `vocabulary` is what ops are written in that are of no dialect of tensors.
  Batch(const BatchedValues &values, BatchedFunctions &functions,
        Vocabulary vocabulary, mlir::OpBuilder builder)
      : values(values), functions(functions), vocabulary(vocabulary),
        opBuilder(builder) {}

  mlir::OpBuilder &builder() override { return opBuilder; }
  mlir::OpFoldResult size() override { return batchSize; }
  BatchedValue lookup(mlir::Value operand) override;
  void set(mlir::Value result, BatchedValue batched) override;
  llvm::SmallVector<mlir::Value> write(const Spec &spec,
                                       mlir::ValueRange operands,
                                       mlir::Operation *op) override;
  mlir::Value findSize(mlir::Value size, mlir::Operation *op) override;
  llvm::LogicalResult loop(mlir::Operation *op) override;
  llvm::LogicalResult refuse(mlir::Operation *op,
                             const llvm::Twine &reason) override;

  /// Takes the number of elements from `batched`.
  void measure(BatchedValue batched);

  /// Writes the ops of a block in front of its terminator.
  llvm::LogicalResult run(mlir::Block &block);
  /// Writes what was put between `before`, the block's beginning if that is
  /// null, and `op`.
  llvm::LogicalResult runBetween(mlir::Operation *before, mlir::Operation *op);

  /// An operand as what control flow hands on to `target`: with the batch along
  /// dimension 0, if that differs, and of its type.
  mlir::Value handOn(mlir::Value operand, mlir::Value target,
                     mlir::Operation *op);
  mlir::Type getHandedOnType(mlir::Value target);
  /// The inverse, of a result or argument of that type.
  void take(mlir::Value target, mlir::Value value);

  bool isInBatch(mlir::Value value) const { return values.isBatched(value); }
  bool differs(mlir::Operation *op) const { return values.differs(op); }

  /// Who does what is written; none if all do.
  std::optional<Mask> mask;
  /// How many elements there are.
  mlir::OpFoldResult batchSize;

  BatchedFunctions &getFunctions() { return functions; }

  /// How long the results of `op` are, by what it says of its operands; reports
  /// if that differs over the batch.
  llvm::FailureOr<llvm::SmallVector<mlir::OpFoldResult>>
  findSizes(mlir::OpResult result);

private:
  mlir::Value bound(mlir::presburger::BoundType type,
                    const mlir::ValueBoundsConstraintSet::Variable &size,
                    mlir::Operation *op);
  llvm::FailureOr<llvm::SmallVector<mlir::OpFoldResult>>
  boundSizes(mlir::OpResult result);
  llvm::LogicalResult visit(mlir::Operation *op);
  llvm::LogicalResult visitBatched(mlir::Operation *op);
  llvm::LogicalResult share(mlir::Operation *op);
  llvm::LogicalResult visitSize(mlir::Operation *op);
  llvm::LogicalResult visitStack(mlir::tensor::EmptyOp op);

  const BatchedValues &values;
  BatchedFunctions &functions;
  Vocabulary vocabulary;
  mlir::OpBuilder opBuilder;
  llvm::DenseMap<mlir::Value, BatchedValue> known;
};

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_BATCH_BATCH_H
