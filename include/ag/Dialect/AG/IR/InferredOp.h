//===- InferredOp.h - types that follow from operands -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does an op that has no Spec infer its result types, and have them
// verified? It defines
//
//   static LogicalResult inferTypes(Adaptor, const Reporter &,
//                                   SmallVectorImpl<Type> &results);
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_INFERREDOP_H
#define AG_DIALECT_AG_IR_INFERREDOP_H

#include "ag/Interfaces/StructuredOp.h"

namespace ag {

template <typename ConcreteOp>
class InferredOpTrait
    : public mlir::OpTrait::TraitBase<ConcreteOp, InferredOpTrait> {
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

} // namespace ag

#endif // AG_DIALECT_AG_IR_INFERREDOP_H
