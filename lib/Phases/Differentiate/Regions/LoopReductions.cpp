//===- LoopReductions.cpp - reductions that are reversed as loops ---------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Regions/LoopReductions.h"
#include "DerivativeWriter.h"
#include "ag/Dialect/AG/Models/Linalg/EmptySlices.h"
#include "ag/Interfaces/Spec/SimpleSpecs.h"
#include "ag/Interfaces/Spec/SpecPullback.h"
#include "ag/Support/Scalar/ScalarProgramTransforms.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {
namespace {
class ReductionLoops {
public:
  ReductionLoops(StructuredOpInterface op, OpBuilder &builder)
      : op(op), spec(op.getSpec()), operands(op.getSpecOperands()),
        builder(builder), loc(op.getLoc()) {
    for (unsigned loop = 0; loop < spec.loops.size(); ++loop)
      (spec.isParallel(loop) ? parallel : reduced).push_back(loop);
    places.assign(spec.loops.size(), std::nullopt);
    for (auto [place, loop] : llvm::enumerate(parallel))
      places[loop] = place;
  }

  std::optional<SmallVector<Value>> run() {
    if (!arePlain())
      return std::nullopt;
    OpBuilder::InsertionGuard guard(builder);
    SmallVector<Value> accumulators = loop(0, makeStarts());
    SmallVector<Value> results;
    for (auto [accumulator, result] :
         llvm::zip_equal(accumulators, spec.results))
      results.push_back(cast(accumulator, result.accumulator, result.type));
    return results;
  }

private:
  SmallVector<Value> write(const Spec &of, ValueRange values) {
    return writeLike(op, of, values, builder);
  }

  struct Place {
    unsigned dim;
    std::optional<unsigned> loop;
    LinearOffset linear;
  };

  bool arePlain() {
    auto isPlace = [&](AffineExpr expr) {
      auto loop = dyn_cast<AffineDimExpr>(expr);
      return loop ? places[loop.getPosition()].has_value()
                  : isa<AffineConstantExpr>(expr);
    };
    for (const SpecResult &result : spec.results)
      if (!llvm::all_of(result.map.getResults(), isPlace))
        return false;
    for (const SpecInput &input : spec.inputs) {
      SmallVector<Place> &ofInput = inputPlaces.emplace_back();
      for (unsigned dim = 0; dim < input.map.getNumResults(); ++dim) {
        auto linear = matchLinear(input.map, dim);
        if (!linear)
          return false;
        Place place{dim, std::nullopt, *linear};
        for (unsigned loop : parallel)
          if (linear->strides[loop] != 0 &&
              std::exchange(place.loop, loop).has_value())
            return false;
        ofInput.push_back(std::move(place));
      }
    }
    return true;
  }

  Value extentOf(unsigned loop) {
    return getValueOrCreateConstantIndexOp(
        builder, loc, spec.loops[loop].materialize(builder, loc, operands));
  }

  /// Returns `value`, which has elements of type `from`, converted to type
  /// `to`.
  Value cast(Value value, ScalarType from, ScalarType to) {
    if (from == to)
      return value;
    ScalarProgram program;
    program.yield(program.cast(program.input(from), to));
    return write(makeElementwiseSpec(program, value.getType()), value).front();
  }

  SmallVector<Value> makeStarts() {
    SmallVector<Value> starts;
    for (auto [number, result] : llvm::enumerate(spec.results)) {
      if (result.initOperand) {
        starts.push_back(cast(operands[*result.initOperand], result.type,
                              result.accumulator));
        continue;
      }
      SmallVector<Value> sizes;
      Spec filling = makeUniformSpec(
          result.init, result.accumulator,
          materializeResultShape(spec, number, builder, loc, operands), sizes,
          builder.getContext());
      starts.push_back(write(filling, sizes).front());
    }
    return starts;
  }

