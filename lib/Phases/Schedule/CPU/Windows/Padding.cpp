//===- Padding.cpp - padding of operands with windows ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "CPU/Windows/Padding.h"
#include "ag/Dialect/AG/IR/Sizes/DimSymbols.h"
#include "ag/Dialect/AG/IR/Structured/OrderOps.h"
#include "mlir/Analysis/SliceAnalysis.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"

using namespace mlir;

namespace ag {

//===----------------------------------------------------------------------===//
// Neutral padding
//===----------------------------------------------------------------------===//

static bool isZero(Attribute value) {
  auto number = dyn_cast_or_null<FloatAttr>(value);
  return number ? number.getValue().isZero() : value && isZeroInteger(value);
}

/// Returns the constant value of `result` in the body if `element` is `value`,
/// or null if it depends on more.
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
  // Padding of 0 counts as absent, so its product is 0 even with an infinity.
  if (isa<arith::MulFOp, arith::MulIOp, arith::AndIOp>(op) &&
      llvm::any_of(operands, isZero))
    return Builder(op->getContext()).getZeroAttr(result.getType());
  SmallVector<OpFoldResult> folded;
  if (llvm::is_contained(operands, Attribute()) ||
      failed(op->fold(operands, folded)) || folded.size() != 1)
    return {};
  return dyn_cast<Attribute>(folded.front());
}

/// Returns true if a result does not change where `element` is `value`. The
/// combiner must return its other operand unchanged, whatever that is, or at
/// least the constant that the result starts from.
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
// Padded operands and slices of results
//===----------------------------------------------------------------------===//

/// Returns true if an inner loop indexes the dimension. Otherwise all of it is
/// padding or none is, which is only known at run time.
static bool isMoved(AffineExpr index, const WindowLoops &loops) {
  unsigned count = loops.windowOffsets.size() + loops.inner.size();
  return loops.getInnerLoop(*getWindowIndex(index, count)).has_value();
}

using Variable = ValueBoundsConstraintSet::Variable;

static bool isEqual(const Variable &a, const Variable &b) {
  FailureOr<bool> equal = ValueBoundsConstraintSet::areEqual(a, b);
  return succeeded(equal) && *equal;
}

/// Returns true if a dimension of `tensor` provably has the given size.
static bool isSizeOf(Value tensor, unsigned dim, OpFoldResult size) {
  return isEqual(getSizeVariable(tensor, dim), Variable(size));
}

bool Padding::Inside::isSame(const Inside &other) const {
  auto getExtent = [](const Inside &inside) {
    return inside.tensor ? getSizeVariable(inside.tensor, inside.dim)
                         : Variable(inside.size);
  };
  return index == other.index && isEqualConstantIntOrValue(low, other.low) &&
         isEqual(getExtent(*this), getExtent(other));
}

unsigned Padding::getLoop(const Inside &inside) const {
  unsigned count = loops.windowOffsets.size() + loops.inner.size();
  return *loops.getInnerLoop(*getWindowIndex(inside.index, count));
}

bool Padding::restrict(unsigned loop) const {
  return llvm::any_of(
      insides, [&](const Inside &inside) { return getLoop(inside) == loop; });
}

bool Padding::isOneOf(const Inside &inside, ArrayRef<Inside> others) {
  return llvm::any_of(
      others, [&](const Inside &other) { return inside.isSame(other); });
}

/// Returns the slice that is the only reader of the result of `op`, or null.
/// Moves it up in front of the barriers that wait for the result, and returns
/// null if it cannot be moved there.
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
  // The slice may be further down than its operands require.
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

void Padding::findPart() {
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

/// Returns the source of slices that cover all of it.
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

std::optional<Padding::Pad> Padding::findPad(OpOperand &operand) {
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

bool Padding::isNeutral(const Pad &pad) {
  Attribute value;
  tensor::PadOp made = pad.op;
  Value padding = made.getConstantPaddingValue();
  return padding && matchPattern(padding, m_Constant(&value)) &&
         llvm::all_of(llvm::seq(op.getNumResults()), [&](unsigned number) {
           return ag::isNeutral(
               op, number, op.getMatchingBlockArgument(pad.operand), value);
         });
}

/// Returns true if iterations that read this padding may be separate parts. The
/// padding must be a single number, and the order in which results combine
/// values must not matter, or must not change.
bool Padding::canSplit(const Pad &pad) {
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

/// Neutral padding is found first, as it leaves fewer iterations to read other
/// padding.
Padding::Padding(linalg::GenericOp op, const WindowLoops &loops)
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
