//===- Collectives.h - what is the same of all collectives ------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does an op by which ranks turn their blocks into others demand of these,
// how large are its results, and how does it run on ranks that are interpreted?
// All follows from which dimensions it gathers and splits, and from its
// `combine` (ag/Interfaces/CollectiveOp.h).
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_COLLECTIVES_H
#define AG_DIALECT_AG_IR_COLLECTIVES_H

#include "ag/Interfaces/CollectiveOp.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"

namespace ag {

/// Reports [mesh] and [blocks].
mlir::LogicalResult verifyCollective(CollectiveOpInterface op);

mlir::LogicalResult reifyBlocks(CollectiveOpInterface op,
                                mlir::OpBuilder &builder,
                                mlir::ReifiedRankedShapedTypeDims &shapes);

void boundBlock(CollectiveOpInterface op, mlir::Value value, int64_t dim,
                mlir::ValueBoundsConstraintSet &bounds);

llvm::Expected<Tensors>
interpretCollective(CollectiveOpInterface op,
                    llvm::MutableArrayRef<Tensor> operands,
                    InterpreterContext &context);

} // namespace ag

#endif // AG_DIALECT_AG_IR_COLLECTIVES_H
