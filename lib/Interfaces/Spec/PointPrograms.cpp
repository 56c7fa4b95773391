//===- PointPrograms.cpp - what a Spec does at a point --------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Spec/PointPrograms.h"
#include "ag/Interfaces/Flow/UniformValue.h"
#include "ag/Support/Scalar/ScalarProgramTransforms.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace ag {

static SmallVector<Expr> addInputs(ArrayRef<ScalarType> types,
                                   ScalarProgram &program) {
  return llvm::map_to_vector(
      types, [&](ScalarType type) { return program.input(type); });
}

PointProgram makeBodyProgram(const SpecPoints &points) {
  PointProgram point{
      llvm::to_vector(points.reads()), points.body(), {}, points.spec().vjp};
  for (unsigned result = 0; result < points.spec().results.size(); ++result)
    point.results.push_back(points.readResult(result));
  return point;
}

PointProgram makeStepProgram(const SpecPoints &points) {
  PointProgram step{llvm::to_vector(points.reads()), {}, {}};
  ArrayRef<SpecResult> results = points.spec().results;
  SmallVector<Expr> inputs =
      addInputs(points.body().inputTypes(), step.program);
  SmallVector<Expr> operands;
  for (const SpecResult &result : results)
    operands.push_back(step.program.input(result.accumulator));
  llvm::append_range(operands,
                     inlineProgram(points.body(), step.program, inputs));
  for (auto [value, result] : llvm::zip_equal(
           inlineProgram(*points.spec().combiner, step.program, operands),
           results))
    step.program.yield(step.program.cast(value, result.type));
  step.results.resize(results.size());
  return step;
}

//===----------------------------------------------------------------------===//
// Derivatives
//===----------------------------------------------------------------------===//

static SmallVector<bool> findReadable(const PointProgram &point) {
  return llvm::map_to_vector(
      point.results,
      [](const std::optional<Read> &result) { return result.has_value(); });
}

/// Returns the Spec's own adjoint, which is finite if the input is.
static Adjoint takeOwnAdjoint(const ScalarProgram &vjp,
                              ArrayRef<FloatRange> gapRanges) {
  if (gapRanges.empty() || gapRanges.front().isFinite())
    return {vjp, {InputCotangent{0, std::nullopt, false}}};
  ScalarProgram program;
  SmallVector<Expr> inputs = addInputs(vjp.inputTypes(), program);
  Expr product = inlineProgram(vjp, program, inputs).front();
  program.yield(product);
  program.yield(isProduct(product, inputs.back()));
  return {std::move(program), {InputCotangent{0, 1, false}}};
}

Adjoint makePointAdjoint(const PointProgram &point, ArrayRef<bool> wanted,
                         ArrayRef<bool> seeded,
                         ArrayRef<FloatRange> gapRanges) {
  if (point.vjp && wanted.front() && seeded.front())
    return takeOwnAdjoint(*point.vjp, gapRanges);
  return makeAdjoint(point.program, wanted, seeded, findReadable(point),
                     gapRanges);
}

Tangent makePointTangent(const PointProgram &point, ArrayRef<bool> active) {
  if (point.vjp && active.front())
    return {*point.vjp, {0}};
  return makeTangent(point.program, active, findReadable(point));
}

//===----------------------------------------------------------------------===//
// Sums
//===----------------------------------------------------------------------===//

/// Returns true if a cotangent is the input with the number `seed`, apart from
/// a cast.
static bool isSeed(const InputCotangent &cotangent,
                   const ScalarProgram &program, size_t seed) {
  const ScalarNode *node = &program.nodes()[program.results()[cotangent.value]];
  if (node->kind == ScalarNode::Apply && node->primitive == Primitive::Cast)
    node = &program.nodes()[node->operands[0]];
  return !cotangent.where && !cotangent.isNegative &&
         node->kind == ScalarNode::Input && node->position == seed;
}

