//===- JoinFactors.cpp - factors folded into parameters -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does load compute the products of parameters?
//
//   %y = ag.contract "bi,io->bo" %x, %w
//   %sb = ag.broadcast %s [1]                   s: of parameters
//   %z = ag.mul %y, %sb
//
// becomes
//
//   %sb = ag.broadcast %s [1]
//   %v = ag.mul %w, %sb                         which load computes
//   %z = ag.contract "bi,io->bo" %x, %v
//
// Each op is searched for a fixed operand that it need not read. There are two
// cases. Other operands can be multiplied by it instead, going backward
// (FactorPaths.h). Or the operand is a factor of the result, and each op that
// reads the result has a fixed operand that can be multiplied instead.
//
//===----------------------------------------------------------------------===//
#include "Algebra/FactorPaths.h"
#include "Algebra/ProductChecks.h"
#include "Groups/SortOps.h"
#include "ag/Dialect/AG/IR/Core/AGDialect.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Dialect/AG/Models/Linalg/SpecWriter.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Phases/Fuse/Passes.h"
#include "ag/Support/Scalar/Homogeneity.h"
#include "ag/Support/Scalar/ScalarProgramTransforms.h"
#include "ag/Support/Scalar/Simplification.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_JOINFACTORSPASS
#include "ag/Phases/Fuse/Passes.h.inc"

static constexpr PassRemarks joinFactorsRemarks("ag-join-factors");

static Vocabulary getVocabulary(Operation *op) {
  return isa_and_present<AGDialect>(op->getDialect()) ? Vocabulary::AG
                                                      : Vocabulary::Upstream;
}

//===----------------------------------------------------------------------===//
// Written ops
//===----------------------------------------------------------------------===//

/// Writes the op without one of its operands, for which 1 is read.
static Value writeWithout(const StatedOp &op, unsigned operand,
                          OpBuilder &builder) {
  Spec spec = op.spec;
  SmallVector<std::optional<Cell>> known;
  for (const SpecInput &input : spec.inputs)
    known.push_back(input.operand == operand ? std::optional(floatCell(1.0))
                                             : std::nullopt);
  ScalarProgram body = simplify(spec.body, known);
  spec.inputs.clear();
  for (unsigned read : findReadInputs(body, {0}))
    spec.inputs.push_back(op.spec.inputs[read]);
  spec.body = extractResults(body, {0});
  spec.vjp.reset();
  Type type = op.op->getResult(0).getType();
  const ScalarNode &node = spec.body.nodes()[spec.body.results().front()];
  if (node.kind == ScalarNode::Input && !spec.combiner) {
    const SpecInput &input = spec.inputs[node.position];
    Value value = op.getValue(input);
    if (input.map == spec.results.front().map && value.getType() == type)
      return value;
  }
  Value made = writeSpec(spec, op.operands, getVocabulary(op.op), builder,
                         op.op->getLoc())
                   .front();
  return made.getType() == type
             ? made
             : tensor::CastOp::create(builder, op.op->getLoc(), type, made);
}

/// Multiplies or divides `value` by `by`, as the factor does.
static Expr apply(const Factor &factor, Expr value, Expr by) {
  return factor.divides ? value / by : value * by;
}

static AffineMap getIdentity(RankedTensorType type) {
  return AffineMap::getMultiDimIdentityMap(type.getRank(), type.getContext());
}

/// Returns a Spec of loops over a tensor of the type, with one input that `map`
/// reads.
static Spec makeSpec(RankedTensorType type, AffineMap map, ScalarProgram body) {
  Spec spec;
  for (int64_t size : type.getShape())
    spec.loops.push_back(Extent::number(size));
  for (auto [place, expr] : llvm::enumerate(map.getResults()))
    if (auto dim = dyn_cast<AffineDimExpr>(expr))
      spec.loops[dim.getPosition()] = Extent::dimension(0, place);
  spec.inputs.push_back({0, map});
  spec.body = std::move(body);
  ScalarType scalar = *getScalarType(type.getElementType());
  spec.results.push_back({getIdentity(type), scalar, scalar});
  return spec;
}

