//===- Structured.cpp - Specs as linalg.generic ---------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is an op with a Spec written in linalg?
//
//   %y = ag.reduce sum %x [1] : tensor<4x?xbf16> -> tensor<4xbf16>
//
// becomes
//
//   %e = tensor.empty() : tensor<4xf32>
//   %i = linalg.fill ins(0.0) outs(%e)
//   %a = linalg.generic {(d0, d1) -> (d0, d1), (d0, d1) -> (d0)}
//          ins(%x) outs(%i) { extf, addf, yield }            // the
//          accumulators
//   %f = linalg.generic {(d0) -> (d0), (d0) -> (d0)}
//          ins(%a) outs(tensor.empty() : tensor<4xbf16>) { truncf, yield }
//
// where the last op is needed only if an accumulator has another type than its
// result. An op that only places elements (slice) becomes a view.
//
//===----------------------------------------------------------------------===//
#include "Structured.h"
#include "ConvertedResults.h"
#include "Parts.h"
#include "Types.h"
#include "ag/Interfaces/ScalarEmission.h"
#include "ag/Interfaces/StructuredOp.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace ag {
namespace {

/// Lowers one op.
class StructuredLowering {
public:
  StructuredLowering(StructuredOpInterface op, ValueRange operands,
                     OpBuilder &builder)
      : spec(op.getSpec()), operands(operands), builder(builder),
        loc(op.getLoc()) {}

  FailureOr<SmallVector<Value>> run();

private:
  LogicalResult readInputs();
  FailureOr<Value> sliceInput(Value source, AffineMap map,
                              SmallVectorImpl<AffineExpr> &places);
  OpFoldResult loopExtent(unsigned loop);
  SmallVector<Value> makeInits();
  SmallVector<Value> buildGeneric(ValueRange inits);
  void buildBody(OpBuilder &nested, ValueRange elements);
  Value castAccumulator(Value accumulator, const SpecResult &result);
  Type storedType(ScalarType type) {
    return type == ScalarType::I1 ? builder.getI8Type()
                                  : getSignlessType(type, builder.getContext());
  }

