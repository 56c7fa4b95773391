//===- LoopLookups.cpp - elements read at computed positions --------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Regions/LoopLookups.h"
#include "ag/Interfaces/StructuredOp.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;

namespace ag {
namespace {
/// Returns the results of `map` at the loops' `indices`.
SmallVector<Value> findPlace(AffineMap map, ValueRange indices,
                             OpBuilder &builder, Location loc) {
  SmallVector<OpFoldResult> operands = getAsOpFoldResult(indices);
  SmallVector<Value> place;
  for (AffineExpr expr : map.getResults())
    place.push_back(getValueOrCreateConstantIndexOp(
        builder, loc,
        affine::makeComposedFoldedAffineApply(builder, loc, expr, operands)));
  return place;
}

/// Clones a body whose arguments are in `mapping`, and returns the yielded
/// values.
SmallVector<Value> copyBody(Block &body, ValueRange indices, IRMapping &mapping,
                            OpBuilder &builder) {
  for (Operation &op : body.without_terminator())
    if (auto index = dyn_cast<linalg::IndexOp>(op))
      mapping.map(index.getResult(), indices[index.getDim()]);
    else
      builder.clone(op, mapping);
  return llvm::map_to_vector(
      body.getTerminator()->getOperands(),
      [&](Value value) { return mapping.lookupOrDefault(value); });
}

using Iteration = llvm::function_ref<scf::ValueVector(OpBuilder &, Location,
                                                      ValueRange, ValueRange)>;

/// Replaces `op` by a nest of loops with the trip counts `sizes`.
void loop(Operation *op, ArrayRef<OpFoldResult> sizes, ValueRange starts,
          Iteration iteration) {
  OpBuilder builder(op);
  Location loc = op->getLoc();
  SmallVector<Value> upper, lower, steps;
  for (OpFoldResult size : sizes) {
    lower.push_back(arith::ConstantIndexOp::create(builder, loc, 0));
    upper.push_back(getValueOrCreateConstantIndexOp(builder, loc, size));
    steps.push_back(arith::ConstantIndexOp::create(builder, loc, 1));
  }
  op->replaceAllUsesWith(
      scf::buildLoopNest(builder, loc, lower, upper, steps, starts, iteration)
          .results);
  op->erase();
}

void loopGeneric(linalg::GenericOp op) {
  OpBuilder builder(op);
  SmallVector<OpFoldResult> sizes =
      llvm::map_to_vector(cast<linalg::LinalgOp>(op.getOperation())
                              .createLoopRanges(builder, op.getLoc()),
                          [](Range range) { return range.size; });
  auto iteration = [&](OpBuilder &nested, Location loc, ValueRange indices,
                       ValueRange carried) -> scf::ValueVector {
    auto placeOf = [&](OpOperand &operand) {
      return findPlace(op.getMatchingIndexingMap(&operand), indices, nested,
                       loc);
    };
    SmallVector<Value> whole(op.getDpsInputs());
    llvm::append_range(whole, carried);
    IRMapping mapping;
    for (auto [operand, tensor] : llvm::zip_equal(op->getOpOperands(), whole)) {
      BlockArgument element = op.getMatchingBlockArgument(&operand);
      bool isNumber = !isa<RankedTensorType>(tensor.getType());
      if (isNumber)
        mapping.map(element, tensor);
      else if (!element.use_empty())
        mapping.map(element, tensor::ExtractOp::create(nested, loc, tensor,
                                                       placeOf(operand)));
    }
    SmallVector<Value> values =
        copyBody(*op.getBody(), indices, mapping, nested);
    for (auto [value, init, tensor] :
         llvm::zip_equal(values, op.getDpsInitsMutable(), carried))
      value =
          tensor::InsertOp::create(nested, loc, value, tensor, placeOf(init));
    return llvm::to_vector<4>(values);
  };
  loop(op, sizes, op.getDpsInits(), iteration);
}

void loopGenerate(tensor::GenerateOp op) {
  OpBuilder builder(op);
  RankedTensorType type = op.getType();
  SmallVector<OpFoldResult> sizes =
      getMixedValues(type.getShape(), op.getDynamicExtents(), builder);
  Value empty = tensor::EmptyOp::create(builder, op.getLoc(), sizes,
                                        type.getElementType());
  auto iteration = [&](OpBuilder &nested, Location loc, ValueRange indices,
                       ValueRange carried) -> scf::ValueVector {
    IRMapping mapping;
    mapping.map(op.getBody().front().getArguments(), indices);
    Value value =
        copyBody(op.getBody().front(), indices, mapping, nested).front();
    return {
        tensor::InsertOp::create(nested, loc, value, carried.front(), indices)};
  };
  loop(op, sizes, empty, iteration);
}
} // namespace

bool loopLookups(func::FuncOp function, const Activity &activity) {
  SmallVector<linalg::GenericOp> generics;
  SmallVector<tensor::GenerateOp> generates;
  function.walk([&](Operation *op) {
    if (!activity.isActive(op) || isa<StructuredOpInterface>(op))
      return;
    if (auto generic = dyn_cast<linalg::GenericOp>(op);
        generic && generic.hasPureTensorSemantics())
      generics.push_back(generic);
    else if (auto generate = dyn_cast<tensor::GenerateOp>(op))
      generates.push_back(generate);
  });
  llvm::for_each(generics, loopGeneric);
  llvm::for_each(generates, loopGenerate);
  return !generics.empty() || !generates.empty();
}

} // namespace ag
