//===- AccumulateInPlace.cpp - sums onto their initial value --------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "CPU/Contraction/AccumulateInPlace.h"
#include "Common/ContractionPlan.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {

/// Returns true if only `reader` needs the contents of `tensor`, apart from
/// values that are written to it in the end.
static bool isReadBy(Operation *reader, Value tensor) {
  return llvm::all_of(tensor.getUsers(), [&](Operation *user) {
    auto put = dyn_cast<bufferization::MaterializeInDestinationOp>(user);
    return user == reader || isa<tensor::DimOp>(user) ||
           (put && put.getSource() != tensor);
  });
}

bool accumulatesInPlace(linalg::GenericOp op) {
  Value init = op.getDpsInits().front();
  Operation *reader = op;
  for (Operation *view = init.getDefiningOp();
       isa_and_nonnull<tensor::CastOp, tensor::ExpandShapeOp>(view);
       view = init.getDefiningOp()) {
    if (!isReadBy(reader, init))
      return false;
    init = view->getOperand(0);
    reader = view;
  }
  if (!isReadBy(reader, init))
    return false;
  if (auto carried = dyn_cast<BlockArgument>(init))
    return isa<scf::ForOp>(carried.getOwner()->getParentOp());
  auto producer = init.getDefiningOp<linalg::LinalgOp>();
  return init.getDefiningOp<tensor::ExtractSliceOp>() ||
         (producer && isContraction(producer));
}

} // namespace ag