bool isSum(const PointProgram &step, ArrayRef<bool> seeded) {
  size_t reads = step.reads.size(), count = step.program.inputTypes().size();
  SmallVector<bool> wanted(count, true), readable(seeded.size(), false);
  Adjoint adjoint = makeAdjoint(step.program, wanted, seeded, readable);
  for (auto [number, isSeeded] : llvm::enumerate(seeded)) {
    const auto &cotangent = adjoint.inputs[reads + number];
    if (cotangent ? !isSeeded || !isSeed(*cotangent, adjoint.program,
                                         count + seeded.size() + number)
                  : isSeeded)
      return false;
  }
  SmallVector<unsigned> ofReads;
  for (const auto &cotangent : ArrayRef(adjoint.inputs).take_front(reads)) {
    if (cotangent)
      ofReads.push_back(cotangent->value);
    if (cotangent && cotangent->where)
      ofReads.push_back(*cotangent->where);
  }
  return llvm::none_of(
      findReadInputs(adjoint.program, ofReads),
      [&](unsigned input) { return input >= reads && input < count; });
}

//===----------------------------------------------------------------------===//
// Max and min
//===----------------------------------------------------------------------===//

bool isExtremum(const ScalarProgram &combiner) {
  if (combiner.results().size() != 1 || combiner.inputTypes().size() != 2)
    return false;
  const ScalarNode &node = combiner.nodes()[combiner.results().front()];
  auto isInput = [&](unsigned operand) {
    return combiner.nodes()[operand].kind == ScalarNode::Input;
  };
  return node.kind == ScalarNode::Apply &&
         (node.primitive == Primitive::Max ||
          node.primitive == Primitive::Min) &&
         node.operands[0] != node.operands[1] && isInput(node.operands[0]) &&
         isInput(node.operands[1]);
}

PointProgram makeReachedProgram(const SpecPoints &points) {
  PointProgram point{llvm::to_vector(points.reads()), {}, {std::nullopt}};
  point.reads.push_back(points.readResult(0));
  ScalarProgram &program = point.program;
  SmallVector<Expr> inputs = addInputs(points.body().inputTypes(), program);
  Expr reached = program.input(points.spec().results.front().type);
  Expr value = program.cast(
      inlineProgram(points.body(), program, inputs).front(), reached.type());
  program.yield(select(compare(Primitive::Eq, value, reached), value,
                       program.constant(0.0, value.type())));
  return point;
}

/// Returns the program that is 1 at points that reach the result, else 0.
static ScalarProgram makeCounter(const ScalarProgram &reached,
                                 ScalarType type) {
  ScalarProgram program;
  SmallVector<Expr> inputs = addInputs(reached.inputTypes(), program);
  Expr choice = inlineProgram(reached, program, inputs).front();
  Expr isReached{&program, program.nodes()[choice.node].operands[0]};
  program.yield(program.cast(isReached, type));
  return program;
}

Value shareAmongReached(Value value, const SpecPoints &points,
                        const PointProgram &reached,
                        DerivativeContext &context) {
  const SpecResult &result = points.spec().results.front();
  ScalarType type = getAccumulatorType(result.type);
  Value like = result.isCovered() ? nullptr : points.op()->getResult(0);
  Write write{0, result.map, type, like};
  Value count = points
                    .write(makeCounter(reached.program, type), reached.reads,
                           write, context)
                    .front();
  ScalarProgram program;
  Expr x = program.input(result.type), n = program.input(type);
  if (!points.nameAll(result))
    n = program.apply(Primitive::Max, {n, program.constant(1.0, type)});
  program.yield(program.cast(program.cast(x, type) / n, result.type));
  return writeElementwise(program, {value, count}, context, points.op())
      .front();
}

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

Value findForwarded(const ScalarProgram &program, unsigned result,
                    AffineMap map, const SpecPoints &points,
                    ArrayRef<Read> reads) {
  const ScalarNode &node = program.nodes()[program.results()[result]];
  if (node.kind != ScalarNode::Input || reads[node.position].map != map ||
      !points.isWhole(map))
    return nullptr;
  return reads[node.position].value;
}

SmallVector<std::optional<Cell>> findKnown(ArrayRef<Read> reads) {
  return llvm::map_to_vector(reads, [](const Read &read) {
    return read.value ? findUniform(read.value) : std::nullopt;
  });
}

Value asScalarLike(Value tensor, Value like, OpBuilder &builder, Location loc) {
  if (isa<RankedTensorType>(like.getType()))
    return tensor;
  return tensor::ExtractOp::create(builder, loc, tensor, ValueRange());
}

} // namespace ag
