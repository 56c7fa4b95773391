//===- Collectives.h - what is the same of all collectives ------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which requirements does a collective have on blocks, which sizes do its
// results have, and how is it interpreted on ranks?
//
// All of this follows from the dimensions that it gathers and splits, and from
// its `combine` (ag/Interfaces/CollectiveOp.h).
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_SHARDING_COLLECTIVES_H
#define AG_DIALECT_AG_IR_SHARDING_COLLECTIVES_H

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

#endif // AG_DIALECT_AG_IR_SHARDING_COLLECTIVES_H
