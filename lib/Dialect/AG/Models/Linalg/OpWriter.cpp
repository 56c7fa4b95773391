//===- OpWriter.cpp - Specs as ops of ag ----------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Each primitive of the body becomes an element-wise op on terms, which have
// only the loops that its operands depend on. A combined result becomes an
// ag.contract if it is a sum of products, and an ag.reduce otherwise. Then the
// value is moved to its position in the result. For g * (1 - y * y) * w, summed
// over o, with loops b, i and o,
//
//   g, y  (b, i, o) -> (b, o)     w  (b, i, o) -> (i, o)
//
// the ops are
//
//   %0 = ag.mul %y, %y                          // along b and o alone
//   %1 = ag.sub dense<1.0>, %0
//   %2 = ag.mul %g, %1
//   %3 = ag.contract "bo,io->bi" %2, %w
//
//===----------------------------------------------------------------------===//
#include "OpWriter.h"
#include "ResultMaps.h"
#include "Terms.h"
#include "WindowWriter.h"
#include "ag/Dialect/AG/IR/Elementwise/OpOfPrimitive.h"
#include "ag/Dialect/AG/IR/Structured/ContractionOps.h"
#include "ag/Dialect/AG/IR/Structured/Reduction.h"
#include "ag/Dialect/AG/IR/Structured/ReductionOps.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace ag {
namespace {
using Loops = llvm::SmallBitVector;

/// The way in which one result is computed.
struct Plan {
  /// The node of the body that is written or combined.
  unsigned node;
  std::optional<Reduction> reduction = std::nullopt;
  /// The factors of a sum of products; empty otherwise.
  SmallVector<unsigned> factors = {};
  /// The type of the value that is written or combined. It is the result's type
  /// if ag's op converts to the accumulator by itself.
  ScalarType type;

  ArrayRef<unsigned> parts() const {
    return factors.empty() ? ArrayRef(node) : ArrayRef(factors);
  }
};

class OpWriter {
public:
  OpWriter(const Spec &spec, ValueRange operands, OpBuilder &builder,
           Location loc)
      : spec(spec), operands(operands), builder(builder), loc(loc),
        terms(spec, operands, builder, loc), written(spec.body.nodes().size()) {
    lookAtNodes();
  }

  std::optional<SmallVector<Value>> run();

private:
  void lookAtNodes();
  bool plan();
  std::optional<Plan> planResult(unsigned number);
  std::optional<Plan> planReduction(unsigned number);
  void findFactors(Plan &plan, const SpecResult &result);
  bool canRead(const SpecInput &input);
  bool canPlace(const SpecResult &result);
  Loops getLoops(AffineMap map);
  unsigned stripCast(unsigned node, ScalarType type);
  ArrayRef<unsigned> operandsOf(const ScalarNode &node) {
    return ArrayRef(node.operands)
        .take_front(node.kind == ScalarNode::Apply ? getArity(node.primitive)
                                                   : 0);
  }

  void writeNodes();
  Term write(const ScalarNode &node);
  Term contract(const Plan &plan, const SpecResult &result);
  Term reduce(const Plan &plan, const SpecResult &result);

