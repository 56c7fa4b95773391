//===- Borders.cpp - windows at the edge of an image ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "CPU/Windows/Borders.h"
#include "ag/Dialect/AG/IR/Sizes/Dims.h"
#include "ag/Dialect/AG/IR/Structured/OrderOps.h"
#include "mlir/Analysis/SliceAnalysis.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"

using namespace mlir;

namespace ag {

//===----------------------------------------------------------------------===//
// What is neutral
//===----------------------------------------------------------------------===//

static bool isZero(Attribute value) {
  auto number = dyn_cast_or_null<FloatAttr>(value);
  return number ? number.getValue().isZero() : value && isZeroInteger(value);
}

/// What an op of the body gives if `element` is `value`; null if that hangs on
/// more.
static Attribute evaluate(Value result, BlockArgument element,
                          Attribute value) {
  if (result == element)
    return value;
  Attribute constant;
  if (matchPattern(result, m_Constant(&constant)))
    return constant;
  Operation *op = result.getDefiningOp();
  if (!op || op->getNumResults() != 1 || op->getNumRegions() != 0)
    return {};
  SmallVector<Attribute> operands =
      llvm::map_to_vector(op->getOperands(), [&](Value operand) {
        return evaluate(operand, element, value);
      });
  // A border of 0 stands for no border, whatever it is multiplied by.
  if (isa<arith::MulFOp, arith::MulIOp, arith::AndIOp>(op) &&
      llvm::any_of(operands, isZero))
    return Builder(op->getContext()).getZeroAttr(result.getType());
  SmallVector<OpFoldResult> folded;
  if (llvm::is_contained(operands, Attribute()) ||
      failed(op->fold(operands, folded)) || folded.size() != 1)
    return {};
  return dyn_cast<Attribute>(folded.front());
}

/// Whether a result stays as it is where `element` is `value`: what joins its
/// values makes of the constant that it starts with, or of any number, the same
/// again.
static bool isNeutral(linalg::GenericOp op, unsigned number,
                      BlockArgument element, Attribute value) {
  SmallVector<Operation *> combiners;
  Value joined = matchReduction(op.getRegionOutputArgs(), number, combiners);
  if (!joined || combiners.size() != 1)
    return false;
  Attribute added = evaluate(joined, element, value);
  Operation *combiner = combiners.front();
  std::optional<TypedAttr> neutral = arith::getNeutralElement(combiner);
  if (!added || !neutral)
    return false;
  if (added == *neutral || (isZero(added) && isZero(*neutral)))
    return true;
  auto fill = op.getDpsInits()[number].getDefiningOp<linalg::FillOp>();
  Attribute start;
  SmallVector<OpFoldResult> folded;
  bool isIdempotent =
      isa<arith::MaximumFOp, arith::MinimumFOp, arith::MaxNumFOp,
          arith::MinNumFOp, arith::MaxSIOp, arith::MinSIOp, arith::MaxUIOp,
          arith::MinUIOp>(combiner);
  return isIdempotent && fill &&
         matchPattern(fill.value(), m_Constant(&start)) &&
         succeeded(combiner->fold({start, added}, folded)) &&
         folded.size() == 1 && folded.front() == OpFoldResult(start);
}

//===----------------------------------------------------------------------===//
// Where there are borders
//===----------------------------------------------------------------------===//

/// A dimension that no inner loop moves is inside or outside as a whole, which
/// only shows when it runs.
static bool isMoved(AffineExpr index, const WindowLoops &loops) {
  unsigned count = loops.taps.size() + loops.inner.size();
  return loops.getInnerLoop(*getWindowIndex(index, count)).has_value();
}

using Variable = ValueBoundsConstraintSet::Variable;

static bool isEqual(const Variable &a, const Variable &b) {
  FailureOr<bool> equal = ValueBoundsConstraintSet::areEqual(a, b);
  return succeeded(equal) && *equal;
}

/// Whether a dimension of `tensor` has the given size, at all sizes.
static bool isSizeOf(Value tensor, unsigned dim, OpFoldResult size) {
  return isEqual(getSizeVariable(tensor, dim), Variable(size));
}

bool Borders::Inside::isSame(const Inside &other) const {
  auto getExtent = [](const Inside &inside) {
    return inside.tensor ? getSizeVariable(inside.tensor, inside.dim)
                         : Variable(inside.size);
  };
  return index == other.index && isEqualConstantIntOrValue(low, other.low) &&
         isEqual(getExtent(*this), getExtent(other));
}

unsigned Borders::getLoop(const Inside &inside) const {
  unsigned count = loops.taps.size() + loops.inner.size();
  return *loops.getInnerLoop(*getWindowIndex(inside.index, count));
}

bool Borders::restrict(unsigned loop) const {
  return llvm::any_of(
      insides, [&](const Inside &inside) { return getLoop(inside) == loop; });
}

bool Borders::isOneOf(const Inside &inside, ArrayRef<Inside> others) {
  return llvm::any_of(
      others, [&](const Inside &other) { return inside.isSame(other); });
}

/// The only op that reads the result of `op`, in front of all that merely wait
/// for it.
static tensor::ExtractSliceOp findOnlySlice(linalg::GenericOp op) {
  if (op.getNumResults() != 1)
    return nullptr;
  tensor::ExtractSliceOp slice;
  SmallVector<Operation *> waiting;
  for (Operation *user : op.getResult(0).getUsers()) {
    auto barrier = dyn_cast<BarrierOp>(user);
    if (barrier && barrier.getX() != op.getResult(0))
      waiting.push_back(op->getBlock()->findAncestorOpInBlock(*barrier));
    else if (auto found = dyn_cast<tensor::ExtractSliceOp>(user);
             found && !slice && found->getBlock() == op->getBlock())
      slice = found;
    else
      return nullptr;
  }
  if (!slice)
    return nullptr;
  // It may stand further down than it needs to.
  bool isOfEarlier =
      llvm::all_of(slice->getOperands().drop_front(), [&](Value value) {
        Operation *by = value.getDefiningOp();
        return !by || by->getBlock() != op->getBlock() ||
               by->isBeforeInBlock(op);
      });
  if (isOfEarlier)
    slice->moveAfter(op);
  bool isFirst = llvm::all_of(waiting, [&](Operation *other) {
    return other && slice->isBeforeInBlock(other);
  });
  return isFirst ? slice : nullptr;
}

void Borders::findPart() {
  tensor::ExtractSliceOp slice = findOnlySlice(op);
  AffineMap map = op.getMatchingIndexingMap(op.getDpsInitOperand(0));
  if (!slice || !slice.hasUnitStride() ||
      slice.getType().getRank() != slice.getSourceType().getRank() ||
      map.isProjectedPermutation())
    return;
  SmallVector<Inside> cuts;
  for (auto [dim, index, low, size] : llvm::enumerate(
           map.getResults(), slice.getMixedOffsets(), slice.getMixedSizes())) {
    if (isZeroInteger(low) && isSizeOf(slice.getSource(), dim, size))
      continue;
    if (!isMoved(index, loops))
      return;
    cuts.push_back({index, low, size, nullptr, 0});
  }
  part = slice;
  insides = std::move(cuts);
}

/// Sees through slices that leave nothing out.
static Value getAllOf(Value tensor) {
  auto slice = tensor.getDefiningOp<tensor::ExtractSliceOp>();
  if (!slice || !slice.hasUnitStride() || !slice.hasZeroOffset() ||
      slice.getType().getRank() != slice.getSourceType().getRank())
    return tensor;
  for (auto [dim, size] : llvm::enumerate(slice.getMixedSizes()))
    if (!isSizeOf(slice.getSource(), dim, size))
      return tensor;
  return getAllOf(slice.getSource());
}

std::optional<Borders::Pad> Borders::findPad(OpOperand &operand) {
  auto pad = getAllOf(operand.get()).getDefiningOp<tensor::PadOp>();
  if (!pad)
    return std::nullopt;
  Pad found{&operand, pad, {}, nullptr};
  for (auto [dim, index, low, high] :
       llvm::enumerate(op.getMatchingIndexingMap(&operand).getResults(),
                       pad.getMixedLowPad(), pad.getMixedHighPad())) {
    if (isZeroInteger(low) && isZeroInteger(high))
      continue;
    if (!isMoved(index, loops))
      return std::nullopt;
    found.insides.push_back(
        {index, low, nullptr, pad.getSource(), static_cast<unsigned>(dim)});
  }
  return found;
}

bool Borders::isNeutral(const Pad &pad) {
  Attribute value;
  tensor::PadOp made = pad.op;
  Value padding = made.getConstantPaddingValue();
  return padding && matchPattern(padding, m_Constant(&value)) &&
         llvm::all_of(llvm::seq(op.getNumResults()), [&](unsigned number) {
           return ag::isNeutral(
               op, number, op.getMatchingBlockArgument(pad.operand), value);
         });
}

/// Whether a tap may go over what is outside by itself: all of that is one
/// number, and the order in which results take in what is computed is no
/// matter, or stays.
bool Borders::canSplit(const Pad &pad) {
  tensor::PadOp made = pad.op;
  return made.getConstantPaddingValue() &&
         llvm::all_of(llvm::seq(op.getNumResults()), [&](unsigned number) {
           AffineMap map =
               op.getMatchingIndexingMap(op.getDpsInitOperand(number));
           return isReorderable(op, number) ||
                  llvm::all_of(pad.insides, [&](const Inside &inside) {
                    return map.isFunctionOfDim(getLoop(inside));
                  });
         });
}

/// What is neutral comes first: it leaves less of others to see.
Borders::Borders(linalg::GenericOp op, const WindowLoops &loops)
    : op(op), loops(loops) {
  findPart();
  SmallVector<Pad> others;
  for (OpOperand *input : op.getDpsInputOperands()) {
    std::optional<Pad> pad = findPad(*input);
    if (!pad)
      continue;
    if (!isNeutral(*pad)) {
      others.push_back(*pad);
      continue;
    }
    insides.append(pad->insides);
    pads.push_back({input, pad->op, {}, nullptr});
  }
  for (Pad &pad : others) {
    llvm::erase_if(pad.insides, [&](const Inside &inside) {
      return isOneOf(inside, insides);
    });
    if (splits.empty() && canSplit(pad))
      splits = pad.insides;
    if (pad.insides.empty() ||
        (canSplit(pad) && pad.insides.size() == splits.size() &&
         llvm::all_of(pad.insides, [&](const Inside &inside) {
           return isOneOf(inside, splits);
         })))
      pads.push_back(pad);
  }
}

} // namespace ag
