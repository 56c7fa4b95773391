//===- TileResults.cpp - results that tiles write -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "CPU/Contraction/TileResults.h"
#include "CPU/Kernels.h"
#include "CPU/Rows/VectorBody.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {

TileResults::TileResults(linalg::GenericOp op, OpOperand *use)
    : op(op), use(use), writesSums(!use || !op.getResult(0).hasOneUse()) {
  if (writesSums)
    written.push_back(op.getDpsInitOperand(0));
  if (!use)
    return;
  epilogue = cast<linalg::GenericOp>(use->getOwner());
  for (OpOperand &init : epilogue.getDpsInitsMutable())
    written.push_back(&init);
}

/// Elements may be written twice, so their initial values are read from another
/// tensor.
SmallVector<Value> TileResults::makeDestinations(OpBuilder &builder,
                                                 bool isInPlace) {
  Location loc = op.getLoc();
  SmallVector<Value> destinations;
  for (OpOperand *init : written)
    destinations.push_back(
        isInPlace ? init->get()
                  : tensor::EmptyOp::create(builder, loc,
                                            getSizes(builder, loc, init->get()),
                                            getElementTypeOrSelf(init->get()))
                        .getResult());
  return destinations;
}

void TileResults::replaceOps(RewriterBase &rewriter, ArrayRef<Value> tensors) {
  if (epilogue)
    rewriter.replaceOp(epilogue, tensors.drop_front(writesSums));
  if (writesSums)
    rewriter.replaceOp(op, tensors.front());
  else
    rewriter.eraseOp(op);
}

std::optional<unsigned> TileResults::findHolder() {
  bool isLong =
      epilogue &&
      llvm::any_of(epilogue.getBody()->without_terminator(),
                   [](Operation &nested) {
                     return isa<math::MathDialect>(nested.getDialect());
                   });
  if (isLong)
    for (auto [number, init] : llvm::enumerate(written))
      if (init->get().getType() == op.getResult(0).getType())
        return number;
  return std::nullopt;
}

/// Returns the position in terms of the epilogue's loops.
SmallVector<Value> TileResults::getEpilogueIndices(OpBuilder &builder,
                                                   ArrayRef<Value> indices) {
  AffineMap ours = op.getMatchingIndexingMap(op.getDpsInitOperand(0));
  AffineMap theirs = epilogue.getMatchingIndexingMap(use);
  SmallVector<Value> places(epilogue.getNumLoops());
  for (auto [place, expr] :
       llvm::zip_equal(theirs.getResults(), ours.getResults())) {
    auto loop = dyn_cast<AffineDimExpr>(expr);
    places[cast<AffineDimExpr>(place).getPosition()] =
        loop ? indices[loop.getPosition()]
             : arith::ConstantIndexOp::create(builder, op.getLoc(), 0)
                   .getResult();
  }
  return places;
}

/// Returns the values that are written for a sum, in the order of `written`.
SmallVector<Value> TileResults::apply(OpBuilder &builder, Value sum,
                                      ArrayRef<Value> indices,
                                      const Lanes &lanes) {
  SmallVector<Value> values;
  if (writesSums)
    values.push_back(sum);
  if (!epilogue)
    return values;
  Location loc = op.getLoc();
  SmallVector<Value> places = getEpilogueIndices(builder, indices);
  Lanes theirs{*getLastLoop(epilogue.getMatchingIndexingMap(use)), lanes.width};
  SmallVector<Value> arguments;
  for (OpOperand *input : epilogue.getDpsInputOperands())
    arguments.push_back(input == use
                            ? sum
                            : readLanes(builder, loc, input->get(),
                                        epilogue.getMatchingIndexingMap(input),
                                        places, theirs));
  arguments.resize(epilogue->getNumOperands());
  llvm::append_range(values, emitVectorBody(builder, loc, epilogue, arguments,
                                            places, theirs));
  return values;
}

TileResults::Place TileResults::getPlace(OpBuilder &builder, unsigned number,
                                         ArrayRef<Value> indices,
                                         const Lanes &lanes) {
  OpOperand *init = written[number];
  if (init->getOwner() == op)
    return {op.getMatchingIndexingMap(init), SmallVector<Value>(indices),
            lanes};
  AffineMap map = epilogue.getMatchingIndexingMap(init);
  return {map, getEpilogueIndices(builder, indices),
          Lanes{*getLastLoop(map), lanes.width}};
}

Value TileResults::write(OpBuilder &builder, unsigned number, Value value,
                         Value tensor, ArrayRef<Value> indices,
                         const Lanes &lanes) {
  Place place = getPlace(builder, number, indices, lanes);
  return writeLanes(builder, op.getLoc(), value, tensor, place.map,
                    place.indices, place.lanes);
}

Value TileResults::readBack(OpBuilder &builder, unsigned holder, Value tensor,
                            ArrayRef<Value> indices, const Lanes &lanes) {
  Place place = getPlace(builder, holder, indices, lanes);
  return readLanes(builder, op.getLoc(), tensor, place.map, place.indices,
                   place.lanes);
}

void TileResults::applyAndWrite(OpBuilder &builder, Value sum,
                                MutableArrayRef<Value> tensors,
                                ArrayRef<Value> indices, const Lanes &lanes,
                                std::optional<unsigned> holder) {
  for (auto [number, value] :
       llvm::enumerate(apply(builder, sum, indices, lanes)))
    if (number != holder || value != sum)
      tensors[number] =
          write(builder, number, value, tensors[number], indices, lanes);
}

} // namespace ag