  /// Emits the reduced loops from number `depth` on, in their order. Returns
  /// the final accumulators.
  SmallVector<Value> loop(unsigned depth, ValueRange accumulators) {
    if (depth == reduced.size())
      return step(llvm::to_vector(accumulators));
    Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
    Value one = arith::ConstantIndexOp::create(builder, loc, 1);
    auto nested = scf::ForOp::create(
        builder, loc, zero, extentOf(reduced[depth]), one, accumulators);
    OpBuilder::InsertionGuard guard(builder);
    if (!nested.getBody()->empty())
      nested.getBody()->back().erase();
    builder.setInsertionPointToStart(nested.getBody());
    indices.push_back(nested.getInductionVar());
    SmallVector<Value> next =
        loop(depth + 1, llvm::to_vector_of<Value>(nested.getRegionIterArgs()));
    indices.pop_back();
    // The results of an iteration may have more static sizes than the init
    // operands.
    for (auto [value, carried] : llvm::zip_equal(next, accumulators))
      value = castTo(carried.getType(), value, builder);
    scf::YieldOp::create(builder, loc, next);
    return llvm::to_vector_of<Value>(nested.getResults());
  }

  /// Returns the offset of a slice: a constant, and terms of the surrounding
  /// indices.
  OpFoldResult offsetOf(const LinearOffset &linear) {
    SmallVector<OpFoldResult> values = {
        materializeOffset(spec, linear.offset, builder, loc, operands)};
    AffineExpr sum = builder.getAffineSymbolExpr(0);
    for (auto [loop, index] : llvm::zip_equal(reduced, indices))
      if (linear.strides[loop] != 0) {
        sum = sum +
              builder.getAffineSymbolExpr(values.size()) * linear.strides[loop];
        values.push_back(index);
      }
    return affine::makeComposedFoldedAffineApply(builder, loc, sum, values);
  }

  /// Returns the slice of an input at the indices of the reduced loops. Appends
  /// the parallel loops that index its dimensions to `exprs`.
  Value slice(const SpecInput &input, ArrayRef<Place> ofInput,
              SmallVectorImpl<AffineExpr> &exprs) {
    Value source = operands[input.operand];
    auto type = dyn_cast<RankedTensorType>(source.getType());
    if (!type)
      return source;
    SmallVector<OpFoldResult> offsets, sizes, strides;
    SmallVector<int64_t> shape;
    for (const Place &place : ofInput) {
      offsets.push_back(offsetOf(place.linear));
      int64_t stride = place.loop ? place.linear.strides[*place.loop] : 1;
      strides.push_back(builder.getIndexAttr(stride));
      if (!place.loop) {
        sizes.push_back(builder.getIndexAttr(1));
        continue;
      }
      sizes.push_back(getAsOpFoldResult(extentOf(*place.loop)));
      shape.push_back(
          getConstantIntValue(sizes.back()).value_or(ShapedType::kDynamic));
      exprs.push_back(builder.getAffineDimExpr(*places[*place.loop]));
    }
    return extractPart(type.clone(shape), source, offsets, sizes, strides,
                       builder, loc);
  }

  /// Inlines `program` into `target`, which has the parallel loops only. The
  /// indices of reduced loops are the inputs `nested`.
  SmallVector<Expr> inlineStep(const ScalarProgram &program,
                               ArrayRef<Expr> inputs, ScalarProgram &target,
                               ArrayRef<Expr> nested) {
    SmallVector<std::optional<Expr>> copies;
    for (const ScalarNode &node : program.nodes())
      if (node.kind == ScalarNode::Input)
        copies.push_back(inputs[node.position]);
      else if (node.kind != ScalarNode::Index)
        copies.push_back(copyNode(node, target, copies));
      else if (auto place = places[node.position])
        copies.push_back(target.index(*place));
      else
        copies.push_back(
            nested[llvm::find(reduced, node.position) - reduced.begin()]);
    return llvm::map_to_vector(program.results(),
                               [&](unsigned node) { return *copies[node]; });
  }

