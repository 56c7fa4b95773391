//===- LinalgSpec.cpp - Specs of linalg ops -------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An output that the region reads is the accumulator of a combiner. For
//
//   linalg.generic
//       {(m, n, k) -> (m, k), (m, n, k) -> (k, n), (m, n, k) -> (m, n)}
//       ins(%a, %b) outs(%c) { ^(x, y, z): yield z + x * y }
//
// the body is (x, y) -> x * y, the combiner (z, v) -> z + v, and the
// accumulators start from operand 2. They also start from an output whose map
// may leave out elements, such as that of a diagonal or of a window.
//
//===----------------------------------------------------------------------===//
#include "LinalgSpec.h"
#include "ag/Interfaces/PrimitiveOps.h"
#include "ag/Support/Scalar/ScalarProgramTransforms.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace ag {

SmallVector<Value> getCaptures(linalg::LinalgOp op) {
  llvm::SetVector<Value> captures;
  Region *region = op.getBlock()->getParent();
  region->walk([&](Operation *nested) {
    for (Value operand : nested->getOperands()) {
      // The region is null while a conversion has detached the block of an
      // argument.
      Region *home = operand.getParentRegion();
      if ((!home || !region->isAncestor(home)) &&
          !matchPattern(operand, m_Constant()))
        captures.insert(operand);
    }
  });
  return captures.takeVector();
}

namespace {
class RegionRecorder {
public:
  explicit RegionRecorder(linalg::LinalgOp op) : op(op) {}

  /// Returns the region as a program of the inputs' elements, the captures and
  /// the outputs' elements; nullopt if there is no such program.
  std::optional<ScalarProgram> record() {
    for (BlockArgument argument : op.getRegionInputArgs())
      addInput(argument);
    for (Value capture : getCaptures(op))
      addInput(capture);
    for (BlockArgument argument : op.getRegionOutputArgs())
      addInput(argument);
    for (Operation &nested : op.getBlock()->without_terminator())
      if (isRecordable)
        recordNested(&nested);
    for (Value result : op.getBlock()->getTerminator()->getOperands())
      if (auto value = lookup(result))
        program.yield(*value);
    if (!isRecordable)
      return std::nullopt;
    return std::move(program);
  }

private:
  void addInput(Value value) {
    if (auto type = getScalarType(value.getType()))
      values[value] = program.input(*type);
    else
      isRecordable = false;
  }

  void recordNested(Operation *nested) {
    if (auto index = dyn_cast<linalg::IndexOp>(nested)) {
      values[index] = program.index(index.getDim());
      return;
    }
    if (matchPattern(nested, m_Constant()))
      return;
    SmallVector<Expr> operands;
    for (Value operand : nested->getOperands())
      if (auto value = lookup(operand))
        operands.push_back(*value);
    auto results = isRecordable ? recordOp(nested, operands) : std::nullopt;
    isRecordable = results.has_value();
    if (results)
      for (auto [value, result] :
           llvm::zip_equal(nested->getResults(), *results))
        values[value] = result;
  }

  /// Returns the expression of a recorded value or of a constant; nullopt
  /// otherwise, as the region can't be recorded then.
  std::optional<Expr> lookup(Value value) {
    auto known = values.find(value);
    if (known != values.end())
      return known->second;
    auto type = getScalarType(value.getType());
    Attribute constant;
    if (type && matchPattern(value, m_Constant(&constant))) {
      if (auto number = dyn_cast<FloatAttr>(constant))
        return program.floatConstant(toDouble(number.getValue()), *type);
      if (auto number = dyn_cast<IntegerAttr>(constant))
        return program.intConstant(
            static_cast<int64_t>(number.getValue().getZExtValue()), *type);
    }
    isRecordable = false;
    return std::nullopt;
  }

  static double toDouble(APFloat value) {
    bool losesInfo = false;
    value.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven,
                  &losesInfo);
    return value.convertToDouble();
  }

  linalg::LinalgOp op;
  ScalarProgram program;
  llvm::DenseMap<Value, Expr> values;
  bool isRecordable = true;
};

/// Returns the first operand's dimension that the loop alone indexes; nullopt
/// if there is none.
std::optional<Extent> findExtent(ArrayRef<AffineMap> maps, unsigned loop) {
  for (auto [operand, map] : llvm::enumerate(maps))
    for (auto [dim, expr] : llvm::enumerate(map.getResults()))
      if (expr == getAffineDimExpr(loop, map.getContext()))
        return Extent::dimension(operand, dim);
  return std::nullopt;
}

/// Returns the extents of the result that starts from `operand`. A dimension
/// that is indexed by a plain loop has its extent, as linalg requires; others
/// have the operand's size.
SmallVector<Extent> shapeOf(const Spec &spec, AffineMap map, unsigned operand) {
  SmallVector<Extent> shape;
  if (map.isProjectedPermutation())
    return shape;
  for (auto [dim, expr] : llvm::enumerate(map.getResults())) {
    auto loop = dyn_cast<AffineDimExpr>(expr);
    shape.push_back(loop ? spec.loops[loop.getPosition()]
                         : Extent::dimension(operand, dim));
  }
  return shape;
}

/// Fills in the parts of a Spec that follow from the maps. Returns false if no
/// Spec can have these maps.
bool addMaps(linalg::LinalgOp op, Spec &spec) {
  SmallVector<AffineMap> maps = op.getIndexingMapsArray();
  for (unsigned loop = 0; loop < op.getNumLoops(); ++loop) {
    auto extent = findExtent(maps, loop);
    if (!extent)
      return false;
    spec.loops.push_back(*extent);
  }
  for (OpOperand *input : op.getDpsInputOperands())
    spec.inputs.push_back(
        {input->getOperandNumber(), op.getMatchingIndexingMap(input)});
  for (OpOperand &init : op.getDpsInitsMutable()) {
    AffineMap map = op.getMatchingIndexingMap(&init);
    auto type = getScalarType(getElementTypeOrSelf(init.get()));
    if (!type)
      return false;
    unsigned operand = init.getOperandNumber();
    spec.results.push_back(
        {map, *type, *type, {}, operand, shapeOf(spec, map, operand)});
  }
  return true;
}
} // namespace

std::optional<Spec> describeLinalg(linalg::LinalgOp op) {
  Spec spec;
  if (!op.hasPureTensorSemantics() || !addMaps(op, spec))
    return std::nullopt;
  auto program = RegionRecorder(op).record();
  if (!program)
    return std::nullopt;
  AffineMap none = AffineMap::get(spec.loops.size(), 0, {}, op.getContext());
  for (size_t capture = 0; capture < getCaptures(op).size(); ++capture)
    spec.inputs.push_back(
        {static_cast<unsigned>(op->getNumOperands() + capture), none});

  bool readsOutputs =
      llvm::any_of(op.getRegionOutputArgs(),
                   [](Value argument) { return !argument.use_empty(); });
  bool reduces =
      llvm::any_of(llvm::seq<unsigned>(0, spec.loops.size()),
                   [&](unsigned loop) { return !spec.isParallel(loop); });
  if (readsOutputs || reduces) {
    SplitProgram split = splitAtAccumulators(*program);
    spec.body = split.body;
    spec.combiner = split.combiner;
    return spec;
  }
  spec.body = dropAccumulators(*program);
  for (SpecResult &result : spec.results)
    if (result.isCovered())
      result.initOperand = std::nullopt;
  return spec;
}

} // namespace ag
