//===- CarriedMakers.cpp - loops that carry three tensors -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a loop made whose three iter_args are hard to assign to buffers? Its
// few ops yield, keep, exchange or partly update tensors of one type, also in
// branches.
//
//===----------------------------------------------------------------------===//
#include "Makers.h"
#include "ag/Dialect/AG/IR/Elementwise/ElementwiseOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {
namespace {
constexpr unsigned deepest = 3;

class CarriedMaker {
public:
  CarriedMaker(Sketch &sketch, const KnownTensor &like)
      : sketch(sketch), builder(sketch.builder), like(like) {}

  SmallVector<Value> makeLoop(ValueRange inits);

private:
  using MakeBody = llvm::function_ref<SmallVector<Value>()>;

  Value pick();
  void makePart();
  void makeStep();
  Value makeCondition();
  SmallVector<Value> makeBranches(unsigned count);
  SmallVector<Value> makeInside(Block *block, ValueRange seen, MakeBody make);
  SmallVector<Value> makeChosen(unsigned count);
  SmallVector<Value> makeFor(ValueRange inits);
  SmallVector<Value> makeWhile(ValueRange inits);

  Sketch &sketch;
  OpBuilder &builder;
  KnownTensor like;
};

/// Returns a tensor of the iter_args' type, mostly a new one.
Value CarriedMaker::pick() {
  std::vector<Value> all;
  for (const KnownTensor &tensor : sketch.scope.tensors)
    if (tensor.value.getType() == like.value.getType())
      all.push_back(tensor.value);
  constexpr size_t newest = 4;
  size_t count = sketch.chance(70) ? std::min(newest, all.size()) : all.size();
  return all[all.size() - 1 - sketch.pick(count)];
}

/// Inserts a slice of one tensor into another.
void CarriedMaker::makePart() {
  Part from = sketch.pickPart(like.shape);
  Part to = sketch.place(from.shape, like.shape);
  auto asAttributes = [&](const Shape &numbers) {
    return llvm::map_to_vector(numbers, [&](int64_t number) -> OpFoldResult {
      return builder.getIndexAttr(number);
    });
  };
  auto part =
      tensor::ExtractSliceOp::create(builder, sketch.loc, pick(), from.offsets,
                                     from.sizes, asAttributes(from.strides));
  if (!sketch.keep(part))
    return;
  auto op = tensor::InsertSliceOp::create(builder, sketch.loc, part, pick(),
                                          to.offsets, from.sizes,
                                          asAttributes(to.strides));
  if (sketch.keep(op))
    sketch.add(op, like.shape);
}

void CarriedMaker::makeStep() {
  if (!sketch.spend())
    return;
  Location loc = sketch.loc;
  switch (sketch.pick(5)) {
  case 0:
    return sketch.add(SinOp::create(builder, loc, pick()), like.shape);
  case 1:
    return sketch.add(MaxOp::create(builder, loc, pick(), pick()), like.shape);
  case 2:
    return sketch.add(SubOp::create(builder, loc, pick(), pick()), like.shape);
  default:
    return makePart();
  }
}

Value CarriedMaker::makeCondition() {
  Value index = sketch.scope.indices.back().value;
  auto constant = [&](int64_t number) { return sketch.constantIndex(number); };
  Value rest = arith::RemUIOp::create(builder, sketch.loc, index,
                                      constant(2 + sketch.pick(2)));
  return arith::CmpIOp::create(builder, sketch.loc, arith::CmpIPredicate::eq,
                               rest, constant(sketch.pick(2)));
}

/// Returns what `make` returns in `block`, with `seen` in scope as well.
SmallVector<Value> CarriedMaker::makeInside(Block *block, ValueRange seen,
                                            MakeBody make) {
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToEnd(block);
  Scope outer = sketch.scope;
  ++sketch.depth;
  if (!seen.empty() && sketch.chance(70))
    sketch.scope.tensors.clear();
  for (Value value : seen)
    sketch.add(value, like.shape);
  SmallVector<Value> values = make();
  --sketch.depth;
  sketch.scope = std::move(outer);
  return values;
}

SmallVector<Value> CarriedMaker::makeBranches(unsigned count) {
  SmallVector<Type> types(count, like.value.getType());
  auto op = scf::IfOp::create(builder, sketch.loc, types, makeCondition(),
                              /*withElseRegion=*/true);
  for (Region &region : op->getRegions()) {
    if (region.empty())
      region.emplaceBlock();
    makeInside(&region.front(), {}, [&] {
      SmallVector<Value> values = makeChosen(count);
      scf::YieldOp::create(builder, sketch.loc, values);
      return values;
    });
  }
  return llvm::to_vector_of<Value>(op.getResults());
}

/// Makes some steps, branches or loops. Returns `count` of the tensors in
/// scope.
SmallVector<Value> CarriedMaker::makeChosen(unsigned count) {
  for (int64_t parts = 1 + sketch.pick(2); parts > 0; --parts) {
    for (int64_t steps = sketch.pick(3); steps > 0; --steps)
      makeStep();
    if (sketch.depth < deepest && sketch.chance(70) && sketch.spend())
      for (Value value : makeBranches(1 + sketch.pick(3)))
        sketch.add(value, like.shape);
  }
  if (sketch.depth < deepest - 1 && sketch.chance(10) && sketch.spend())
    for (Value value : makeLoop({pick(), pick(), pick()}))
      sketch.add(value, like.shape);
  if (sketch.chance(50))
    makeStep();
  SmallVector<Value> values;
  for (; count > 0; --count)
    values.push_back(pick());
  return values;
}

SmallVector<Value> CarriedMaker::makeFor(ValueRange inits) {
  Value end = sketch.index(sketch.pickFrom({0, 1, 2, 3, 3, 4, 5}));
  auto op = scf::ForOp::create(builder, sketch.loc, sketch.constantIndex(0),
                               end, sketch.constantIndex(1), inits);
  if (op.getBody()->mightHaveTerminator())
    op.getBody()->getTerminator()->erase();
  makeInside(op.getBody(), op.getRegionIterArgs(), [&] {
    sketch.scope.indices.push_back({op.getInductionVar(), 0, 4});
    SmallVector<Value> values = makeChosen(inits.size());
    scf::YieldOp::create(builder, sketch.loc, values);
    return values;
  });
  return llvm::to_vector_of<Value>(op.getResults());
}

/// Makes a while loop that also counts from 0. Its condition sometimes forwards
/// other values than its initial ones.
SmallVector<Value> CarriedMaker::makeWhile(ValueRange inits) {
  int64_t trips = sketch.pick(4);
  Value end = sketch.index(trips);
  SmallVector<Value> begun(inits);
  begun.push_back(sketch.constantIndex(0));
  ValueRange range = begun;
  SmallVector<Location> locs(begun.size(), sketch.loc);
  auto op = scf::WhileOp::create(builder, sketch.loc, range.getTypes(), range);
  boundTrips(op, trips);
  auto makeBlock = [&](Region &region, llvm::function_ref<void(Value)> close) {
    OpBuilder::InsertionGuard guard(builder);
    Block *block = builder.createBlock(&region, {}, range.getTypes(), locs);
    Value count = block->getArguments().back();
    makeInside(block, block->getArguments().drop_back(),
               [&]() -> SmallVector<Value> {
                 sketch.scope.indices.push_back({count, 0, 3});
                 close(count);
                 return {};
               });
  };
  makeBlock(op.getBefore(), [&](Value count) {
    SmallVector<Value> values(
        builder.getInsertionBlock()->getArguments().drop_back());
    if (sketch.chance(30))
      values = makeChosen(inits.size());
    values.push_back(count);
    Value goesOn = arith::CmpIOp::create(builder, sketch.loc,
                                         arith::CmpIPredicate::slt, count, end);
    scf::ConditionOp::create(builder, sketch.loc, goesOn, values);
  });
  makeBlock(op.getAfter(), [&](Value count) {
    SmallVector<Value> values = makeChosen(inits.size());
    values.push_back(arith::AddIOp::create(builder, sketch.loc, count,
                                           sketch.constantIndex(1)));
    scf::YieldOp::create(builder, sketch.loc, values);
  });
  return llvm::to_vector_of<Value>(op.getResults().drop_back());
}

SmallVector<Value> CarriedMaker::makeLoop(ValueRange inits) {
  return sketch.chance(70) ? makeFor(inits) : makeWhile(inits);
}
} // namespace

void makeCarried(Sketch &sketch) {
  std::vector<KnownTensor> tensors = sketch.scope.tensors;
  CarriedMaker maker(sketch, tensors.front());
  auto values = llvm::map_to_vector(
      tensors, [](const KnownTensor &tensor) { return tensor.value; });
  for (Value value : maker.makeLoop(values))
    sketch.add(value, tensors.front().shape);
}

} // namespace ag
