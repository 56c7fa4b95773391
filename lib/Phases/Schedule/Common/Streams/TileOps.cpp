//===- TileOps.cpp - ops that compute tiles from tiles --------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Common/Streams/TileOps.h"
#include "Common/Streams/FormScalars.h"
#include "ag/Support/Forms/FormPrint.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include <limits>

using namespace mlir;

namespace ag {

using Loops = ArrayRef<unsigned>;

//===----------------------------------------------------------------------===//
// Tiles of one number
//===----------------------------------------------------------------------===//

FormTile TileOps::fill(double value, Loops loops) {
  SmallVector<unsigned> ordered = steps.getOrder().orderLoops(loops);
  Value start =
      tensor::EmptyOp::create(builder, loc, steps.getSizes(ordered), type);
  Value number = arith::ConstantOp::create(builder, loc,
                                           builder.getFloatAttr(type, value));
  return {linalg::FillOp::create(builder, loc, number, start).getResult(0),
          ordered};
}

FormTile TileOps::countPositions(unsigned loop) {
  auto size = cast<Value>(steps.getStepOf(loop).size);
  Value whole =
      arith::IndexCastOp::create(builder, loc, builder.getI64Type(), size);
  Value number = arith::SIToFPOp::create(builder, loc, type, whole);
  Value tensor = tensor::FromElementsOp::create(
      builder, loc, RankedTensorType::get({}, type), number);
  return {tensor, {}};
}

//===----------------------------------------------------------------------===//
// Forms, element by element
//===----------------------------------------------------------------------===//

double findNeutral(Primitive combiner) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  return combiner == Primitive::Add   ? 0
         : combiner == Primitive::Max ? -infinity
                                      : infinity;
}

static Value emitCombiner(Primitive combiner, bool ignoresNaNs,
                          OpBuilder &builder, Location loc, Value a, Value b) {
  if (combiner == Primitive::Add)
    return arith::AddFOp::create(builder, loc, a, b);
  if (combiner == Primitive::Max)
    return ignoresNaNs
               ? arith::MaxNumFOp::create(builder, loc, a, b).getResult()
               : arith::MaximumFOp::create(builder, loc, a, b).getResult();
  return ignoresNaNs
             ? arith::MinNumFOp::create(builder, loc, a, b).getResult()
             : arith::MinimumFOp::create(builder, loc, a, b).getResult();
}

FailureOr<FormTile> TileOps::compute(Form form, Loops loops,
                                     const TileLeaves &leaves, Type element,
                                     TileRules rules) {
  Value start =
      tensor::EmptyOp::create(builder, loc, steps.getSizes(loops), element);
  FailureOr<Value> made =
      makeGeneric({form, loops, {}, std::nullopt, rules}, leaves, start);
  if (failed(made))
    return failure();
  return FormTile{*made, SmallVector<unsigned>(loops)};
}

FailureOr<FormTile> TileOps::combine(Primitive combiner, Form form, Loops bound,
                                     const TileLeaves &leaves,
                                     const FormTile &start, TileRules rules) {
  SmallVector<unsigned> loops(start.loops);
  llvm::append_range(loops, bound);
  FailureOr<Value> made =
      makeGeneric({form, loops, bound, combiner, rules}, leaves, start.tensor);
  if (failed(made))
    return failure();
  return FormTile{*made, start.loops};
}

/// Returns the map from the values of `loops` to those of some of them, or
/// null if one of these is missing.
static AffineMap mapLoops(Loops loops, Loops some, MLIRContext *context) {
  SmallVector<AffineExpr> places;
  for (unsigned loop : some) {
    const auto *place = llvm::find(loops, loop);
    if (place == loops.end())
      return {};
    places.push_back(
        getAffineDimExpr(std::distance(loops.begin(), place), context));
  }
  return AffineMap::get(loops.size(), 0, places, context);
}

