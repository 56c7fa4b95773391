//===- CountInIndex.cpp - loops over integers that count in index ---------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Phases/Common/CountInIndex.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace ag {
namespace {
/// The bounds and the step of a loop.
struct LoopBounds {
  Value lower, upper, step;
};

Value toIndex(OpBuilder &builder, Location loc, Value value, bool isUnsigned) {
  Type index = builder.getIndexType();
  if (value.getType().isIndex())
    return value;
  if (isUnsigned)
    return arith::IndexCastUIOp::create(builder, loc, index, value);
  return arith::IndexCastOp::create(builder, loc, index, value);
}

/// Returns true if all values of the induction variable, and the one after the
/// last iteration, fit in index. Assumes that bounds that are not constant are
/// far enough from the greatest number.
bool fitsIndex(const LoopBounds &bounds) {
  std::optional<int64_t> lower = getConstantIntValue(bounds.lower);
  std::optional<int64_t> upper = getConstantIntValue(bounds.upper);
  std::optional<int64_t> step = getConstantIntValue(bounds.step);
  int64_t distance, behind;
  return !((lower && upper && llvm::SubOverflow(*upper, *lower, distance)) ||
           (upper && step && llvm::AddOverflow(*upper, *step - 1, behind)));
}

/// Emits the trip count. A trip count of 2^63 or more never ends anyway.
Value countIterations(OpBuilder &builder, Location loc,
                      const LoopBounds &bounds, bool isUnsigned) {
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  Value one = arith::ConstantIndexOp::create(builder, loc, 1);
  Value distance =
      arith::SubIOp::create(builder, loc, bounds.upper, bounds.lower);
  Value last = arith::SubIOp::create(builder, loc, distance, one);
  Value steps = arith::DivUIOp::create(builder, loc, last, bounds.step);
  Value iterations = arith::AddIOp::create(builder, loc, steps, one);
  Value runs = arith::CmpIOp::create(builder, loc,
                                     isUnsigned ? arith::CmpIPredicate::ult
                                                : arith::CmpIPredicate::slt,
                                     bounds.lower, bounds.upper);
  return arith::SelectOp::create(builder, loc, runs, iterations, zero);
}

/// Casts `index` to `type`, where it fits by the loop's bounds. Uses two casts,
/// because a single cast folds with a cast back to index, even if the sign is
/// lost.
Value toType(OpBuilder &builder, Location loc, Value index, Type type) {
  if (type.isIndex())
    return index;
  Value wide =
      arith::IndexCastOp::create(builder, loc, builder.getI64Type(), index);
  return type.isInteger(64)
             ? wide
             : arith::TruncIOp::create(builder, loc, type, wide).getResult();
}

/// Sets the bounds of `loop`, in index. Users of the old induction variable use
/// the result of `place`, which is called on the new one at the beginning of
/// the body.
void setBounds(scf::ForOp loop, const LoopBounds &bounds,
               function_ref<Value(OpBuilder &, Value)> place) {
  bool isUnsigned = loop.getUnsignedCmp();
  loop.setLowerBound(bounds.lower);
  loop.setUpperBound(bounds.upper);
  loop.setStep(bounds.step);
  loop.setUnsignedCmp(false);
  Value index = loop.getInductionVar();
  Type type = index.getType();
  auto builder = OpBuilder::atBlockBegin(loop.getBody());
  index.setType(builder.getIndexType());
  SmallVector<OpOperand *> uses =
      llvm::to_vector(llvm::make_pointer_range(index.getUses()));
  Value value = place(builder, index);
  Value narrow =
      uses.empty() ? value : toType(builder, loop.getLoc(), value, type);
  for (OpOperand *use : uses) {
    Operation *user = use->getOwner();
    bool isBack = isUnsigned ? isa<arith::IndexCastUIOp>(user)
                             : isa<arith::IndexCastOp>(user);
    if (isBack && user->getResult(0).getType().isIndex())
      user->getResult(0).replaceAllUsesWith(value);
    use->set(narrow);
  }
}

} // namespace

LogicalResult countInIndex(scf::ForOp loop) {
  Type type = loop.getInductionVar().getType();
  bool isUnsigned = loop.getUnsignedCmp();
  bool isWide = type.isIndex() || type.getIntOrFloatBitWidth() == 64;
  if (!isWide && type.getIntOrFloatBitWidth() > 64)
    return success();
  std::optional<int64_t> step = getConstantIntValue(loop.getStep());
  if (step && *step < 1)
    return loop.emitOpError("the step is ") << *step << ", expected 1 or more";
  OpBuilder builder(loop);
  Location loc = loop.getLoc();
  LoopBounds bounds = {
      toIndex(builder, loc, loop.getLowerBound(), isUnsigned),
      toIndex(builder, loc, loop.getUpperBound(), isUnsigned),
      toIndex(builder, loc, loop.getStep(), /*isUnsigned=*/false)};
  if (!isWide ||
      (!isUnsigned && fitsIndex({loop.getLowerBound(), loop.getUpperBound(),
                                 loop.getStep()}))) {
    setBounds(loop, bounds, [](OpBuilder &, Value index) { return index; });
    return success();
  }
  LoopBounds iterations = {arith::ConstantIndexOp::create(builder, loc, 0),
                           countIterations(builder, loc, bounds, isUnsigned),
                           arith::ConstantIndexOp::create(builder, loc, 1)};
  setBounds(loop, iterations, [&](OpBuilder &nested, Value index) -> Value {
    Value way = arith::MulIOp::create(nested, loc, index, bounds.step);
    return arith::AddIOp::create(nested, loc, bounds.lower, way);
  });
  return success();
}

} // namespace ag
