//===- RegionMakers.cpp - loops and choices -------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Makers.h"
#include "ag/Dialect/AG/IR/Elementwise/ElementwiseOps.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Dialect/AG/IR/Requests/Gradients.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {
namespace {
constexpr unsigned maxDepth = 3;

/// While it lives, ops are made in a block of a region. They see the outer
/// scope, or an empty scope if the region is isolated. Restores the scope.
class Inside {
public:
  Inside(Sketch &sketch, Block *block, bool isIsolated = false)
      : sketch(sketch), guard(sketch.builder), outer(sketch.scope) {
    sketch.builder.setInsertionPointToEnd(block);
    if (isIsolated)
      sketch.scope = {};
    ++sketch.depth;
  }
  ~Inside() {
    sketch.scope = std::move(outer);
    --sketch.depth;
  }

private:
  Sketch &sketch;
  OpBuilder::InsertionGuard guard;
  Scope outer;
};

/// Returns the one or two tensors that a region yields.
std::vector<KnownTensor> pickCarried(Sketch &sketch) {
  std::vector<KnownTensor> carried;
  for (int64_t count = 1 + sketch.pick(2); count > 0; --count)
    if (auto tensor = sketch.findAny())
      carried.push_back(*tensor);
  return carried;
}

SmallVector<Value> valuesOf(ArrayRef<KnownTensor> tensors) {
  return llvm::map_to_vector(
      tensors, [](const KnownTensor &tensor) { return tensor.value; });
}

void addAll(Sketch &sketch, ArrayRef<KnownTensor> like, ValueRange values) {
  for (auto [known, value] : llvm::zip_equal(like, values))
    sketch.add(value, known.shape);
}

/// Returns a tensor of `known`'s type: the newest, or one computed from that
/// and another one.
Value makeNext(Sketch &sketch, const KnownTensor &known) {
  KnownTensor newest = known;
  for (const KnownTensor &tensor : sketch.scope.tensors)
    if (tensor.shape == known.shape && tensor.element() == known.element())
      newest = tensor;
  bool isMadeHere =
      newest.value.getParentBlock() == sketch.builder.getInsertionBlock() &&
      newest.value.getDefiningOp();
  if (!isMadeHere && sketch.chance(70)) {
    Value other = sketch.findLike(known.shape, known.element()).value;
    bool adds = !known.element().isInteger(1) && sketch.chance(50);
    newest.value =
        adds ? AddOp::create(sketch.builder, sketch.loc, newest.value, other)
                   .getResult()
             : MaxOp::create(sketch.builder, sketch.loc, newest.value, other)
                   .getResult();
  }
  return sketch.cast(newest.value, known.type());
}

/// Adds some ops to a block. Returns the values to yield.
SmallVector<Value> makeBody(Sketch &sketch, ArrayRef<KnownTensor> like) {
  makeOps(sketch, 1 + sketch.pick(3));
  return llvm::map_to_vector(
      like, [&](const KnownTensor &known) { return makeNext(sketch, known); });
}

/// Compares the sum of a tensor of floats with a number that few sums are close
/// to, so that rounding rarely matters. Returns std::nullopt if there is no
/// tensor with floats of 32 bits or more.
std::optional<Value> compareWhole(Sketch &sketch) {
  auto x = sketch.find([](const KnownTensor &known) {
    return isa<FloatType>(known.element()) &&
           known.element().getIntOrFloatBitWidth() >= 32;
  });
  if (!x)
    return std::nullopt;
  Value whole = reduceWhole(sketch, *x);
  Value limit = arith::ConstantOp::create(
      sketch.builder, sketch.loc,
      sketch.builder.getFloatAttr(whole.getType(), 0.8125));
  return arith::CmpFOp::create(sketch.builder, sketch.loc,
                               arith::CmpFPredicate::OLT, whole, limit)
      .getResult();
}

/// Returns a comparison of indices, an element of a tensor of i1, or a
/// comparison of a sum of floats.
Value pickCondition(Sketch &sketch) {
  if (sketch.chance(25))
    if (auto decision = compareWhole(sketch))
      return *decision;
  if (sketch.chance(50))
    if (auto scalar = sketch.pickScalar(sketch.builder.getI1Type()))
      return *scalar;
  auto predicate =
      sketch.pickFrom({arith::CmpIPredicate::slt, arith::CmpIPredicate::eq,
                       arith::CmpIPredicate::uge});
  Value x = sketch.index(sketch.pick(4)), y = sketch.index(sketch.pick(4));
  return arith::CmpIOp::create(sketch.builder, sketch.loc, predicate, x, y);
}
} // namespace

bool makeRegion(Sketch &sketch) {
  std::vector<KnownTensor> inputs = pickCarried(sketch);
  if (inputs.empty() || sketch.depth >= maxDepth)
    return false;
  SmallVector<Value> values = valuesOf(inputs);
  auto op = RegionOp::create(sketch.builder, sketch.loc,
                             ValueRange(values).getTypes(), "part", values,
                             /*vjp=*/nullptr, /*surrogate=*/false,
                             /*checkpoint=*/false, /*backward=*/false,
                             /*fuse=*/nullptr);
  int64_t mark = sketch.pick(100);
  op.setCheckpoint(mark < 30);
  if (mark >= 80)
    op.setFuse(mark < 90 ? "within" : "never");
  Block &body = op.getBody().emplaceBlock();
  for (Value value : values)
    body.addArgument(value.getType(), sketch.loc);
  {
    Inside inside(sketch, &body, /*isIsolated=*/true);
    addAll(sketch, inputs, body.getArguments());
    std::vector<KnownTensor> arguments = sketch.scope.tensors;
    YieldOp::create(sketch.builder, sketch.loc, makeBody(sketch, arguments));
  }
  addAll(sketch, inputs, op.getResults());
  return true;
}

