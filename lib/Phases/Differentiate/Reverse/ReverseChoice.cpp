//===- ReverseChoice.cpp - choices of regions in reverse ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Reverse/ReverseChoice.h"
#include "DerivativeWriter.h"
#include "ag/Interfaces/Flow/RegionFlow.h"
#include "mlir/Dialect/Utils/StructuredOpsUtils.h"

using namespace mlir;

namespace ag {
namespace {
class ChoicePullback {
public:
  ChoicePullback(Operation *op, Reverse &reverse)
      : op(op), reverse(reverse), captures(reverse.findCaptures(op)) {}

  LogicalResult run() {
    for (Region &region : op->getRegions())
      if (!region.hasOneBlock())
        return reverse.refuse(op, "a region of it has no single block");
    for (Value result : op->getResults())
      seeds.push_back(reverse.getSum(result, op));
    for (Value capture : captures)
      starts.push_back(reverse.take(capture, op));
    OpBuilder &builder = reverse.builder();
    Operation *regions =
        cloneWithoutRegions(builder, op, {}, op->getOperands());
    for (auto [from, to] :
         llvm::zip_equal(op->getRegions(), regions->getRegions()))
      if (failed(reverseRegion(from, to)))
        return failure();
    finish(regions);
    return success();
  }

private:
  LogicalResult reverseRegion(Region &from, Region &to) {
    OpBuilder &builder = reverse.builder();
    OpBuilder::InsertionGuard guard(builder);
    builder.createBlock(&to);
    Block &block = from.front();
    auto cotangents = reverse.run(block, block.getTerminator()->getOperands(),
                                  seeds, captures, starts, captures);
    if (failed(cotangents))
      return failure();
    ofRegions.push_back(std::move(*cotangents));
    return success();
  }

  /// Makes each region yield cotangents of all captures that one of the regions
  /// adds to.
  void finish(Operation *regions) {
    SmallVector<unsigned> yielded;
    SmallVector<Type> types;
    for (unsigned number = 0; number < captures.size(); ++number) {
      Value start = starts[number];
      auto *region = llvm::find_if(ofRegions, [&](ArrayRef<Value> cotangents) {
        return cotangents[number] != start;
      });
      if (region != ofRegions.end()) {
        yielded.push_back(number);
        types.push_back((*region)[number].getType());
      } else if (start) {
        reverse.add(captures[number], {start});
      }
    }
    Operation *reversed =
        cloneWithoutRegions(reverse.builder(), op, types, op->getOperands());
    for (auto [number, region] : llvm::enumerate(reversed->getRegions())) {
      region.takeBody(regions->getRegion(number));
      handOn(yielded, types, number, region);
      reverse.blocks.push_back(
          {&op->getRegion(number).front(), &region.front()});
    }
    regions->erase();
    for (auto [number, cotangent] :
         llvm::zip_equal(yielded, reversed->getResults()))
      reverse.add(captures[number], {cotangent});
  }

  void handOn(ArrayRef<unsigned> yielded, ArrayRef<Type> types, unsigned number,
              Region &region) {
    OpBuilder &builder = reverse.builder();
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToEnd(&region.front());
    Operation *terminator = op->getRegion(number).front().getTerminator();
    SmallVector<Value> values;
    for (auto [capture, type] : llvm::zip_equal(yielded, types)) {
      Value cotangent = ofRegions[number][capture];
      if (!cotangent) {
        reverse.noteGaps();
        cotangent = reverse.zeroSum(captures[capture], op);
      }
      values.push_back(castTo(type, cotangent, builder));
    }
    cloneWithoutRegions(builder, terminator, {}, values);
  }

  Operation *op;
  Reverse &reverse;
  SmallVector<Value> captures;
  /// Cotangents of the op's results; null for a result that has none.
  SmallVector<Value> seeds;
  /// The sums of the captures' cotangents so far, to which each region adds;
  /// null for a capture without one. A region that reads a slice thus adds that
  /// slice, and not a tensor of the capture's size.
  SmallVector<Value> starts;
  /// The cotangents of the captures in each region.
  SmallVector<SmallVector<Value>> ofRegions;
};
} // namespace

LogicalResult pullBackChoice(Operation *op, Reverse &reverse) {
  return ChoicePullback(op, reverse).run();
}

} // namespace ag