  AffineMap mapOfParallel(AffineMap map) {
    SmallVector<AffineExpr> exprs;
    for (AffineExpr expr : map.getResults())
      if (auto loop = dyn_cast<AffineDimExpr>(expr))
        exprs.push_back(builder.getAffineDimExpr(*places[loop.getPosition()]));
      else
        exprs.push_back(expr);
    return AffineMap::get(parallel.size(), 0, exprs, builder.getContext());
  }

  SmallVector<Value> step(ArrayRef<Value> accumulators) {
    Spec iteration;
    SmallVector<Value> values(accumulators);
    SmallVector<Expr> carried, read, nested;
    for (auto [number, result] : llvm::enumerate(spec.results)) {
      AffineMap map = mapOfParallel(result.map);
      iteration.inputs.push_back({unsigned(number), map});
      SpecResult &next = iteration.results.emplace_back(
          SpecResult{map, result.accumulator, result.accumulator});
      if (!result.shape.empty())
        for (unsigned dim = 0; dim < map.getNumResults(); ++dim)
          next.shape.push_back(Extent::dimension(number, dim));
      carried.push_back(iteration.body.input(result.accumulator));
    }
    for (unsigned place = 0; place < parallel.size(); ++place)
      for (auto [dim, expr] :
           llvm::enumerate(iteration.results.front().map.getResults()))
        if (expr == builder.getAffineDimExpr(place))
          iteration.loops.push_back(Extent::dimension(0, dim));
    auto addInput = [&](Value value, ArrayRef<AffineExpr> exprs,
                        ScalarType type) {
      iteration.inputs.push_back(
          {unsigned(values.size()),
           AffineMap::get(parallel.size(), 0, exprs, builder.getContext())});
      values.push_back(value);
      return iteration.body.input(type);
    };
    for (auto [input, ofInput, type] :
         llvm::zip_equal(spec.inputs, inputPlaces, spec.body.inputTypes())) {
      SmallVector<AffineExpr> exprs;
      Value part = slice(input, ofInput, exprs);
      read.push_back(addInput(part, exprs, type));
    }
    for (Value index : indices)
      nested.push_back(addInput(
          arith::IndexCastOp::create(builder, loc, builder.getI64Type(), index),
          {}, ScalarType::I64));
    SmallVector<Expr> combined(carried);
    llvm::append_range(combined,
                       inlineStep(spec.body, read, iteration.body, nested));
    for (Expr result :
         inlineStep(*spec.combiner, combined, iteration.body, nested))
      iteration.body.yield(result);
    return write(iteration, values);
  }

  StructuredOpInterface op;
  Spec spec;
  SmallVector<Value> operands;
  OpBuilder &builder;
  Location loc;
  SmallVector<unsigned> parallel, reduced;
  /// For each loop, its number among the parallel loops; std::nullopt if it
  /// reduces.
  SmallVector<std::optional<unsigned>> places;
  SmallVector<SmallVector<Place>> inputPlaces;
  /// The indices of the surrounding reduced loops, outermost first.
  SmallVector<Value> indices;
};
} // namespace

/// Rewrites `op`. Leaves it and returns false if its maps are not supported.
static bool loopReduction(StructuredOpInterface op) {
  OpBuilder builder(op);
  auto results = ReductionLoops(op, builder).run();
  if (!results)
    return false;
  for (auto [from, to] : llvm::zip_equal(op->getResults(), *results))
    from.replaceAllUsesWith(castTo(from.getType(), to, builder));
  op->erase();
  return true;
}

bool loopReductions(func::FuncOp function, const Activity &activity) {
  SmallVector<StructuredOpInterface> ops;
  function.walk([&](StructuredOpInterface op) {
    if (activity.isActive(op) && !hasSpecPullback(op))
      ops.push_back(op);
  });
  return llvm::count_if(ops, loopReduction) > 0;
}

} // namespace ag
