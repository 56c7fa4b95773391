//===- LinalgWriter.cpp - Specs as linalg.generic -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
//   %y = ag.reduce sum %x [1] : tensor<4x?xbf16> -> tensor<4xbf16>
//
// is written as
//
//   %e = tensor.empty() : tensor<4xf32>
//   %i = linalg.fill ins(0.0) outs(%e)
//   %a = linalg.generic {(d0, d1) -> (d0, d1), (d0, d1) -> (d0)}
//          ins(%x) outs(%i) { extf, addf, yield }  // the accumulators
//   %f = linalg.generic {(d0) -> (d0), (d0) -> (d0)}
//          ins(%a) outs(tensor.empty() : tensor<4xbf16>) { truncf, yield }
//
// where the last op is needed only if an accumulator has another type than its
// result. A part of an input that is offset or strided is a slice; so is a part
// of a result, which is inserted into the whole:
//
//   (i) -> (2 * i + 1), of x[i], in 8 zeros
//
//   %i = linalg.fill ins(0.0) outs(tensor.empty() : tensor<8xf32>)
//   %y = tensor.insert_slice %x into %i[1] [3] [2]
//
// Sums of loops are left to linalg's maps, even 2 * y + u on an output if that
// is read. linalg derives its loops' extents from operands only, so loops that
// are alone in no operand's dimension index an empty tensor, which is added to
// the inputs.
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/Models/Linalg/LinalgWriter.h"
#include "Diagonals.h"
#include "LoopWriter.h"
#include "ResultMaps.h"
#include "TensorPart.h"
#include "ag/Dialect/AG/IR/Structured/Reduction.h"
#include "ag/Interfaces/ScalarEmission.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace ag {
namespace {

class LinalgWriter {
public:
  LinalgWriter(const Spec &spec, ValueRange operands, StoredType stored,
               OpBuilder &builder, Location loc)
      : spec(spec), operands(operands), stored(stored), builder(builder),
        loc(loc) {
    addUnitLoops();
  }

  SmallVector<Value> run();

private:
  void addUnitLoops();
  void addWhole(TensorPart &part, AffineExpr place, unsigned dim, Value tensor);
  void addDim(TensorPart &part, AffineMap map, unsigned dim, Value tensor);
  void readInput(const SpecInput &input);
  void fixLoops();
  bool isEmpty();
  bool isView(AffineMap resultMap);
  TensorPart findPart(const SpecResult &result, Value whole);
  Value makeInit(unsigned number);
  SmallVector<Value> buildGeneric(ValueRange inits);
  Value combineBytes(unsigned number, Value accumulator, ArrayRef<Value> values,
                     OpBuilder &nested);
  SmallVector<Value> combine(ValueRange accumulators, ArrayRef<Value> values,
                             llvm::function_ref<Value(unsigned)> getIndex,
                             OpBuilder &nested);
  void buildBody(OpBuilder &nested, ValueRange elements);
  SmallVector<Value> writeParts(ValueRange wholes);
  Value castElements(Value tensor, ScalarType from, ScalarType to);
  OpFoldResult loopExtent(unsigned loop) {
    return spec.loops[loop].materialize(builder, loc, operands);
  }
  AffineMap mapTo(ArrayRef<AffineExpr> places) {
    return AffineMap::get(spec.loops.size(), 0, places, builder.getContext());
  }
  Type storedType(ScalarType type) {
    return stored(type, builder.getContext());
  }

