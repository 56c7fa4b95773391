//===- FactorPaths.cpp - where factors can be multiplied ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Algebra/FactorPaths.h"
#include "ag/Analysis/Buffers/Views.h"
#include "ag/Analysis/Entry/LoadValues.h"
#include "ag/Analysis/Groups/GroupValues.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Interfaces/Flow/Purity.h"
#include "ag/Interfaces/Spec/OperandShape.h"
#include "ag/Support/Forms/FormPrograms.h"
#include "ag/Support/Scalar/Homogeneity.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;

namespace ag {

static constexpr StringLiteral immoderate =
    "a constant, or a product of constants, would be too large or too small to "
    "keep the digits of what it multiplies";

FactorPaths::FactorPaths(FunctionOpInterface function, const LoadOps &load)
    : load(load) {
  function->walk(
      [&](ParameterOp parameter) { ++parameters[parameter.getName()]; });
}

void FactorPaths::begin() {
  places.clear();
  reason.clear();
  asked = 0;
}

//===----------------------------------------------------------------------===//
// Maps
//===----------------------------------------------------------------------===//

SmallVector<int> degreesOf(const StatedOp &op, ArrayRef<unsigned> operands,
                           int degree) {
  return llvm::map_to_vector(op.spec.inputs, [&](const SpecInput &input) {
    return llvm::is_contained(operands, input.operand) ? degree : 0;
  });
}

bool hasSome(ArrayRef<unsigned> operands,
             function_ref<bool(ArrayRef<unsigned>)> isSought) {
  constexpr size_t most = 6;
  if (operands.size() > most)
    return false;
  for (unsigned bits = 1; bits < 1u << operands.size(); ++bits) {
    SmallVector<unsigned> some;
    for (auto [place, operand] : llvm::enumerate(operands))
      if (bits >> place & 1)
        some.push_back(operand);
    if (isSought(some))
      return true;
  }
  return false;
}

bool isPlain(AffineMap map) {
  return llvm::all_of(map.getResults(),
                      llvm::IsaPred<AffineDimExpr, AffineConstantExpr>);
}

std::optional<Factor> moveTo(const Factor &factor, AffineMap map) {
  MLIRContext *context = map.getContext();
  SmallVector<AffineExpr> loops(map.getNumDims());
  for (auto [place, expr] : llvm::enumerate(map.getResults()))
    if (auto loop = dyn_cast<AffineDimExpr>(expr))
      loops[loop.getPosition()] = getAffineDimExpr(place, context);
  for (unsigned loop = 0; loop < loops.size(); ++loop) {
    if (!loops[loop] && factor.map.isFunctionOfDim(loop))
      return std::nullopt;
    if (!loops[loop])
      loops[loop] = getAffineConstantExpr(0, context);
  }
  Factor moved(factor);
  moved.map =
      factor.map.replaceDimsAndSymbols(loops, {}, map.getNumResults(), 0);
  return moved;
}

/// Replaces the dimensions of `map` that have one element in `type` by 0.
static AffineMap dropUnits(AffineMap map, RankedTensorType type) {
  MLIRContext *context = map.getContext();
  SmallVector<AffineExpr> dims;
  for (auto [dim, size] : llvm::enumerate(type.getShape()))
    dims.push_back(size == 1 ? getAffineConstantExpr(0, context)
                             : getAffineDimExpr(dim, context));
  return simplifyAffineMap(
      map.replaceDimsAndSymbols(dims, {}, map.getNumDims(), 0));
}

/// Follows the elements through an op that only moves them, and updates `map`.
/// Returns null if `op` computes.
static Value readThrough(Operation *op, AffineMap &map) {
  std::optional<StatedOp> stated = op ? StatedOp::readExact(op) : std::nullopt;
  if (!stated || stated->spec.combiner || stated->spec.results.size() != 1 ||
      stated->spec.inputs.size() != 1 || !stated->spec.symbols.empty())
    return nullptr;
  const Spec &spec = stated->spec;
  auto type = dyn_cast<RankedTensorType>(op->getResult(0).getType());
  bool onlyMoves =
      spec.body.nodes()[spec.body.results().front()].kind == ScalarNode::Input;
  if (!type || !onlyMoves || !spec.results.front().map.isPermutation())
    return nullptr;
  AffineMap from = dropUnits(spec.inputs.front().map.compose(
                                 inversePermutation(spec.results.front().map)),
                             type);
  AffineMap composed = simplifyAffineMap(from.compose(map));
  if (!isPlain(composed))
    return nullptr;
  map = composed;
  return stated->getValue(spec.inputs.front());
}

std::optional<Factor> FactorPaths::readFactor(const StatedOp &op,
                                              unsigned operand) {
  const SpecInput *input = nullptr;
  for (const SpecInput &each : op.spec.inputs)
    if (each.operand == operand && std::exchange(input, &each))
      return std::nullopt;
  Value value = op.operands[operand];
  if (!load.isFixed(value) || input->map.getNumSymbols() > 0)
    return std::nullopt;
  Factor factor{nullptr, findNumber(value), input->map};
  if (factor.number) {
    factor.map =
        AffineMap::get(input->map.getNumDims(), 0, {}, op.op->getContext());
    return factor;
  }
  factor.tensor = value;
  while (Value from = readThrough(factor.tensor.getDefiningOp(), factor.map))
    factor.tensor = from;
  return load.isKnown(value) && isPlain(factor.map) ? std::optional(factor)
                                                    : std::nullopt;
}

//===----------------------------------------------------------------------===//
// Values that are multiplied
//===----------------------------------------------------------------------===//

/// Returns true if no other op keeps the value, or the value that it is a view
/// of, in memory after it has been replaced.
bool FactorPaths::isKeptAlone(Value value) const {
  if (!value.hasOneUse())
    return false;
  if (auto argument = dyn_cast<BlockArgument>(value)) {
    auto body = dyn_cast<BodyOpInterface>(argument.getOwner()->getParentOp());
    return !body || isKeptAlone(body.lookThrough(argument));
  }
  if (auto parameter = value.getDefiningOp<ParameterOp>())
    return parameters.lookup(parameter.getName()) == 1;
  return !isTensorView(value.getDefiningOp()) ||
         isKeptAlone(value.getDefiningOp()->getOperand(0));
}

/// Returns true if the factor has the same sizes as the value, along the
/// dimensions in which it varies.
static bool fits(RankedTensorType type, const Factor &factor) {
  if (!factor.tensor)
    return true;
  OperandShape own(factor.tensor.getType());
  return llvm::all_of(llvm::enumerate(factor.map.getResults()), [&](auto each) {
    auto dim = dyn_cast<AffineDimExpr>(each.value());
    return !dim ||
           type.getDimSize(dim.getPosition()) == own.sizes[each.index()];
  });
}

bool FactorPaths::mayMultiply(OpOperand &use, const Factor &factor) {
  Value value = use.get();
  auto type = dyn_cast<RankedTensorType>(value.getType());
  std::optional<int64_t> bytes = countBytes(value.getType());
  if (!bytes || !fits(type, factor))
    return false;
  Value by = factor.tensor;
  bool isInside = !by || by.getParentRegion()->isAncestor(
                             use.getOwner()->getParentRegion());
  if (!isInside)
    return false;
  if (!bounds.mayJoin(value, factor)) {
    reason = immoderate;
    return false;
  }
  // The factor is multiplied by a uniform value before it is broadcast.
  if (findNumber(value))
    return true;
  if (!load.isWorthKeeping(type, factor.tensor
                                     ? ValueRange{value, factor.tensor}
                                     : ValueRange(value)))
    return false;
  int64_t own =
      factor.tensor ? countBytes(factor.tensor.getType()).value_or(0) : 0;
  if (*bytes <= own || isKeptAlone(value))
    return true;
  reason = "the value that would be multiplied has other uses";
  return false;
}

//===----------------------------------------------------------------------===//
// Paths
//===----------------------------------------------------------------------===//

bool FactorPaths::absorb(OpOperand &use, const Factor &factor, bool mayGoOn) {
  constexpr unsigned mostAsked = 64;
  Value value = use.get();
  Operation *op = value.getDefiningOp();
  bool isFixed = load.isFixed(value);
  // A broadcast value is multiplied before it is broadcast.
  if (op && value.hasOneUse() && (isFixed || mayGoOn) && ++asked < mostAsked &&
      goThrough(op, factor, mayGoOn, isFixed))
    return true;
  if (!isFixed || !mayMultiply(use, factor))
    return false;
  places.push_back({&use, factor});
  return true;
}

bool FactorPaths::move(const StatedOp &op, ArrayRef<unsigned> operands,
                       const Factor &factor, bool mayGoOn) {
  size_t before = places.size();
  for (unsigned operand : operands) {
    const SpecInput *input = nullptr;
    for (const SpecInput &each : op.spec.inputs)
      if (each.operand == operand && std::exchange(input, &each))
        input = nullptr;
    OpOperand *use = nullptr;
    for (OpOperand &each : op.op->getOpOperands())
      if (each.get() == op.operands[operand] && std::exchange(use, &each))
        use = nullptr;
    std::optional<Factor> moved =
        input && use ? moveTo(factor, input->map) : std::nullopt;
    if (!moved || !absorb(*use, *moved, mayGoOn)) {
      places.resize(before);
      return false;
    }
  }
  if (mayPass(op, operands))
    return true;
  places.resize(before);
  return false;
}

bool FactorPaths::mayPass(const StatedOp &op, ArrayRef<unsigned> moved) {
  if (FactorBounds::isPassable(op, moved))
    return true;
  reason = immoderate;
  return false;
}

/// Returns true if the op's only result is a sum from 0, or no reduction, and
/// has the type of its accumulator.
static bool isPlainSum(const StatedOp &op) {
  if (op.spec.results.size() != 1 || !isPureOp(op.op))
    return false;
  const SpecResult &result = op.spec.results.front();
  bool isSum =
      !op.spec.combiner || findCombiner(*op.spec.combiner) == Primitive::Add;
  std::optional<Cell> start = result.initOperand
                                  ? findNumber(op.operands[*result.initOperand])
                                  : std::optional(result.init);
  return isSum && result.type == result.accumulator &&
         (!op.spec.combiner || (start && start->f == 0.0)) &&
         result.map.isProjectedPermutation();
}

/// Moves the factor of the op's result, which has one reader, to its operands.
/// These are any number of fixed operands, and at most one that is computed on
/// each run.
bool FactorPaths::goThrough(Operation *by, const Factor &factor, bool mayGoOn,
                            bool isFixed) {
  std::optional<StatedOp> op = StatedOp::readExact(by);
  if (!op || !isPlainSum(*op))
    return false;
  SmallVector<unsigned> read = findReadOperands(*op);
  // A fixed value is multiplied itself, unless it broadcasts its operand.
  bool isRepeated = !op->spec.combiner && read.size() == 1 &&
                    countBytes(op->operands[read[0]].getType()) <
                        countBytes(by->getResult(0).getType());
  if (isFixed && !isRepeated)
    return false;
  // The factor in terms of the op's loops.
  Factor own(factor);
  own.map = factor.map.compose(op->spec.results.front().map);
  auto isComputed = [&](unsigned operand) {
    return !load.isFixed(op->operands[operand]);
  };
  return llvm::any_of(ArrayRef{0, 1}, [&](int computed) {
    return hasSome(read, [&](ArrayRef<unsigned> operands) {
      return llvm::count_if(operands, isComputed) == computed &&
             findDegree(op->spec.body, degreesOf(*op, operands, 1)) == 1 &&
             move(*op, operands, own, mayGoOn);
    });
  });
}

} // namespace ag
