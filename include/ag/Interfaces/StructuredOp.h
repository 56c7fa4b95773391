//===- StructuredOp.h - ops that are stated by a Spec -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does an op of the ag dialect obtain everything that follows from its
// Spec?
//
// It defines one static function,
//
//   static FailureOr<Spec> describe(Adaptor adaptor, const Reporter &report);
//
// and has the StructuredOpTrait. The function is called before the op exists
// (to infer its result types) and after (to verify and to transform it).
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_STRUCTUREDOP_H
#define AG_INTERFACES_STRUCTUREDOP_H

#include "ag/Interfaces/OpPart.h"
#include "ag/Interfaces/Spec/Spec.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"

#include "ag/Interfaces/StructuredOp.h.inc"

namespace ag {

/// Returns true if the element types and shapes may be those of one value:
/// equal element types, compatible shapes.
bool areCompatible(mlir::TypeRange inferred, mlir::TypeRange actual);

/// Reports [types] unless every operand is a ranked tensor with an element type
/// that ag supports, or an index.
mlir::LogicalResult checkOperandTypes(mlir::TypeRange operandTypes,
                                      const Reporter &report);

/// Fails, with an error at `op`, if its operands or results contradict its
/// Spec. Ops of ag verify this; another project's op may state any Spec.
mlir::LogicalResult checkSpec(StructuredOpInterface op);

/// Appends the shape of each result of `op`, as numbers or values.
mlir::LogicalResult
reifyStructuredShapes(StructuredOpInterface op, mlir::OpBuilder &builder,
                      mlir::ReifiedRankedShapedTypeDims &shapes);

/// Implements InferTypeOpInterface for an op that defines
///
///   static LogicalResult inferTypes(Adaptor, const Reporter &,
///                                   SmallVectorImpl<Type> &results);
///
/// which is called once the operands have types that ag supports.
template <typename ConcreteOp> class InfersTypes {
public:
  static mlir::LogicalResult
  inferReturnTypes(mlir::MLIRContext *context,
                   std::optional<mlir::Location> location,
                   mlir::ValueRange operands, mlir::DictionaryAttr attributes,
                   mlir::OpaqueProperties properties, mlir::RegionRange regions,
                   llvm::SmallVectorImpl<mlir::Type> &results) {
    Reporter report(ConcreteOp::getOperationName(), location);
    if (mlir::failed(checkOperandTypes(operands.getTypes(), report)))
      return mlir::failure();
    typename ConcreteOp::Adaptor adaptor(operands, attributes, properties,
                                         regions);
    return ConcreteOp::inferTypes(adaptor, report, results);
  }
};

template <typename ConcreteOp>
class StructuredOpTrait
    : public mlir::OpTrait::TraitBase<ConcreteOp, StructuredOpTrait>,
      public InfersTypes<ConcreteOp> {
public:
  template <typename Adaptor>
  static mlir::LogicalResult
  inferTypes(Adaptor adaptor, const Reporter &report,
             llvm::SmallVectorImpl<mlir::Type> &results) {
    mlir::FailureOr<Spec> spec = ConcreteOp::describe(adaptor, report);
    if (mlir::failed(spec))
      return mlir::failure();
    return inferResultTypes(*spec, adaptor.getOperands().getTypes(), report,
                            results);
  }

  Spec getSpec() {
    auto op = mlir::cast<ConcreteOp>(this->getOperation());
    Reporter report(ConcreteOp::getOperationName(), op.getLoc());
    typename ConcreteOp::Adaptor adaptor(op);
    mlir::FailureOr<Spec> spec = ConcreteOp::describe(adaptor, report);
    assert(mlir::succeeded(spec) && "the op was verified");
    return std::move(*spec);
  }

  /// Ops that create extents, or whose elements depend on their positions,
  /// define their own.
  mlir::Operation *makePart(mlir::OpBuilder &builder, const OpPart &part) {
    return clonePart(builder, this->getOperation(), part);
  }
};

/// An op with a meaning beyond its value, such as ag.stop_gradient. Folding
/// leaves it in place.
template <typename ConcreteOp>
class KeptTrait : public mlir::OpTrait::TraitBase<ConcreteOp, KeptTrait> {};

} // namespace ag

#endif // AG_INTERFACES_STRUCTUREDOP_H