FailureOr<Value> TileOps::makeGeneric(const Computation &computation,
                                      const TileLeaves &leaves, Value start) {
  Loops loops = computation.loops;
  SmallVector<Value> operands;
  SmallVector<AffineMap> maps;
  SmallVector<AffineExpr> made;
  SmallVector<utils::IteratorType> iterators;
  for (auto [place, loop] : llvm::enumerate(loops)) {
    bool isBound = llvm::is_contained(computation.bound, loop);
    iterators.push_back(isBound ? utils::IteratorType::reduction
                                : utils::IteratorType::parallel);
    if (!isBound)
      made.push_back(builder.getAffineDimExpr(place));
  }
  for (const auto &[atom, tile] : leaves) {
    maps.push_back(mapLoops(loops, tile.loops, builder.getContext()));
    operands.push_back(tile.tensor);
    if (!maps.back()) {
      reason = printAtom(table, atom) + " has a loop of its own";
      return failure();
    }
  }
  maps.push_back(AffineMap::get(loops.size(), 0, made, builder.getContext()));
  bool isMade = true;
  auto op = linalg::GenericOp::create(
      builder, loc, start.getType(), operands, start, maps, iterators,
      [&](OpBuilder &nested, Location loc, ValueRange elements) {
        Value value = makeElement(computation, leaves, nested, elements);
        isMade = static_cast<bool>(value);
        linalg::YieldOp::create(nested, loc, isMade ? value : elements.back());
      });
  if (!isMade) {
    reason = "no op computes " + print(table, computation.form);
    return failure();
  }
  return op.getResult(0);
}

/// Emits the element that the body of a generic yields, given an element of
/// each leaf and one of the initial tensor. Returns null if no op computes it.
Value TileOps::makeElement(const Computation &computation,
                           const TileLeaves &leaves, OpBuilder &nested,
                           ValueRange elements) {
  auto getElement = [&](unsigned atom) -> Value {
    const auto *found = leaves.find(atom);
    return found == leaves.end() ? Value() : elements[found - leaves.begin()];
  };
  auto getIndex = [&](unsigned loop) {
    return steps.makeIndex(nested, loc, loop, computation.loops);
  };
  auto getSize = [&](unsigned dimension) {
    return steps.makeSize(nested, loc, dimension);
  };
  FormScalars scalars(table, type, nested, loc, {getElement, getIndex, getSize},
                      computation.rules.guardsDivisions);
  Value value = scalars.compute(computation.form);
  Value old = elements.back();
  if (value && computation.combiner)
    return emitCombiner(*computation.combiner, computation.rules.ignoresNaNs,
                        nested, loc, old, value);
  if (value && old.getType() != type)
    return arith::TruncFOp::create(nested, loc, old.getType(), value);
  return value;
}

//===----------------------------------------------------------------------===//
// Contractions
//===----------------------------------------------------------------------===//

FormTile TileOps::contract(const FormTile &first, const FormTile &second,
                           Loops bound, const FormTile &start) {
  SmallVector<unsigned> loops(start.loops);
  llvm::append_range(loops, steps.getOrder().orderLoops(bound));
  SmallVector<AffineMap> maps;
  for (const FormTile *tile : {&first, &second, &start})
    maps.push_back(mapLoops(loops, tile->loops, builder.getContext()));
  SmallVector<utils::IteratorType> iterators(loops.size(),
                                             utils::IteratorType::reduction);
  std::fill_n(iterators.begin(), start.loops.size(),
              utils::IteratorType::parallel);
  auto op = linalg::GenericOp::create(
      builder, loc, start.tensor.getType(), {first.tensor, second.tensor},
      start.tensor, maps, iterators,
      [&](OpBuilder &nested, Location loc, ValueRange elements) {
        auto widen = [&](Value element) -> Value {
          return element.getType() == type
                     ? element
                     : arith::ExtFOp::create(nested, loc, type, element);
        };
        Value product = arith::MulFOp::create(nested, loc, widen(elements[0]),
                                              widen(elements[1]));
        Value sum = arith::AddFOp::create(nested, loc, elements[2], product);
        linalg::YieldOp::create(nested, loc, sum);
      });
  return FormTile{op.getResult(0), start.loops};
}

} // namespace ag