  Spec spec;
  ValueRange operands;
  StoredType stored;
  OpBuilder &builder;
  Location loc;
  SmallVector<Value> inputs;
  SmallVector<AffineMap> inputMaps, resultMaps;
};

//===----------------------------------------------------------------------===//
// Parts
//===----------------------------------------------------------------------===//

/// Adds loops of one iteration for the dimensions of results that no loop
/// indexes, so that slices keep these dimensions. Upstream guesses by sizes
/// which dimensions a slice lacks, and is sometimes wrong.
void LinalgWriter::addUnitLoops() {
  unsigned ownLoops = spec.loops.size();
  SmallVector<SmallVector<AffineExpr>> places;
  for (const SpecResult &result : spec.results) {
    unsigned next = ownLoops;
    llvm::append_range(places.emplace_back(), result.map.getResults());
    for (AffineExpr &place : places.back()) {
      if (!place.isSymbolicOrConstant())
        continue;
      if (next == spec.loops.size())
        spec.loops.push_back(Extent::number(1));
      place = builder.getAffineDimExpr(next++) + place;
    }
  }
  for (auto [result, exprs] : llvm::zip_equal(spec.results, places))
    result.map = AffineMap::get(spec.loops.size(), spec.symbols.size(), exprs,
                                builder.getContext());
}

void LinalgWriter::addWhole(TensorPart &part, AffineExpr place, unsigned dim,
                            Value tensor) {
  part.add(builder.getIndexAttr(0),
           tensor::getMixedSize(builder, loc, tensor, dim), 1, place);
}

/// Adds the part of `tensor` that `map` accesses along dimension `dim`.
void LinalgWriter::addDim(TensorPart &part, AffineMap map, unsigned dim,
                          Value tensor) {
  AffineExpr expr = map.getResult(dim);
  std::optional<LinearOffset> place = matchLinear(map, dim);
  if (!place || llvm::any_of(place->strides, [](int64_t s) { return s < 0; }))
    return addWhole(part, expr, dim, tensor);
  auto offset = [&] {
    return materializeOffset(spec, place->offset, builder, loc, operands);
  };
  if (llvm::all_of(place->strides, [](int64_t s) { return s == 0; })) {
    part.add(offset(), builder.getIndexAttr(1), 1,
             builder.getAffineConstantExpr(0));
  } else if (auto loop = place->getOnlyLoop()) {
    OpFoldResult first = offset(), size = loopExtent(*loop);
    // Upstream crashes at views that lack a strided dimension of size 1.
    int64_t stride = getConstantIntValue(size) == 1 ? 1 : place->strides[*loop];
    part.add(first, size, stride, builder.getAffineDimExpr(*loop));
  } else if (place->offset == 0) {
    return addWhole(part, expr, dim, tensor);
  } else {
    OpFoldResult size = tensor::getMixedSize(builder, loc, tensor, dim);
    OpFoldResult first = offset();
    AffineExpr end, start, moving = builder.getAffineConstantExpr(0);
    bindSymbols(builder.getContext(), end, start);
    for (auto [loop, stride] : llvm::enumerate(place->strides))
      moving = moving + builder.getAffineDimExpr(loop) * stride;
    part.add(first,
             affine::makeComposedFoldedAffineApply(builder, loc, end - start,
                                                   {size, first}),
             1, moving);
  }
  part.isWhole = false;
}

//===----------------------------------------------------------------------===//
// Inputs
//===----------------------------------------------------------------------===//

/// Reads an input in place if its dimensions are as long as the loops that
/// index them, and a slice of it otherwise.
void LinalgWriter::readInput(const SpecInput &input) {
  Value source = operands[input.operand];
  TensorPart part;
  if (isPlain(spec, input.map)) {
    llvm::append_range(part.places, input.map.getResults());
  } else {
    for (unsigned dim = 0; dim < input.map.getNumResults(); ++dim)
      addDim(part, input.map, dim, source);
  }
  inputs.push_back(part.take(source, builder, loc));
  inputMaps.push_back(mapTo(part.places));
}

/// Adds an operand with the extents of the loops that no other operand has.
void LinalgWriter::fixLoops() {
  SmallVector<bool> isFixed(spec.loops.size(), false);
  for (ArrayRef<AffineMap> maps : {ArrayRef(inputMaps), ArrayRef(resultMaps)})
    for (AffineMap map : maps)
      for (AffineExpr expr : map.getResults())
        if (auto loop = dyn_cast<AffineDimExpr>(expr))
          isFixed[loop.getPosition()] = true;
  SmallVector<OpFoldResult> sizes;
  SmallVector<AffineExpr> places;
  for (auto [loop, fixed] : llvm::enumerate(isFixed))
    if (!fixed) {
      sizes.push_back(loopExtent(loop));
      places.push_back(builder.getAffineDimExpr(loop));
    }
  if (places.empty())
    return;
  inputs.push_back(tensor::EmptyOp::create(
      builder, loc, sizes, storedType(spec.results.front().accumulator)));
  inputMaps.push_back(mapTo(places));
}

//===----------------------------------------------------------------------===//
// Results
//===----------------------------------------------------------------------===//

TensorPart LinalgWriter::findPart(const SpecResult &result, Value whole) {
  TensorPart part;
  if (fillsResult(spec, result, operands)) {
    llvm::append_range(part.places, result.map.getResults());
    return part;
  }
  for (auto [dim, expr] : llvm::enumerate(result.map.getResults()))
    if (fillsDim(spec, result, dim, operands))
      addWhole(part, expr, dim, whole);
    else
      addDim(part, result.map, dim, whole);
  return part;
}

/// Returns the first values of accumulators: an operand, or an empty tensor,
/// which is filled with the init if it is read or elements may keep it.
Value LinalgWriter::makeInit(unsigned number) {
  const SpecResult &result = spec.results[number];
  if (result.initOperand)
    return castElements(operands[*result.initOperand], result.type,
                        result.accumulator);
  SmallVector<OpFoldResult> shape =
      materializeResultShape(spec, number, builder, loc, operands);
  Value init = tensor::EmptyOp::create(builder, loc, shape,
                                       storedType(result.accumulator));
  if (!spec.combiner && result.isCovered())
    return init;
  Value first = emitConstant(result.init, result.accumulator, builder, loc);
  first = storeElement(first, storedType(result.accumulator), builder, loc);
  return linalg::FillOp::create(builder, loc, first, init).getResult(0);
}

/// Combines truth values that are stored as bytes, starting from a constant.
/// Their maximum or minimum is that of the bytes, in one op, since later phases
/// recognize such reductions. Returns null for other results.
Value LinalgWriter::combineBytes(unsigned number, Value accumulator,
                                 ArrayRef<Value> values, OpBuilder &nested) {
  const SpecResult &result = spec.results[number];
  if (result.accumulator != ScalarType::I1 || result.initOperand ||
      !accumulator.getType().isInteger(8))
    return nullptr;
  std::optional<ReducedValue> reduced = findReducedValue(spec, number);
  if (!reduced ||
      (reduced->kind != Reduction::max && reduced->kind != Reduction::min))
    return nullptr;
  Value byte =
      storeElement(values[reduced->value], accumulator.getType(), nested, loc);
  ScalarProgram combiner =
      binaryProgram(getCombiner(reduced->kind), ScalarType::UI8);
  return emitScalarProgram(combiner, nested, loc, {accumulator, byte}, nullptr)
      .front();
}

/// Returns the accumulators combined with the body's values.
SmallVector<Value>
LinalgWriter::combine(ValueRange accumulators, ArrayRef<Value> values,
                      llvm::function_ref<Value(unsigned)> getIndex,
                      OpBuilder &nested) {
  SmallVector<Value> combined;
  for (auto [number, accumulator] : llvm::enumerate(accumulators))
    combined.push_back(combineBytes(number, accumulator, values, nested));
  if (!llvm::is_contained(combined, nullptr))
    return combined;
  SmallVector<Value> pairs;
  for (auto [accumulator, result] : llvm::zip(accumulators, spec.results))
    pairs.push_back(loadElement(
        accumulator, getSignlessType(result.accumulator, nested.getContext()),
        nested, loc));
  llvm::append_range(pairs, values);
  SmallVector<Value> others =
      emitScalarProgram(*spec.combiner, nested, loc, pairs, getIndex);
  for (auto [value, other] : llvm::zip_equal(combined, others))
    value = value ? value : other;
  return combined;
}

/// Yields the body's values, combined with the accumulators if there is a
/// combiner.
void LinalgWriter::buildBody(OpBuilder &nested, ValueRange elements) {
  SmallVector<Value> scalars;
  for (auto [element, type] : llvm::zip(elements, spec.body.inputTypes()))
    scalars.push_back(loadElement(
        element, getSignlessType(type, builder.getContext()), nested, loc));
  auto getIndex = [&](unsigned loop) -> Value {
    return linalg::IndexOp::create(nested, loc, loop);
  };
  SmallVector<Value> values =
      emitScalarProgram(spec.body, nested, loc, scalars, getIndex);
  if (spec.combiner)
    values =
        combine(elements.drop_front(inputs.size()), values, getIndex, nested);
  for (auto [value, result] : llvm::zip(values, spec.results))
    value = storeElement(value, storedType(result.accumulator), nested, loc);
  linalg::YieldOp::create(nested, loc, values);
}

SmallVector<Value> LinalgWriter::buildGeneric(ValueRange inits) {
  SmallVector<AffineMap> maps(inputMaps);
  llvm::append_range(maps, resultMaps);
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

Value LinalgWriter::castElements(Value tensor, ScalarType from, ScalarType to) {
  if (from == to)
    return tensor;
  auto type = cast<RankedTensorType>(tensor.getType());
  Value init = tensor::EmptyOp::create(
      builder, loc, tensor::getMixedSizes(builder, loc, tensor),
      storedType(to));
  AffineMap identity = builder.getMultiDimIdentityMap(type.getRank());
  SmallVector<utils::IteratorType> parallel(type.getRank(),
                                            utils::IteratorType::parallel);
  ScalarProgram program;
  program.yield(program.cast(program.input(from), to));
  auto generic = linalg::GenericOp::create(
      builder, loc, init.getType(), tensor, init, ArrayRef{identity, identity},
      parallel, [&](OpBuilder &nested, Location, ValueRange elements) {
        linalg::YieldOp::create(
            nested, loc,
            emitScalarProgram(program, nested, loc, elements.front(), nullptr));
      });
  return generic.getResult(0);
}

/// Returns whether the only result is, in its part, the only input as it is
/// read. A scalar input, such as that of linalg.fill, is not a tensor of rank
/// 0.
bool LinalgWriter::isView(AffineMap resultMap) {
  return inputs.size() == 1 && isa<RankedTensorType>(inputs[0].getType()) &&
         !spec.combiner && spec.results.size() == 1 &&
         spec.body.nodes().size() == 1 &&
         spec.body.nodes().front().kind == ScalarNode::Input &&
         inputMaps.front() == resultMap && resultMap.isProjectedPermutation();
}

/// Returns whether there are no points, according to the types.
bool LinalgWriter::isEmpty() {
  auto extents =
      inferLoopExtents(spec, operands.getTypes(), Reporter("", std::nullopt));
  return succeeded(extents) && llvm::is_contained(*extents, 0);
}

/// Returns the results as accumulators, whose first values are `wholes`.
SmallVector<Value> LinalgWriter::writeParts(ValueRange wholes) {
  // Upstream verifies no sums of loops that have no points.
  if (isEmpty())
    return llvm::to_vector(wholes);
  SmallVector<Value> values;
  std::vector<TensorPart> parts;
  for (auto [whole, result] : llvm::zip_equal(wholes, spec.results)) {
    parts.push_back(findPart(result, whole));
    resultMaps.push_back(mapTo(parts.back().places));
  }
  if (isView(resultMaps.front())) {
    values = inputs;
  } else {
    for (auto [whole, part] : llvm::zip_equal(wholes, parts))
      values.push_back(part.take(whole, builder, loc));
    fixLoops();
    values = buildGeneric(values);
  }
  for (auto [value, whole, part] : llvm::zip_equal(values, wholes, parts))
    value = part.put(value, whole, builder, loc);
  return values;
}

SmallVector<Value> LinalgWriter::run() {
  bool isNest = needsLoops(spec);
  for (const SpecInput &input : spec.inputs)
    if (!isNest)
      readInput(input);
  if (!isNest && fillsResult(spec, spec.results.front(), operands) &&
      isView(spec.results.front().map))
    return {inputs.front()};
  SmallVector<Value> wholes;
  for (unsigned number = 0; number < spec.results.size(); ++number)
    wholes.push_back(makeInit(number));
  SmallVector<Value> values =
      isNest ? writeLoops(spec, operands, wholes, stored, builder, loc)
             : writeParts(wholes);
  for (auto [value, result] : llvm::zip_equal(values, spec.results))
    value = castElements(value, result.accumulator, result.type);
  return values;
}
} // namespace

SmallVector<Value> writeLinalg(const Spec &spec, ValueRange operands,
                               StoredType stored, OpBuilder &builder,
                               Location loc) {
  SmallVector<Spec, 0> separated = separateDiagonals(spec);
  if (separated.empty())
    return LinalgWriter(spec, operands, stored, builder, loc).run();
  SmallVector<Value> results;
  for (const Spec &each : separated)
    results.append(LinalgWriter(each, operands, stored, builder, loc).run());
  return results;
}

bool forgetsElements(linalg::LinalgOp op) {
  return llvm::any_of(op.getDpsInitsMutable(), [&](OpOperand &init) {
    return !op.getMatchingIndexingMap(&init).isProjectedPermutation() &&
           !op.payloadUsesValueFromOperand(&init);
  });
}

} // namespace ag
