//===- LeftOps.cpp - ops that earlier passes should have restated ---------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "LeftOps.h"
#include "ag/Dialect/AG/IR/AGDialect.h"
#include "ag/Dialect/AG/IR/RegionOps.h"
#include "ag/Interfaces/StructuredOp.h"
#include "mlir/Dialect/Bufferization/IR/BufferizableOpInterface.h"

using namespace mlir;

namespace ag {

/// Returns the passes that leave nothing of `op`.
static StringRef findPasses(Operation *op) {
  if (isa<FusedOp>(op))
    return "ag-tile-groups, or ag-open-groups,";
  return "ag-lift-parameters and ag-to-linalg";
}

LogicalResult checkLeftOps(ModuleOp module) {
  auto check = [](Operation *op) {
    bool isOurs = isa_and_nonnull<AGDialect>(op->getDialect()) ||
                  isa<StructuredOpInterface>(op);
    if (!isOurs || isa<bufferization::BufferizableOpInterface>(op) ||
        llvm::none_of(op->getResultTypes(), llvm::IsaPred<TensorType>))
      return WalkResult::advance();
    emitError(op->getLoc())
        << "'" << op->getName() << "' cannot be bufferized; run "
        << findPasses(op) << " before ag-bufferize";
    return WalkResult::interrupt();
  };
  return failure(module.walk<WalkOrder::PreOrder>(check).wasInterrupted());
}

} // namespace ag
