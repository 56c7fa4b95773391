//===- SpecBatching.cpp - batches of Specs --------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Interfaces/Spec/SpecBatching.h"
#include "ag/Interfaces/Flow/UniformValue.h"
#include "ag/Support/Scalar/PrimitiveMeanings.h"
#include "ag/Support/Scalar/ScalarProgramTransforms.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace ag {
namespace {
class SpecBatching {
public:
  SpecBatching(StructuredOpInterface op, BatchContext &context)
      : op(op), context(context), spec(op.getSpec()) {
    for (Value operand : op.getSpecOperands())
      operands.push_back(context.lookup(operand));
  }

  LogicalResult run();

private:
  bool isAtDifferingPlaces() const;
  std::optional<unsigned> shareSizes();
  bool isElementwise() const;
  bool batchInPlace();
  std::optional<SpecInput> findLeading() const;
  void share();
  std::string findName() const;
  int64_t findAxis(AffineMap result) const;
  void addLoop();
  void startFrom(SpecResult &result, int64_t axis);
  Extent shift(Extent extent) const;
  AffineMap extend(AffineMap map, std::optional<int64_t> axis) const;
  ScalarProgram shift(const ScalarProgram &program) const;

  StructuredOpInterface op;
  BatchContext &context;
  Spec spec;
  /// The operands that the Spec numbers.
  SmallVector<BatchedValue> operands;
  /// The results' axes, and the number of the new loop.
  SmallVector<int64_t> axes;
  unsigned loop = 0;
};

//===----------------------------------------------------------------------===//
// Limits
//===----------------------------------------------------------------------===//

/// Returns true if operands that are symbols of maps differ.
bool SpecBatching::isAtDifferingPlaces() const {
  return llvm::any_of(spec.symbols, [&](unsigned symbol) {
    return operands[symbol].axis.has_value();
  });
}

/// Replaces operands that are sizes by values that are the same for all
/// elements. Returns an operand for which this is not possible.
std::optional<unsigned> SpecBatching::shareSizes() {
  SmallVector<Extent> extents(spec.loops);
  for (const SpecResult &result : spec.results)
    llvm::append_range(extents, result.shape);
  for (const Extent &extent : extents) {
    if (extent.kind() != Extent::Operand || !operands[extent.operand()].axis)
      continue;
    Value size = context.findSize(op.getSpecOperands()[extent.operand()], op);
    if (!size)
      return extent.operand();
    operands[extent.operand()] = {size, std::nullopt};
  }
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// Element-wise ops
//===----------------------------------------------------------------------===//

/// Returns true if the op may be applied to tensors of any common shape.
bool SpecBatching::isElementwise() const {
  auto isIdentity = [&](AffineMap map) { return map.isIdentity(); };
  bool countsLoops = llvm::any_of(spec.body.nodes(), [](const ScalarNode &n) {
    return n.kind == ScalarNode::Index;
  });
  return !spec.combiner && !countsLoops && op->getNumRegions() == 0 &&
         spec.inputs.size() == op->getNumOperands() && !spec.inputs.empty() &&
         llvm::all_of(op->getOperandTypes(), llvm::IsaPred<RankedTensorType>) &&
         llvm::all_of(spec.inputs,
                      [&](const SpecInput &i) { return isIdentity(i.map); }) &&
         llvm::all_of(spec.results, [&](const SpecResult &result) {
           return isIdentity(result.map) && !result.initOperand &&
                  result.isCovered();
         });
}

/// Applies the op itself to larger tensors, so that it keeps its kind. Returns
/// false if the larger op would not be valid.
bool SpecBatching::batchInPlace() {
  int64_t axis = context.findAxis(op->getOperands());
  IRMapping mapping;
  for (Value operand : op->getOperands())
    mapping.map(operand, context.get(operand, axis, op));
  Operation *batched = context.builder().clone(*op, mapping);
  int64_t size =
      cast<RankedTensorType>(batched->getOperand(0).getType()).getDimSize(axis);
  SmallVector<Type> types, inferred;
  for (Type type : op->getResultTypes())
    types.push_back(getBatchedType(type, size, axis));
  auto infers = dyn_cast<InferTypeOpInterface>(batched);
  if (!infers ||
      failed(infers.inferReturnTypes(
          op->getContext(), std::nullopt, batched->getOperands(),
          batched->getDiscardableAttrDictionary(),
          batched->getPropertiesStorage(), batched->getRegions(), inferred)) ||
      !areCompatible(inferred, types)) {
    batched->erase();
    return false;
  }
  for (auto [result, own, type] :
       llvm::zip_equal(op->getResults(), batched->getResults(), types)) {
    own.setType(type);
    context.set(result, {own, axis});
  }
  return true;
}

//===----------------------------------------------------------------------===//
// One more loop
//===----------------------------------------------------------------------===//

/// Returns the first operand that is read and differs. Its axis determines
/// those of the results.
std::optional<SpecInput> SpecBatching::findLeading() const {
  for (const SpecInput &input : spec.inputs)
    if (operands[input.operand].axis)
      return input;
  for (const SpecResult &result : spec.results)
    if (result.initOperand && operands[*result.initOperand].axis)
      return SpecInput{*result.initOperand, result.map};
  return std::nullopt;
}

/// Returns a letter for the new loop, if the other loops have one.
std::string SpecBatching::findName() const {
  for (char letter : StringRef("nbmabcdefghijklopqrstuvwxyz")) {
    std::string name = {'\'', letter, '\''};
    if (!llvm::is_contained(spec.loopNames, name))
      return name;
  }
  return "the batch";
}

/// Returns the position next to the loop that is next to the batch in the
/// leading operand.
int64_t SpecBatching::findAxis(AffineMap result) const {
  SpecInput leading = *findLeading();
  ArrayRef<AffineExpr> read = leading.map.getResults();
  int64_t axis = *operands[leading.operand].axis;
  auto find = [&](AffineExpr place) -> std::optional<int64_t> {
    auto found = llvm::find(result.getResults(), place);
    if (!isa<AffineDimExpr>(place) || found == result.getResults().end())
      return std::nullopt;
    return found - result.getResults().begin();
  };
  for (AffineExpr place : read.drop_front(axis))
    if (auto dim = find(place))
      return *dim;
  for (AffineExpr place : llvm::reverse(read.take_front(axis)))
    if (auto dim = find(place))
      return *dim + 1;
  return 0;
}

Extent SpecBatching::shift(Extent extent) const {
  if (extent.kind() != Extent::Dimension || !operands[extent.operand()].axis)
    return extent;
  return Extent::dimension(
      extent.operand(),
      besideAxis(extent.value(), *operands[extent.operand()].axis));
}

/// Returns the map with the new loop, inserted at `axis` if given.
AffineMap SpecBatching::extend(AffineMap map,
                               std::optional<int64_t> axis) const {
  AffineMap shifted = map.shiftDims(1, loop);
  AffineMap all = AffineMap::get(spec.loops.size(), shifted.getNumSymbols(),
                                 shifted.getResults(), op->getContext());
  if (!axis)
    return all;
  return all.insertResult(getAffineDimExpr(loop, op->getContext()), *axis);
}

ScalarProgram SpecBatching::shift(const ScalarProgram &program) const {
  ScalarProgram shifted;
  SmallVector<Expr> inputs;
  for (ScalarType type : program.inputTypes())
    inputs.push_back(shifted.input(type));
  SmallVector<unsigned> loops;
  for (unsigned old = 0; old + 1 < spec.loops.size(); ++old)
    loops.push_back(besideAxis(old, loop));
  for (Expr result : inlineProgram(program, shifted, inputs, loops))
    shifted.yield(result);
  return shifted;
}

/// Extends the operand with which accumulators start to the result's shape.
void SpecBatching::startFrom(SpecResult &result, int64_t axis) {
  if (!result.initOperand)
    return;
  Value init = op.getSpecOperands()[*result.initOperand];
  std::optional<Cell> uniform;
  if (auto producer = init.getDefiningOp<StructuredOpInterface>();
      producer && !operands[*result.initOperand].axis)
    uniform = findUniform(producer);
  if (uniform) {
    result.init = castCell(*uniform, result.type, result.accumulator,
                           Precision::Declared);
    result.initOperand = std::nullopt;
    return;
  }
  operands.push_back({context.get(init, axis, op), axis});
  result.initOperand = operands.size() - 1;
}

void SpecBatching::addLoop() {
  SpecInput leading = *findLeading();
  Extent size =
      Extent::dimension(leading.operand, *operands[leading.operand].axis);
  for (SpecResult &result : spec.results)
    axes.push_back(findAxis(result.map));
  AffineMap first = spec.results.front().map;
  if (axes.front() < int64_t(first.getNumResults())) {
    if (auto next = dyn_cast<AffineDimExpr>(first.getResult(axes.front())))
      loop = next.getPosition();
  } else if (axes.front() > 0) {
    if (auto last = dyn_cast<AffineDimExpr>(first.getResult(axes.front() - 1)))
      loop = last.getPosition() + 1;
  }
  for (Extent &extent : spec.loops)
    extent = shift(extent);
  spec.loops.insert(spec.loops.begin() + loop, size);
  if (!spec.loopNames.empty())
    spec.loopNames.insert(spec.loopNames.begin() + loop, findName());
  for (SpecInput &input : spec.inputs)
    input.map = extend(input.map, operands[input.operand].axis);
  for (auto [result, axis] : llvm::zip_equal(spec.results, axes)) {
    for (Extent &extent : result.shape)
      extent = shift(extent);
    if (!result.shape.empty())
      result.shape.insert(result.shape.begin() + axis, size);
    result.map = extend(result.map, axis);
    startFrom(result, axis);
  }
  spec.body = shift(spec.body);
}

/// Computes the op once, if of the differing operands only sizes are used.
void SpecBatching::share() {
  for (Extent &extent : spec.loops)
    extent = shift(extent);
  for (SpecResult &result : spec.results)
    for (Extent &extent : result.shape)
      extent = shift(extent);
  auto values = llvm::map_to_vector(
      operands, [](const BatchedValue &operand) { return operand.value; });
  for (auto [result, value] :
       llvm::zip_equal(op->getResults(), context.write(spec, values, op)))
    context.set(result, {value, std::nullopt});
}

LogicalResult SpecBatching::run() {
  if (std::optional<unsigned> operand = shareSizes())
    return context.refuse(op, "operand " + Twine(*operand) +
                                  ", a size, differs over the batch");
  if (isAtDifferingPlaces())
    return context.loop(op);
  if (!findLeading()) {
    share();
    return success();
  }
  if (isElementwise() && batchInPlace())
    return success();
  addLoop();
  auto values = llvm::map_to_vector(
      operands, [](const BatchedValue &operand) { return operand.value; });
  for (auto [result, value, axis] :
       llvm::zip_equal(op->getResults(), context.write(spec, values, op), axes))
    context.set(result, {value, axis});
  return success();
}
} // namespace

LogicalResult batchSpec(StructuredOpInterface op, BatchContext &context) {
  return SpecBatching(op, context).run();
}

} // namespace ag
