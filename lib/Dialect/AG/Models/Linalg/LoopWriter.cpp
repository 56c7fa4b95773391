//===- LoopWriter.cpp - Specs as loops ------------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
//   (i) -> (i floordiv 2), of x[i], the last at each place
//
//   scf.for %i = 0 to %n step 1 iter_args(%acc = %init) {
//     %v = tensor.extract %x[%i]
//     %k = affine.apply (i) -> (i floordiv 2)(%i)
//     %r = tensor.insert %v into %acc[%k]
//     scf.yield %r
//   }
//
//===----------------------------------------------------------------------===//
#include "LoopWriter.h"
#include "ResultMaps.h"
#include "ag/Interfaces/ScalarEmission.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {
static bool readsOutput(const Spec &spec, unsigned number) {
  if (!spec.combiner)
    return false;
  unsigned accumulator = 0;
  for (auto [position, node] : llvm::enumerate(spec.combiner->nodes()))
    if (node.kind == ScalarNode::Input && node.position == number)
      accumulator = position;
  auto reads = [&](const ScalarNode &node) {
    return node.kind == ScalarNode::Apply &&
           llvm::is_contained(
               ArrayRef(node.operands).take_front(getArity(node.primitive)),
               accumulator);
  };
  return llvm::any_of(spec.combiner->nodes(), reads) ||
         llvm::is_contained(spec.combiner->results(), accumulator);
}

/// Returns whether linalg, whose maps have no symbols, can express a map,
/// possibly on a slice.
static bool isSayable(AffineMap map) {
  return llvm::all_of(llvm::seq(map.getNumResults()), [&](unsigned dim) {
    std::optional<LinearOffset> place = matchLinear(map, dim);
    bool goesOn =
        place && llvm::all_of(place->strides, [](int64_t s) { return s >= 0; });
    bool hasSymbols = false;
    for (unsigned symbol = 0; symbol < map.getNumSymbols(); ++symbol)
      hasSymbols |= map.getResult(dim).isFunctionOfSymbol(symbol);
    return goesOn || !hasSymbols;
  });
}

bool needsLoops(const Spec &spec) {
  for (auto [number, result] : llvm::enumerate(spec.results))
    if (!isSayable(result.map) ||
        (!isPlaced(result.map, /*isAlone=*/true) && !readsOutput(spec, number)))
      return true;
  return !llvm::all_of(
      spec.inputs, [](const SpecInput &input) { return isSayable(input.map); });
}

namespace {
/// Writes the computation at one point.
class PointWriter {
public:
  PointWriter(const Spec &spec, ValueRange operands, ValueRange point,
              StoredType stored, OpBuilder &builder, Location loc)
      : spec(spec), operands(operands), stored(stored), builder(builder),
        loc(loc), point(point) {
    for (unsigned operand : spec.symbols)
      this->point.push_back(operands[operand]);
  }

  SmallVector<Value> run(ValueRange results) {
    SmallVector<Value> values = emit(spec.body, readInputs());
    if (spec.combiner) {
      SmallVector<Value> pairs;
      for (auto [tensor, result] : llvm::zip_equal(results, spec.results))
        pairs.push_back(read(tensor, result.map, result.accumulator));
      llvm::append_range(pairs, values);
      values = emit(*spec.combiner, pairs);
    }
    for (auto [value, tensor, result] :
         llvm::zip_equal(values, results, spec.results)) {
      Value element =
          storeElement(value, stored(result.accumulator, builder.getContext()),
                       builder, loc);
      value = tensor::InsertOp::create(builder, loc, element, tensor,
                                       place(result.map));
    }
    return values;
  }

private:
  SmallVector<Value> emit(const ScalarProgram &program, ValueRange inputs) {
    return emitScalarProgram(program, builder, loc, inputs,
                             [&](unsigned loop) { return point[loop]; });
  }

  SmallVector<Value> readInputs() {
    SmallVector<Value> scalars;
    for (auto [input, type] :
         llvm::zip_equal(spec.inputs, spec.body.inputTypes()))
      scalars.push_back(read(operands[input.operand], input.map, type));
    return scalars;
  }

  Value read(Value source, AffineMap map, ScalarType type) {
    if (isa<RankedTensorType>(source.getType()))
      source = tensor::ExtractOp::create(builder, loc, source, place(map));
    return loadElement(source, getSignlessType(type, builder.getContext()),
                       builder, loc);
  }

  SmallVector<Value> place(AffineMap map) {
    SmallVector<Value> places;
    AffineMap all = AffineMap::get(spec.loops.size(), spec.symbols.size(),
                                   map.getResults(), builder.getContext());
    for (unsigned dim = 0; dim < all.getNumResults(); ++dim)
      places.push_back(getValueOrCreateConstantIndexOp(
          builder, loc,
          affine::makeComposedFoldedAffineApply(
              builder, loc, all.getSubMap(dim),
              getAsOpFoldResult(ValueRange(point)))));
    return places;
  }

  const Spec &spec;
  ValueRange operands;
  StoredType stored;
  OpBuilder &builder;
  Location loc;
  /// The loops' indices, followed by the symbols.
  SmallVector<Value> point;
};
} // namespace

SmallVector<Value> writeLoops(const Spec &spec, ValueRange operands,
                              ValueRange accumulators, StoredType stored,
                              OpBuilder &builder, Location loc) {
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  Value one = arith::ConstantIndexOp::create(builder, loc, 1);
  SmallVector<Value> ends;
  for (const Extent &extent : spec.loops)
    ends.push_back(getValueOrCreateConstantIndexOp(
        builder, loc, extent.materialize(builder, loc, operands)));
  return scf::buildLoopNest(
             builder, loc, SmallVector<Value>(ends.size(), zero), ends,
             SmallVector<Value>(ends.size(), one), accumulators,
             [&](OpBuilder &nested, Location, ValueRange point,
                 ValueRange results) {
               return PointWriter(spec, operands, point, stored, nested, loc)
                   .run(results);
             })
      .results;
}

} // namespace ag
