//===- Bodies.h - what ag.region and ag.fused share -------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is the syntax of an op with a body (BodyOpInterface), and which sizes do
// its results have?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DIALECT_AG_IR_REGIONS_BODIES_H
#define AG_LIB_DIALECT_AG_IR_REGIONS_BODIES_H

#include "ag/Interfaces/BodyOp.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"

namespace ag {

/// (%argument = %input : type, ...) -> (types) attributes? body
///
/// Printing omits the attributes `elided`; both omit an ag.yield without
/// operands.
mlir::ParseResult parseBody(mlir::OpAsmParser &parser,
                            mlir::OperationState &result);
void printBody(BodyOpInterface op, mlir::OpAsmPrinter &printer,
               llvm::ArrayRef<llvm::StringRef> elided = {});

/// An argument of the body equals its input, and a result the yielded value.
/// These functions add the bounds of an index, and of dimension `dim`.
void boundBodyIndex(BodyOpInterface op, mlir::Value value,
                    mlir::ValueBoundsConstraintSet &bounds);
void boundBodySize(BodyOpInterface op, mlir::Value value, int64_t dim,
                   mlir::ValueBoundsConstraintSet &bounds);

/// Computes the sizes of the results from values outside of the body. Fails if
/// bounds do not determine them.
llvm::LogicalResult reifyBodyShapes(BodyOpInterface op,
                                    mlir::OpBuilder &builder,
                                    mlir::ReifiedRankedShapedTypeDims &shapes);

} // namespace ag

#endif // AG_LIB_DIALECT_AG_IR_REGIONS_BODIES_H
