//===- Bodies.h - what ag.region and ag.fused share -------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is an op with a body (BodyOpInterface) written, and which sizes have its
// results?
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_BODIES_H
#define AG_DIALECT_AG_IR_BODIES_H

#include "ag/Interfaces/BodyOp.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"

namespace ag {

/// (%argument = %input : type, ...) -> (types) attributes? body
///
/// What is printed leaves out the attributes `elided`; both leave out an
/// ag.yield of nothing.
mlir::ParseResult parseBody(mlir::OpAsmParser &parser,
                            mlir::OperationState &result);
void printBody(BodyOpInterface op, mlir::OpAsmPrinter &printer,
               llvm::ArrayRef<llvm::StringRef> elided = {});

/// An argument of the body is as its input, a result as what is yielded: of an
/// index, and of dimension `dim`.
void boundBodyIndex(BodyOpInterface op, mlir::Value value,
                    mlir::ValueBoundsConstraintSet &bounds);
void boundBodySize(BodyOpInterface op, mlir::Value value, int64_t dim,
                   mlir::ValueBoundsConstraintSet &bounds);

/// The sizes of the results in terms of what is outside of the body; fails
/// where bounds don't tell.
llvm::LogicalResult reifyBodyShapes(BodyOpInterface op,
                                    mlir::OpBuilder &builder,
                                    mlir::ReifiedRankedShapedTypeDims &shapes);

} // namespace ag

#endif // AG_DIALECT_AG_IR_BODIES_H