bool makeFor(Sketch &sketch) {
  std::vector<KnownTensor> carried = pickCarried(sketch);
  if (carried.empty() || sketch.depth >= maxDepth)
    return false;
  int64_t trips = sketch.pickFrom({0, 1, 2, 3, 4, 7}),
          step = 1 + sketch.pick(2);
  Value begin = sketch.index(sketch.pick(2));
  Value end = arith::AddIOp::create(sketch.builder, sketch.loc, begin,
                                    sketch.index(trips * step));
  auto op = scf::ForOp::create(sketch.builder, sketch.loc, begin, end,
                               sketch.constantIndex(step), valuesOf(carried));
  if (sketch.chance(30))
    op->setAttr(checkpointAttrName,
                sketch.builder.getI64IntegerAttr(1 + sketch.pick(4)));
  if (op.getBody()->mightHaveTerminator())
    op.getBody()->getTerminator()->erase();
  {
    Inside inside(sketch, op.getBody());
    sketch.scope.indices.push_back(
        {op.getInductionVar(), 0, 1 + std::max<int64_t>(trips - 1, 0) * step});
    addAll(sketch, carried, op.getRegionIterArgs());
    scf::YieldOp::create(sketch.builder, sketch.loc, makeBody(sketch, carried));
  }
  addAll(sketch, carried, op.getResults());
  return true;
}

void boundTrips(scf::WhileOp loop, int64_t most) {
  if (most % 4 != 3)
    loop->setAttr(maxTripsAttrName, OpBuilder(loop).getI64IntegerAttr(most));
}

/// Makes a while loop that also counts from 0.
bool makeWhile(Sketch &sketch) {
  std::vector<KnownTensor> carried = pickCarried(sketch);
  if (carried.empty() || sketch.depth >= maxDepth)
    return false;
  OpBuilder &builder = sketch.builder;
  int64_t trips = sketch.pick(4);
  Value end = sketch.index(trips);
  SmallVector<Value> values = valuesOf(carried);
  values.push_back(sketch.constantIndex(0));
  ValueRange range = values;
  auto op = scf::WhileOp::create(builder, sketch.loc, range.getTypes(), range);
  boundTrips(op, trips);
  SmallVector<Location> locs(values.size(), sketch.loc);
  Block *before =
      builder.createBlock(&op.getBefore(), {}, range.getTypes(), locs);
  Block *after =
      builder.createBlock(&op.getAfter(), {}, range.getTypes(), locs);
  builder.setInsertionPointAfter(op);
  {
    Inside inside(sketch, before);
    Value count = before->getArguments().back();
    addAll(sketch, carried, before->getArguments().drop_back());
    SmallVector<Value> passed = valuesOf(carried);
    if (sketch.chance(30))
      passed = makeBody(sketch, carried);
    else
      passed.assign(before->args_begin(), before->args_end() - 1);
    passed.push_back(count);
    Value goesOn = arith::CmpIOp::create(builder, sketch.loc,
                                         arith::CmpIPredicate::slt, count, end);
    if (sketch.chance(40))
      goesOn = arith::AndIOp::create(builder, sketch.loc, goesOn,
                                     pickCondition(sketch));
    scf::ConditionOp::create(builder, sketch.loc, goesOn, passed);
  }
  {
    Inside inside(sketch, after);
    Value count = after->getArguments().back();
    sketch.scope.indices.push_back({count, 0, std::max<int64_t>(trips - 1, 0)});
    addAll(sketch, carried, after->getArguments().drop_back());
    SmallVector<Value> next = makeBody(sketch, carried);
    next.push_back(arith::AddIOp::create(builder, sketch.loc, count,
                                         sketch.constantIndex(1)));
    scf::YieldOp::create(builder, sketch.loc, next);
  }
  addAll(sketch, carried, op.getResults().drop_back());
  return true;
}

/// Makes the body of one choice.
static void makeChoice(Sketch &sketch, Region &region,
                       ArrayRef<KnownTensor> like) {
  if (region.empty())
    region.emplaceBlock();
  Inside inside(sketch, &region.front());
  scf::YieldOp::create(sketch.builder, sketch.loc, makeBody(sketch, like));
}

bool makeIf(Sketch &sketch) {
  std::vector<KnownTensor> results = pickCarried(sketch);
  if (results.empty() || sketch.depth >= maxDepth)
    return false;
  SmallVector<Value> values = valuesOf(results);
  auto op = scf::IfOp::create(sketch.builder, sketch.loc,
                              ValueRange(values).getTypes(),
                              pickCondition(sketch), /*withElseRegion=*/true);
  makeChoice(sketch, op.getThenRegion(), results);
  makeChoice(sketch, op.getElseRegion(), results);
  addAll(sketch, results, op.getResults());
  return true;
}

bool makeIndexSwitch(Sketch &sketch) {
  std::vector<KnownTensor> results = pickCarried(sketch);
  if (results.empty() || sketch.depth >= maxDepth)
    return false;
  SmallVector<Value> values = valuesOf(results);
  SmallVector<int64_t> cases = {0, 2};
  auto op = scf::IndexSwitchOp::create(
      sketch.builder, sketch.loc, ValueRange(values).getTypes(),
      sketch.index(sketch.pick(4)), cases, cases.size());
  makeChoice(sketch, op.getDefaultRegion(), results);
  for (Region &region : op.getCaseRegions())
    makeChoice(sketch, region, results);
  addAll(sketch, results, op.getResults());
  return true;
}

} // namespace ag
