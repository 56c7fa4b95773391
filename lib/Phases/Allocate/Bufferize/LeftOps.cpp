//===- LeftOps.cpp - ops that earlier passes should have restated ---------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "LeftOps.h"
#include "ag/Dialect/AG/IR/Core/AGDialect.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Interfaces/CollectiveOp.h"
#include "ag/Interfaces/RequestTrait.h"
#include "ag/Interfaces/StructuredOp.h"
#include "mlir/Dialect/Bufferization/IR/BufferizableOpInterface.h"

using namespace mlir;

namespace ag {

/// Returns advice about `op`: the passes that remove it, if there are any.
static StringRef advise(Operation *op) {
  if (isa<CollectiveOpInterface>(op))
    return "the program of one rank is interpreted only";
  // The op is a group, as other ops of ag have no regions.
  if (op->getNumRegions() > 0)
    return "run ag-tile-groups, or ag-open-groups, before ag-bufferize";
  if (op->hasTrait<RequestTrait>())
    return "run ag-differentiate and ag-batch before ag-bufferize";
  if (isa<ParameterOp>(op))
    return "run ag-lift-parameters before ag-bufferize";
  return "run ag-to-linalg before ag-bufferize";
}

LogicalResult checkLeftOps(ModuleOp module) {
  auto check = [](Operation *op) {
    bool isOurs = isa_and_nonnull<AGDialect>(op->getDialect()) ||
                  isa<StructuredOpInterface>(op);
    // The model of groups answers questions about aliases only.
    bool isBufferizable =
        isa<bufferization::BufferizableOpInterface>(op) && !isa<FusedOp>(op);
    if (!isOurs || isBufferizable ||
        llvm::none_of(op->getResultTypes(), llvm::IsaPred<TensorType>))
      return WalkResult::advance();
    emitError(op->getLoc())
        << "'" << op->getName() << "' cannot be bufferized; " << advise(op);
    return WalkResult::interrupt();
  };
  return failure(module.walk<WalkOrder::PreOrder>(check).wasInterrupted());
}

} // namespace ag