/// Multiplies a value that is one number everywhere by a tensor. The product
/// has the factor's size, and is then broadcast to `type`.
static Value multiplyNumber(Cell number, RankedTensorType type,
                            const Factor &factor, Vocabulary vocabulary,
                            OpBuilder &builder, Location loc) {
  ScalarType scalar = *getScalarType(type.getElementType());
  auto small = cast<RankedTensorType>(factor.tensor.getType());
  ScalarProgram product, same;
  Expr by = product.input(scalar);
  product.yield(apply(factor, product.floatConstant(number.f, scalar), by));
  same.yield(same.input(scalar));
  Spec spec = makeSpec(small, getIdentity(small), std::move(product));
  Value made = writeSpec(spec, factor.tensor, vocabulary, builder, loc).front();
  Spec repeat = makeSpec(type, factor.map, std::move(same));
  return writeSpec(repeat, made, vocabulary, builder, loc).front();
}

/// Multiplies the value at a use by the factor, before the op that uses it.
static Value multiply(const FactorPlace &place) {
  const Factor &factor = place.factor;
  Value value = place.use->get();
  auto type = cast<RankedTensorType>(value.getType());
  OpBuilder builder(place.use->getOwner());
  Location loc = place.use->getOwner()->getLoc();
  Vocabulary vocabulary = getVocabulary(place.use->getOwner());
  std::optional<Cell> number = findNumber(value);
  bool isTensor =
      factor.tensor && isa<RankedTensorType>(factor.tensor.getType());
  if (number && isTensor)
    return multiplyNumber(*number, type, factor, vocabulary, builder, loc);
  ScalarType scalar = *getScalarType(type.getElementType());
  ScalarProgram product;
  Expr own = product.input(scalar);
  Expr by = factor.tensor ? product.input(scalar)
                          : product.constant(factor.number->f, scalar);
  product.yield(apply(factor, own, by));
  Spec spec = makeSpec(type, getIdentity(type), std::move(product));
  SmallVector<Value> operands = {value};
  if (factor.tensor) {
    spec.inputs.push_back({1, factor.map});
    operands.push_back(factor.tensor);
  }
  return writeSpec(spec, operands, vocabulary, builder, loc).front();
}

//===----------------------------------------------------------------------===//
// Operands that need not be read
//===----------------------------------------------------------------------===//

namespace {
class FactorJoiner {
public:
  explicit FactorJoiner(FunctionOpInterface function)
      : function(function), load(function), paths(function, load) {}

  /// Removes fixed operands that the op need not read.
  void join(Operation *op);
  /// Requires that products of parameters keep their digits.
  void requireNormal() { requireNormalProducts(joined, function, load); }
  /// Erases those of `ops` that have become dead.
  void cleanUp(ArrayRef<Operation *> ops);

private:
  Operation *joinOne(Operation *op);
  bool findPlaces(const StatedOp &op, unsigned operand, const Factor &factor);
  bool findPlacesBehind(const StatedOp &op, unsigned operand,
                        const Factor &factor);
  bool findPlacesOfUsers(Operation *op, const Factor &factor, unsigned depth);
  bool findPlacesOfUser(OpOperand &use, const Factor &factor, unsigned depth);
  void multiplyPlaces(Location loc);
  void multiplyPlace(const FactorPlace &place, Location loc);
  Operation *replace(Operation *by, unsigned operand);

  FunctionOpInterface function;
  LoadOps load;
  FactorPaths paths;
  SmallVector<JoinedParameters> joined;
  llvm::DenseSet<Operation *> erased;
};
} // namespace

