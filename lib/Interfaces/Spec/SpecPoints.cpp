//===- SpecPoints.cpp - other programs over a Spec's loops ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Spec/SpecPoints.h"
#include "ag/Interfaces/Flow/UniformValue.h"
#include "ag/Support/Scalar/ScalarProgramTransforms.h"
#include "ag/Support/Scalar/Simplification.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;

namespace ag {

SpecPoints::SpecPoints(StructuredOpInterface op)
    : theOp(op), theSpec(op.getSpec()), theOperands(op.getSpecOperands()) {
  auto inferred = inferLoopExtents(theSpec, ValueRange(theOperands).getTypes(),
                                   Reporter("", std::nullopt));
  assert(succeeded(inferred) && "the op was verified");
  extents = *inferred;
  collectReads();
}

void SpecPoints::collectReads() {
  ScalarProgram body = simplifyBody(theOp, theSpec);
  SmallVector<Expr> ofReads, inputs;
  for (auto [number, type] : llvm::enumerate(body.inputTypes())) {
    const SpecInput &input = theSpec.inputs[number];
    Value value = theOperands[input.operand];
    auto *known = llvm::find_if(allReads, [&](const Read &read) {
      return read.value == value && read.map == input.map;
    });
    size_t position = known - allReads.begin();
    if (known == allReads.end()) {
      allReads.push_back({value, input.map});
      ofReads.push_back(theBody.input(type));
    }
    inputs.push_back(ofReads[position]);
  }
  for (Expr result : inlineProgram(body, theBody, inputs))
    theBody.yield(result);
}

Read SpecPoints::readResult(unsigned result) const {
  return {theOp->getResult(result), theSpec.results[result].map,
          /*isOfResult=*/true};
}

static bool isWholeOf(const Spec &spec, AffineMap map) {
  return llvm::all_of(map.getResults(), [&](AffineExpr expr) {
    auto loop = dyn_cast<AffineDimExpr>(expr);
    return loop && spec.isMeasured(loop.getPosition());
  });
}

bool SpecPoints::isWhole(AffineMap map) const {
  return isWholeOf(theSpec, map);
}

std::optional<std::string> SpecPoints::findOutside() const {
  for (const SpecInput &input : theSpec.inputs)
    for (unsigned dim = 0; dim < input.map.getNumResults(); ++dim) {
      auto place = matchLinear(input.map, dim);
      auto offset =
          place ? dyn_cast<AffineConstantExpr>(place->offset) : nullptr;
      bool isForward =
          place && llvm::all_of(place->strides,
                                [](int64_t stride) { return stride >= 0; });
      if (offset && isForward && offset.getValue() < 0)
        return llvm::formatv("it reads dimension {0} of operand {1} from {2} "
                             "on, in front of its elements",
                             dim, input.operand, offset.getValue())
            .str();
    }
  return std::nullopt;
}

bool SpecPoints::meets(AffineMap map) const {
  SmallVector<bool> isFixed;
  for (int64_t extent : extents)
    isFixed.push_back(extent == 1);
  for (unsigned dim = 0; dim < map.getNumResults(); ++dim)
    if (auto place = matchLinear(map, dim))
      if (auto loop = place->getOnlyLoop())
        isFixed[*loop] = true;
  return llvm::is_contained(isFixed, false);
}

bool SpecPoints::nameAll(const SpecResult &result) const {
  return result.isCovered() &&
         llvm::all_of(llvm::seq<unsigned>(extents.size()), [&](unsigned loop) {
           return theSpec.isParallel(loop) ||
                  (ShapedType::isStatic(extents[loop]) && extents[loop] > 0);
         });
}

//===----------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------===//

namespace {
/// Assembles one Spec.
class SpecAssembly {
public:
  SpecAssembly(StructuredOpInterface op, const Spec &original,
               ValueRange originalOperands, ArrayRef<int64_t> extents,
               DerivativeContext &context)
      : op(op), original(original), originalOperands(originalOperands),
        extents(extents), context(context) {}

  SmallVector<Value> run(const ScalarProgram &program, ArrayRef<Read> reads,
                         ArrayRef<Write> writes, bool sums);

private:
  void orderLoops(AffineMap map);
  AffineMap reorder(AffineMap map);
  unsigned numberOf(Value operand);
  void addInputs(const ScalarProgram &program, ArrayRef<Read> reads,
                 ArrayRef<unsigned> results);
  std::optional<Extent> findMeasured(unsigned loop);
  Extent extentOf(unsigned loop);
  Extent asExtent(OpFoldResult size);
  void addResult(const Write &write, bool sums);

  StructuredOpInterface op;
  const Spec &original;
  ValueRange originalOperands;
  ArrayRef<int64_t> extents;
  DerivativeContext &context;