  const Spec &spec;
  ValueRange operands;
  OpBuilder &builder;
  Location loc;
  Terms terms;
  SmallVector<Plan, 1> plans;
  // For each node of the body:
  std::vector<Loops> loops;
  SmallVector<bool> canWrite;
  std::vector<Term> written;
};

//===----------------------------------------------------------------------===//
// Whether ops of ag can compute it
//===----------------------------------------------------------------------===//

bool OpWriter::canRead(const SpecInput &input) {
  return isa<RankedTensorType>(operands[input.operand].getType()) &&
         getScalarType(getElementTypeOrSelf(operands[input.operand])) &&
         !getElementTypeOrSelf(operands[input.operand]).isIndex();
}

bool OpWriter::canPlace(const SpecResult &result) {
  return !result.initOperand && isPlaced(result.map, /*isAlone=*/true);
}

/// Finds the loops that each node depends on, and whether it and its operands
/// are element-wise ops of terms.
void OpWriter::lookAtNodes() {
  for (const ScalarNode &node : spec.body.nodes()) {
    Loops own(spec.loops.size());
    bool isStated = true;
    if (node.kind == ScalarNode::Index)
      own.set(node.position);
    if (node.kind == ScalarNode::Input) {
      own = getLoops(spec.inputs[node.position].map);
      isStated = isPlaced(spec.inputs[node.position].map, /*isAlone=*/true);
    }
    if (node.kind == ScalarNode::Apply)
      isStated = hasElementwiseOp(node.primitive, node.type);
    for (unsigned operand : operandsOf(node)) {
      own |= loops[operand];
      isStated &= canWrite[operand];
    }
    loops.push_back(own);
    canWrite.push_back(isStated);
  }
}

Loops OpWriter::getLoops(AffineMap map) {
  Loops loops(spec.loops.size());
  for (unsigned loop = 0; loop < loops.size(); ++loop)
    if (map.isFunctionOfDim(loop))
      loops.set(loop);
  return loops;
}

/// Returns the operand of a cast from `type` to its accumulator, which ag's ops
/// perform by themselves. Returns other nodes unchanged.
unsigned OpWriter::stripCast(unsigned number, ScalarType type) {
  const ScalarNode &node = spec.body.nodes()[number];
  bool isOwn = node.kind == ScalarNode::Apply &&
               node.primitive == Primitive::Cast &&
               spec.body.operandType(node) == type &&
               node.type == getAccumulatorType(type);
  return isOwn ? node.operands[0] : number;
}

/// Finds the factors of a sum of products, if each depends on a loop, and all
/// loops occur in a factor or the result.
void OpWriter::findFactors(Plan &plan, const SpecResult &result) {
  const ScalarNode &node = spec.body.nodes()[plan.node];
  if (plan.reduction != Reduction::sum || node.kind != ScalarNode::Apply ||
      node.primitive != Primitive::Mul || !findLetters(spec))
    return;
  Loops reached = getLoops(result.map);
  for (unsigned factor : operandsOf(node)) {
    if (loops[factor].none())
      return;
    reached |= loops[factor];
  }
  if (reached.all())
    plan.factors.append(operandsOf(node).begin(), operandsOf(node).end());
}

/// Plans a result whose accumulator is combined with one value of the body by
/// one primitive, starting from its neutral element. Returns nullopt for
/// others.
std::optional<Plan> OpWriter::planReduction(unsigned number) {
  const SpecResult &result = spec.results[number];
  std::optional<ReducedValue> reduced = findReducedValue(spec, number);
  if (!reduced || result.initOperand)
    return std::nullopt;
  Plan plan{spec.body.results()[reduced->value],
            reduced->kind,
            {},
            result.accumulator};
  findFactors(plan, result);
  SmallVector<unsigned *> parts;
  for (unsigned &factor : plan.factors)
    parts.push_back(&factor);
  if (parts.empty())
    parts.push_back(&plan.node);
  bool isOwn = llvm::all_of(parts, [&](unsigned *part) {
    return spec.body.nodes()[stripCast(*part, result.type)].type == result.type;
  });
  if (isOwn) {
    plan.type = result.type;
    for (unsigned *part : parts)
      *part = stripCast(*part, result.type);
  }
  if (getAccumulatorType(plan.type) != result.accumulator)
    return std::nullopt;
  return plan;
}

std::optional<Plan> OpWriter::planResult(unsigned number) {
  if (!canPlace(spec.results[number]))
    return std::nullopt;
  if (!spec.combiner)
    return Plan{spec.body.results()[number], {}, {}, spec.results[number].type};
  return planReduction(number);
}

bool OpWriter::plan() {
  if (!llvm::all_of(spec.inputs,
                    [&](const SpecInput &input) { return canRead(input); }))
    return false;
  for (unsigned number = 0; number < spec.results.size(); ++number) {
    std::optional<Plan> plan = planResult(number);
    if (!plan)
      return false;
    for (unsigned part : plan->parts()) {
      // A contraction can read diagonals of inputs.
      const ScalarNode &node = spec.body.nodes()[part];
      bool isDiagonal = !plan->factors.empty() &&
                        node.kind == ScalarNode::Input &&
                        isPlaced(spec.inputs[node.position].map, false);
      if (!isDiagonal && !canWrite[part])
        return false;
    }
    plans.push_back(*plan);
  }
  return true;
}

//===----------------------------------------------------------------------===//
// Ops
//===----------------------------------------------------------------------===//

/// Writes the nodes that the plans need, each once, in order.
void OpWriter::writeNodes() {
  llvm::SmallBitVector isNeeded(spec.body.nodes().size());
  for (const Plan &plan : plans)
    for (unsigned part : plan.parts())
      isNeeded.set(part);
  for (unsigned number = isNeeded.size(); number-- > 0;)
    if (isNeeded[number])
      for (unsigned operand : operandsOf(spec.body.nodes()[number]))
        isNeeded.set(operand);
  for (unsigned number : isNeeded.set_bits())
    written[number] = write(spec.body.nodes()[number]);
}

Term OpWriter::write(const ScalarNode &node) {
  if (node.kind == ScalarNode::Input)
    return terms.read(spec.inputs[node.position]);
  if (node.kind == ScalarNode::Index)
    return terms.index(node.position);
  if (node.kind == ScalarNode::Constant)
    return terms.constant(node.constant, node.type);
  SmallVector<Term> parts = llvm::map_to_vector(
      operandsOf(node), [&](unsigned operand) { return written[operand]; });
  SmallVector<unsigned> along = terms.unite(parts);
  SmallVector<Value> values = llvm::map_to_vector(
      parts, [&](const Term &part) { return terms.arrange(part, along); });
  return {createElementwiseOp(node.primitive, node.type, values, builder, loc),
          along};
}

/// The factors are not transposed; the letters describe their order.
Term OpWriter::contract(const Plan &plan, const SpecResult &result) {
  const Term &x = written[plan.factors[0]], &y = written[plan.factors[1]];
  SmallVector<unsigned> kept;
  for (unsigned dim = 0; dim < result.map.getNumResults(); ++dim)
    if (auto loop = matchLinear(result.map, dim)->getOnlyLoop())
      if (llvm::is_contained(x.loops, *loop) ||
          llvm::is_contained(y.loops, *loop))
        kept.push_back(*loop);
  auto letters = [&](ArrayRef<unsigned> loops) {
    std::string text;
    for (unsigned loop : loops)
      text += (*findLetters(spec))[loop];
    return text;
  };
  std::string einsum =
      letters(x.loops) + "," + letters(y.loops) + "->" + letters(kept);
  return {ContractOp::create(builder, loc, einsum, x.value, y.value), kept};
}

/// A value that doesn't depend on a reduced loop is broadcast along it.
Term OpWriter::reduce(const Plan &plan, const SpecResult &result) {
  const Term &term = written[plan.node];
  Loops kept = getLoops(result.map);
  SmallVector<unsigned> along(term.loops), rest;
  SmallVector<int64_t> dims;
  for (unsigned loop = 0; loop < spec.loops.size(); ++loop)
    if (!kept[loop] && !llvm::is_contained(along, loop))
      along.push_back(loop);
  for (auto [dim, loop] : llvm::enumerate(along))
    if (kept[loop])
      rest.push_back(loop);
    else
      dims.push_back(dim);
  return {ReduceOp::create(builder, loc, *plan.reduction,
                           terms.arrange(term, along), dims),
          rest};
}

std::optional<SmallVector<Value>> OpWriter::run() {
  if (!plan())
    return std::nullopt;
  writeNodes();
  SmallVector<Value> values;
  for (auto [plan, result] : llvm::zip_equal(plans, spec.results)) {
    Term term = !plan.reduction        ? written[plan.node]
                : plan.factors.empty() ? reduce(plan, result)
                                       : contract(plan, result);
    if (plan.type != result.type)
      term.value = createElementwiseOp(Primitive::Cast, result.type, term.value,
                                       builder, loc);
    values.push_back(terms.place(term, result));
  }
  return values;
}
} // namespace

std::optional<SmallVector<Value>> writeOps(const Spec &spec,
                                           ValueRange operands,
                                           OpBuilder &builder, Location loc) {
  if (Value windows = writeWindows(spec, operands, builder, loc))
    return SmallVector<Value>{windows};
  return OpWriter(spec, operands, builder, loc).run();
}

} // namespace ag