/// Finds other operands that can be multiplied instead: v * s is (v s) * 1, and
/// v / s is (v / s) / 1. But s / v is not 1 / (v / s), because v / s may be
/// infinite where s / v is not 0.
bool FactorJoiner::findPlaces(const StatedOp &op, unsigned operand,
                              const Factor &factor) {
  SmallVector<unsigned> others = findReadOperands(op);
  llvm::erase(others, operand);
  for (int degree : {-1, 1}) {
    bool isFound = hasSome(others, [&](ArrayRef<unsigned> some) {
      SmallVector<int> degrees = degreesOf(op, some, 1);
      for (auto [number, input] : llvm::enumerate(op.spec.inputs))
        if (input.operand == operand)
          degrees[number] = degree;
      Factor moved(factor);
      moved.divides = degree == 1;
      return findDegree(op.spec.body, degrees) == 0 &&
             findDegree(op.spec.body, degreesOf(op, some, 1)) == 1 &&
             paths.move(op, some, moved, /*mayGoOn=*/true);
    });
    if (isFound)
      return true;
  }
  return false;
}

/// Finds a fixed operand of the user that can be multiplied instead of the
/// value at `use`. If there is none, moves the factor to the user's result.
bool FactorJoiner::findPlacesOfUser(OpOperand &use, const Factor &factor,
                                    unsigned depth) {
  std::optional<StatedOp> op = StatedOp::readExact(use.getOwner());
  constexpr unsigned deepest = 8;
  if (!op || op->spec.results.size() != 1 || depth > deepest ||
      llvm::count(use.getOwner()->getOperands(), use.get()) != 1)
    return false;
  auto at = llvm::find(op->operands, use.get());
  const SpecInput *input =
      llvm::find_if(op->spec.inputs, [&](const SpecInput &each) {
        return at == op->operands.begin() + each.operand;
      });
  if (input == op->spec.inputs.end() || input->map.getNumSymbols() > 0)
    return false;
  SmallVector<unsigned> own = {input->operand};
  Factor atLoops(factor);
  atLoops.map = factor.map.compose(input->map);
  if (!isPlain(atLoops.map))
    return false;
  SmallVector<unsigned> others = findReadOperands(*op);
  llvm::erase_if(others, [&](unsigned operand) {
    return operand == own[0] || !load.isFixed(op->operands[operand]);
  });
  bool isFound = hasSome(others, [&](ArrayRef<unsigned> some) {
    SmallVector<int> degrees = degreesOf(*op, some, -1);
    degrees[input - op->spec.inputs.begin()] = 1;
    return findDegree(op->spec.body, degrees) == 0 &&
           paths.move(*op, some, atLoops, /*mayGoOn=*/false);
  });
  if (isFound)
    return true;
  std::optional<Factor> onResult =
      !op->spec.combiner &&
              findDegree(op->spec.body, degreesOf(*op, own, 1)) == 1
          ? moveTo(atLoops, op->spec.results.front().map)
          : std::nullopt;
  return onResult && findPlacesOfUsers(op->op, *onResult, depth + 1) &&
         paths.mayPass(*op, own);
}

bool FactorJoiner::findPlacesOfUsers(Operation *op, const Factor &factor,
                                     unsigned depth) {
  return !op->use_empty() && llvm::all_of(op->getUses(), [&](OpOperand &use) {
    return findPlacesOfUser(use, factor, depth);
  });
}

/// Finds uses to multiply if the operand is a factor or divisor of the result.
/// Refuses an op that divides by its other operands, since 1 / x may have lost
/// digits that s / x has.
bool FactorJoiner::findPlacesBehind(const StatedOp &op, unsigned operand,
                                    const Factor &factor) {
  std::optional<int> degree =
      findDegree(op.spec.body, degreesOf(op, {operand}, 1));
  SmallVector<unsigned> others = findReadOperands(op);
  llvm::erase(others, operand);
  bool isQuotient =
      findDegree(op.spec.body, degreesOf(op, others, 1)).value_or(0) < 0;
  std::optional<Factor> onResult =
      degree == 1 || degree == -1 ? moveTo(factor, op.spec.results.front().map)
                                  : std::nullopt;
  if (!onResult || isQuotient)
    return false;
  onResult->divides = degree == -1;
  return findPlacesOfUsers(op.op, *onResult, /*depth=*/0);
}

