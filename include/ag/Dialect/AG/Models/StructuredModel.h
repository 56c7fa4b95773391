//===- StructuredModel.h - ops of other dialects by Specs -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does an op of another dialect obtain everything that follows from its
// Spec?
//
// It has a model that returns the Spec,
//
//   struct SoftplusModel : ag::StructuredModel<SoftplusModel, SoftplusOp> {
//     ag::Spec getSpec(Operation *op) const;
//   };
//
// which `SoftplusModel::attach(*context)` attaches, together with models for
// the sizes of results, their bounds, and checks of operands' sizes.
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_MODELS_STRUCTUREDMODEL_H
#define AG_DIALECT_AG_MODELS_STRUCTUREDMODEL_H

#include "ag/Dialect/AG/IR/Structured/StructuredChecks.h"
#include "ag/Interfaces/CheckableOp.h"
#include "ag/Interfaces/StructuredOp.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"

namespace ag {

/// Result sizes of `Op`, from its Spec.
template <typename Op>
struct SpecShapes
    : mlir::ReifyRankedShapedTypeOpInterface::ExternalModel<SpecShapes<Op>,
                                                            Op> {
  mlir::LogicalResult
  reifyResultShapes(mlir::Operation *op, mlir::OpBuilder &builder,
                    mlir::ReifiedRankedShapedTypeDims &shapes) const {
    return reifyStructuredShapes(mlir::cast<StructuredOpInterface>(op), builder,
                                 shapes);
  }
};

/// Bounds of the sizes of result 0, from the Spec. Further results have none.
template <typename Op>
struct SpecBounds
    : mlir::ValueBoundsOpInterface::ExternalModel<SpecBounds<Op>, Op> {
  void populateBoundsForShapedValueDim(
      mlir::Operation *op, mlir::Value value, int64_t dim,
      mlir::ValueBoundsConstraintSet &bounds) const {
    if (value == op->getResult(0))
      populateStructuredBounds(mlir::cast<StructuredOpInterface>(op), dim,
                               bounds);
  }
};

/// Checks of operand sizes, from the Spec.
template <typename Op>
struct SpecChecks : CheckableOpInterface::ExternalModel<SpecChecks<Op>, Op> {
  mlir::LogicalResult insertChecks(mlir::Operation *op,
                                   mlir::OpBuilder &builder,
                                   SizeOrigins &origins) const {
    return insertStructuredChecks(mlir::cast<StructuredOpInterface>(op),
                                  builder, origins);
  }
};

/// The base of a model of `Op`. The model must define getSpec, and hasSpec if
/// some ops have no Spec.
template <typename Model, typename Op>
struct StructuredModel : StructuredOpInterface::ExternalModel<Model, Op> {
  /// Attaches all four models. The op must be registered in `context`;
  /// otherwise LLVM reports a fatal error.
  static void attach(mlir::MLIRContext &context) {
    Op::template attachInterface<Model, SpecShapes<Op>, SpecBounds<Op>,
                                 SpecChecks<Op>>(context);
  }

  /// Clones the op with other operands. An op that creates extents, or whose
  /// elements depend on their positions, defines its own.
  mlir::Operation *makePart(mlir::Operation *op, mlir::OpBuilder &builder,
                            const OpPart &part) const {
    return clonePart(builder, op, part);
  }
};

} // namespace ag

#endif // AG_DIALECT_AG_MODELS_STRUCTUREDMODEL_H