  Spec spec;
  ValueRange operands;
  OpBuilder &builder;
  Location loc;
  SmallVector<Value> inputs;
  SmallVector<AffineMap> inputMaps;
};

//===----------------------------------------------------------------------===//
// Inputs
//===----------------------------------------------------------------------===//

OpFoldResult StructuredLowering::loopExtent(unsigned loop) {
  return spec.loops[loop].materialize(builder, loc, operands);
}

/// An input of which a part is read is a slice, read at the loops themselves.
FailureOr<Value>
StructuredLowering::sliceInput(Value source, AffineMap map,
                               SmallVectorImpl<AffineExpr> &places) {
  auto type = cast<RankedTensorType>(source.getType());
  SmallVector<OpFoldResult> offsets, sizes, strides;
  for (unsigned dim = 0; dim < map.getNumResults(); ++dim) {
    std::optional<LinearPlace> place = matchLinear(map, dim);
    std::optional<unsigned> loop = place ? place->getOnlyLoop() : std::nullopt;
    if (!loop)
      return failure();
    offsets.push_back(
        materializeOffset(spec, place->offset, builder, loc, operands));
    sizes.push_back(loopExtent(*loop));
    strides.push_back(builder.getIndexAttr(place->strides[*loop]));
    places.push_back(builder.getAffineDimExpr(*loop));
  }
  if (llvm::any_of(sizes, isZeroInteger))
    return tensor::EmptyOp::create(builder, loc, sizes, type.getElementType())
        .getResult();
  source = hideSizes(source, offsets, sizes, strides, builder);
  return tensor::ExtractSliceOp::create(builder, loc, source, offsets, sizes,
                                        strides)
      .getResult();
}

LogicalResult StructuredLowering::readInputs() {
  for (const SpecInput &input : spec.inputs) {
    Value source = operands[input.operand];
    AffineMap map = input.map;
    if (!isPlain(spec, map)) {
      SmallVector<AffineExpr> places;
      FailureOr<Value> slice = sliceInput(source, map, places);
      if (failed(slice))
        return failure();
      source = *slice;
      map = AffineMap::get(spec.loops.size(), 0, places, builder.getContext());
    }
    inputs.push_back(source);
    inputMaps.push_back(map);
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Results
//===----------------------------------------------------------------------===//

/// What accumulators start from: an operand, or empty ones, filled with their
/// first value if it is read or may stay.
SmallVector<Value> StructuredLowering::makeInits() {
  SmallVector<Value> inits;
  for (auto [number, result] : llvm::enumerate(spec.results)) {
    if (result.initOperand) {
      inits.push_back(operands[*result.initOperand]);
      continue;
    }
    SmallVector<OpFoldResult> shape =
        materializeResultShape(spec, number, builder, loc, operands);
    Value init = tensor::EmptyOp::create(builder, loc, shape,
                                         storedType(result.accumulator));
    if (spec.combiner || !result.isCovered()) {
      Value first = emitConstant(result.init, result.accumulator, builder, loc);
      first = storeElement(first, storedType(result.accumulator), builder, loc);
      init = linalg::FillOp::create(builder, loc, first, init).getResult(0);
    }
    inits.push_back(init);
  }
  return inits;
}

/// The body's values, combined with the accumulators if there is a combiner.
void StructuredLowering::buildBody(OpBuilder &nested, ValueRange elements) {
  SmallVector<Value> scalars;
  for (auto [element, type] :
       llvm::zip(elements.take_front(inputs.size()), spec.body.inputTypes()))
    scalars.push_back(loadElement(
        element, getSignlessType(type, builder.getContext()), nested, loc));
  auto getIndex = [&](unsigned loop) -> Value {
    return linalg::IndexOp::create(nested, loc, loop);
  };
  SmallVector<Value> values =
      emitScalarProgram(spec.body, nested, loc, scalars, getIndex);
  if (spec.combiner) {
    SmallVector<Value> pairs;
    for (auto [accumulator, result] :
         llvm::zip(elements.drop_front(inputs.size()), spec.results))
      pairs.push_back(loadElement(
          accumulator, getSignlessType(result.accumulator, nested.getContext()),
          nested, loc));
    llvm::append_range(pairs, values);
    values = emitScalarProgram(*spec.combiner, nested, loc, pairs, getIndex);
  }
  for (auto [value, result] : llvm::zip(values, spec.results))
    value = storeElement(value, storedType(result.accumulator), nested, loc);
  linalg::YieldOp::create(nested, loc, values);
}

SmallVector<Value> StructuredLowering::buildGeneric(ValueRange inits) {
  SmallVector<AffineMap> maps(inputMaps);
  for (const SpecResult &result : spec.results)
    maps.push_back(result.map);
  SmallVector<utils::IteratorType> iterators;
  for (unsigned loop = 0; loop < spec.loops.size(); ++loop)
    iterators.push_back(spec.isParallel(loop) ? utils::IteratorType::parallel
                                              : utils::IteratorType::reduction);
  auto generic = linalg::GenericOp::create(
      builder, loc, inits.getTypes(), inputs, inits, maps, iterators,
      [&](OpBuilder &nested, Location, ValueRange elements) {
        buildBody(nested, elements);
      });
  return llvm::to_vector_of<Value>(generic.getResults());
}

Value StructuredLowering::castAccumulator(Value accumulator,
                                          const SpecResult &result) {
  if (result.accumulator == result.type)
    return accumulator;
  auto type = cast<RankedTensorType>(accumulator.getType());
  Value init = tensor::EmptyOp::create(
      builder, loc, tensor::getMixedSizes(builder, loc, accumulator),
      storedType(result.type));
  AffineMap identity = builder.getMultiDimIdentityMap(type.getRank());
  SmallVector<utils::IteratorType> parallel(type.getRank(),
                                            utils::IteratorType::parallel);
  ScalarProgram program;
  Expr wide = program.input(result.accumulator);
  program.yield(program.cast(wide, result.type));
  auto generic = linalg::GenericOp::create(
      builder, loc, init.getType(), accumulator, init,
      ArrayRef{identity, identity}, parallel,
      [&](OpBuilder &nested, Location, ValueRange elements) {
        linalg::YieldOp::create(
            nested, loc,
            emitScalarProgram(program, nested, loc, elements.front(), nullptr));
      });
  return generic.getResult(0);
}

/// Whether the op's only result is its only input, as read. A scalar, as
/// linalg.fill has one, is no tensor of rank 0.
bool isView(const Spec &spec, ValueRange inputs,
            ArrayRef<AffineMap> inputMaps) {
  return inputs.size() == 1 && isa<RankedTensorType>(inputs[0].getType()) &&
         !spec.combiner && spec.results.size() == 1 &&
         spec.body.nodes().size() == 1 &&
         spec.body.nodes().front().kind == ScalarNode::Input &&
         inputMaps.front() == spec.results.front().map;
}

FailureOr<SmallVector<Value>> StructuredLowering::run() {
  if (failed(readInputs()))
    return failure();
  if (isView(spec, inputs, inputMaps))
    return SmallVector<Value>{inputs.front()};
  SmallVector<Value> accumulators = buildGeneric(makeInits());
  SmallVector<Value> results;
  for (auto [accumulator, result] : llvm::zip(accumulators, spec.results))
    results.push_back(castAccumulator(accumulator, result));
  return results;
}

struct LowerStructured : OpInterfaceConversionPattern<StructuredOpInterface> {
  using OpInterfaceConversionPattern::OpInterfaceConversionPattern;

  LogicalResult
  matchAndRewrite(StructuredOpInterface op, ArrayRef<Value> operands,
                  ConversionPatternRewriter &rewriter) const override {
    if (!op.hasSpec())
      return rewriter.notifyMatchFailure(op, "a region that no Spec states");
    FailureOr<SmallVector<Value>> results =
        StructuredLowering(op, operands, rewriter).run();
    if (failed(results))
      return rewriter.notifyMatchFailure(op, "an input's map is not strided");
    replaceResults(op, *results, *getTypeConverter(), rewriter);
    return success();
  }
};
} // namespace

void populateStructuredPatterns(const TypeConverter &converter,
                                RewritePatternSet &patterns) {
  patterns.add<LowerStructured>(converter, patterns.getContext());
}

} // namespace ag