void FactorJoiner::multiplyPlace(const FactorPlace &place, Location loc) {
  Operation *user = place.use->getOwner();
  Operation *before = user->getPrevNode();
  Value value = place.use->get(), product = multiply(place);
  place.use->set(product);
  Operation *made = before ? before->getNextNode() : &user->getBlock()->front();
  for (; made != user; made = made->getNextNode())
    load.add(made);
  if (place.factor.tensor && load.isKnown(value))
    joined.push_back({product, value, place.factor, loc});
}

/// Multiplies at all recorded uses. `loc` is the location of the op that load
/// replaces.
void FactorJoiner::multiplyPlaces(Location loc) {
  llvm::SmallSetVector<Block *, 2> blocks;
  for (const FactorPlace &place : paths.getPlaces()) {
    multiplyPlace(place, loc);
    blocks.insert(place.use->getOwner()->getBlock());
  }
  // A factor may be defined after its use.
  for (Block *block : blocks)
    sortOps(*block);
}

/// Replaces the op. Returns the new op, or null if none was written.
Operation *FactorJoiner::replace(Operation *by, unsigned operand) {
  joinFactorsRemarks.passed(by, "factor")
      << remark::add("is folded into parameters, which load multiplies")
      << remark::metric("places", paths.getPlaces().size());
  multiplyPlaces(by->getLoc());
  OpBuilder builder(by);
  Value value = writeWithout(*StatedOp::readExact(by), operand, builder);
  Operation *next = by->getPrevNode() == value.getDefiningOp()
                        ? value.getDefiningOp()
                        : nullptr;
  by->getResult(0).replaceAllUsesWith(value);
  erased.insert(by);
  by->erase();
  return next;
}

Operation *FactorJoiner::joinOne(Operation *by) {
  std::optional<StatedOp> op = StatedOp::readExact(by);
  if (!op || op->spec.combiner || op->spec.results.size() != 1 ||
      load.isFixed(by->getResult(0)))
    return nullptr;
  std::string reason;
  for (unsigned operand : findReadOperands(*op)) {
    std::optional<Factor> factor = paths.readFactor(*op, operand);
    if (!factor)
      continue;
    paths.begin();
    if (findPlaces(*op, operand, *factor) ||
        findPlacesBehind(*op, operand, *factor))
      return replace(by, operand);
    if (reason.empty())
      reason = paths.getReason();
  }
  if (!reason.empty())
    joinFactorsRemarks.missed(by, "factor")
        << remark::add("cannot be folded into a parameter and is multiplied on "
                       "every run")
        << remark::reason("{0}", reason);
  return nullptr;
}

void FactorJoiner::join(Operation *op) {
  while (op)
    op = joinOne(op);
}

void FactorJoiner::cleanUp(ArrayRef<Operation *> ops) {
  if (erased.empty())
    return;
  for (Operation *op : llvm::reverse(ops))
    if (!erased.contains(op) && isOpTriviallyDead(op))
      op->erase();
}

namespace {
struct JoinFactorsPass
    : WithModels<impl::JoinFactorsPassBase<JoinFactorsPass>> {
  void runOnOperation() override {
    for (auto function : getOperation().getOps<FunctionOpInterface>()) {
      if (function.isExternal())
        continue;
      FactorJoiner joiner(function);
      // Skips the ops of groups, and those in the bodies of structured ops.
      SmallVector<Operation *> ops;
      function->walk<WalkOrder::PreOrder>([&](Operation *op) {
        ops.push_back(op);
        return isa<FusedOp, StructuredOpInterface>(op) ? WalkResult::skip()
                                                       : WalkResult::advance();
      });
      for (Operation *op : ops)
        joiner.join(op);
      joiner.requireNormal();
      joiner.cleanUp(ops);
    }
  }
};
} // namespace
} // namespace ag