  Spec spec;
  SmallVector<Value> operands;
  /// For each input, whether it has a result's shape.
  SmallVector<bool> isOfResult;
  /// The loops in their new order, and the new position of each.
  SmallVector<unsigned> order, places;
};

/// Orders the loops: first the results' dimensions, in their order, then the
/// others.
void SpecAssembly::orderLoops(AffineMap map) {
  for (AffineExpr expr : map.getResults())
    if (auto loop = dyn_cast<AffineDimExpr>(expr);
        loop && !llvm::is_contained(order, loop.getPosition()))
      order.push_back(loop.getPosition());
  for (unsigned loop = 0; loop < original.loops.size(); ++loop)
    if (!llvm::is_contained(order, loop))
      order.push_back(loop);
  places.resize(order.size());
  for (auto [place, loop] : llvm::enumerate(order))
    places[loop] = place;
}

AffineMap SpecAssembly::reorder(AffineMap map) {
  SmallVector<AffineExpr> dims;
  for (unsigned place : places)
    dims.push_back(getAffineDimExpr(place, op->getContext()));
  return map.replaceDimsAndSymbols(dims, {}, dims.size(), map.getNumSymbols());
}

unsigned SpecAssembly::numberOf(Value operand) {
  auto *known = llvm::find(operands, operand);
  if (known == operands.end()) {
    operands.push_back(operand);
    return operands.size() - 1;
  }
  return known - operands.begin();
}

/// Adds the inputs that the program reads.
void SpecAssembly::addInputs(const ScalarProgram &program, ArrayRef<Read> reads,
                             ArrayRef<unsigned> results) {
  for (unsigned input : findReadInputs(program, results)) {
    spec.inputs.push_back(
        {numberOf(reads[input].value), reorder(reads[input].map)});
    isOfResult.push_back(reads[input].isOfResult);
  }
}

Extent SpecAssembly::asExtent(OpFoldResult size) {
  if (auto value = dyn_cast<Value>(size))
    return Extent::operand(numberOf(value));
  return Extent::number(cast<IntegerAttr>(cast<Attribute>(size)).getInt());
}

/// Returns a dimension that the loop alone indexes and that is as long. An
/// operand's dimension along a loop that the original creates is read only in
/// part.
std::optional<Extent> SpecAssembly::findMeasured(unsigned loop) {
  std::optional<Extent> found;
  for (auto [input, wholly] : llvm::zip_equal(spec.inputs, isOfResult))
    for (auto [dim, expr] : llvm::enumerate(input.map.getResults())) {
      if (expr != getAffineDimExpr(places[loop], op->getContext()))
        continue;
      if (!wholly && !original.isMeasured(loop))
        return std::nullopt;
      if (!found)
        found = Extent::dimension(input.operand, dim);
    }
  return found;
}

/// Returns the extent of a loop: a dimension that is read, or a number, or the
/// extent in the original.
Extent SpecAssembly::extentOf(unsigned loop) {
  if (auto measured = findMeasured(loop))
    return *measured;
  if (ShapedType::isStatic(extents[loop]))
    return Extent::number(extents[loop]);
  return asExtent(original.loops[loop].materialize(
      context.builder(), op->getLoc(), originalOperands));
}

void SpecAssembly::addResult(const Write &write, bool sums) {
  ScalarType accumulator = sums ? getAccumulatorType(write.type) : write.type;
  SpecResult result = {reorder(write.map), write.type, accumulator};
  if (write.like && !isWholeOf(original, write.map))
    for (auto [dim, size] : llvm::enumerate(tensor::getMixedSizes(
             context.builder(), op->getLoc(), write.like)))
      result.shape.push_back(asExtent(size));
  spec.results.push_back(std::move(result));
}

/// Returns `program` with results in the types of their accumulators. A final
/// cast to a narrower type, which a cotangent would need, is removed.
ScalarProgram inAccumulators(const ScalarProgram &program,
                             ArrayRef<SpecResult> results) {
  ScalarProgram body;
  SmallVector<Expr> inputs;
  for (ScalarType type : program.inputTypes())
    inputs.push_back(body.input(type));
  for (auto [value, result] :
       llvm::zip_equal(inlineProgram(program, body, inputs), results)) {
    const ScalarNode &node = body.nodes()[value.node];
    bool isRounded = node.kind == ScalarNode::Apply &&
                     node.primitive == Primitive::Cast &&
                     body.operandType(node) == result.accumulator;
    body.yield(isRounded ? Expr{&body, node.operands[0]}
                         : body.cast(value, result.accumulator));
  }
  return body;
}

/// Returns the combiner that adds to each accumulator.
ScalarProgram sumOf(ArrayRef<SpecResult> results) {
  ScalarProgram combiner;
  SmallVector<Expr> accumulators;
  for (const SpecResult &result : results)
    accumulators.push_back(combiner.input(result.accumulator));
  for (Expr accumulator : accumulators) {
    Expr value = combiner.input(accumulator.type());
    combiner.yield(accumulator + value);
  }
  return combiner;
}

SmallVector<Value> SpecAssembly::run(const ScalarProgram &program,
                                     ArrayRef<Read> reads,
                                     ArrayRef<Write> writes, bool sums) {
  orderLoops(writes.front().map);
  auto results = llvm::map_to_vector(
      writes, [](const Write &write) { return write.result; });
  addInputs(program, reads, results);
  for (unsigned loop : order) {
    spec.loops.push_back(extentOf(loop));
    if (loop < original.loopNames.size())
      spec.loopNames.push_back(original.loopNames[loop]);
  }
  for (unsigned symbol : original.symbols)
    spec.symbols.push_back(numberOf(originalOperands[symbol]));
  for (const Write &write : writes)
    addResult(write, sums);
  spec.body =
      inAccumulators(extractResults(program, results, places), spec.results);
  if (sums)
    spec.combiner = sumOf(spec.results);
  return context.write(spec, operands, op);
}
} // namespace

SmallVector<Value> SpecPoints::write(const ScalarProgram &program,
                                     ArrayRef<Read> reads,
                                     ArrayRef<Write> writes,
                                     DerivativeContext &context) const {
  return SpecAssembly(theOp, theSpec, theOperands, extents, context)
      .run(program, reads, writes, meets(writes.front().map));
}

} // namespace ag
