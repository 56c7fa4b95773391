//===- SpecPushforward.cpp - tangents through structured ops --------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Interfaces/Spec/SpecPushforward.h"
#include "Spec/PointPrograms.h"
#include "ag/Support/Scalar/ScalarDerivatives.h"
#include "ag/Support/Scalar/ScalarProgramTransforms.h"
#include "ag/Support/Scalar/Simplification.h"

using namespace mlir;

namespace ag {
namespace {
/// The tangent of each result, or null.
using Tangents = SmallVector<Value>;

Tangents lookupReads(ArrayRef<Read> reads, PushforwardContext &context) {
  return llvm::map_to_vector(
      reads, [&](const Read &read) { return context.lookup(read.value); });
}

SmallVector<bool> findPresent(ArrayRef<Value> values) {
  return llvm::map_to_vector(values, [](Value value) { return !!value; });
}

/// Returns the write of a tangent in the type of the result, or in that of its
/// sums.
Write writeResult(const SpecPoints &points, unsigned result, unsigned number,
                  bool isSum) {
  const SpecResult &of = points.spec().results[result];
  Write write{number, of.map, isSum ? of.accumulator : of.type};
  if (!of.shape.empty())
    write.like = points.op()->getResult(result);
  return write;
}

/// Returns the tangents of a program over points, given those of its reads, as
/// results or as sums (see writeResult).
Tangents pushForward(const SpecPoints &points, const PointProgram &point,
                     const Tangents &ofReads, PushforwardContext &context,
                     bool areSums = false) {
  SmallVector<bool> active = findPresent(ofReads);
  active.resize(point.program.inputTypes().size(), false);
  SmallVector<Read> reads(point.reads);
  reads.resize(active.size());
  for (const auto &result : point.results)
    reads.push_back(result.value_or(Read()));
  for (auto [read, tangent] : llvm::zip_equal(point.reads, ofReads))
    reads.push_back({tangent, read.map, read.isOfResult});
  Tangent tangent = makePointTangent(point, active);
  reads.resize(tangent.program.inputTypes().size());
  ScalarProgram program = simplify(tangent.program, findKnown(reads));
  Tangents results;
  for (auto [result, number] : llvm::enumerate(tangent.results)) {
    Value &value = results.emplace_back();
    if (!number)
      continue;
    Write write = writeResult(points, result, *number, areSums);
    if (!points.meets(write.map))
      value = findForwarded(program, *number, write.map, points, reads);
    if (!value)
      value = points.write(program, reads, write, context).front();
  }
  return results;
}

/// Returns the sum of two tangents, either of which may be null.
Value add(Value a, Value b, DerivativeContext &context, Operation *op) {
  if (!a || !b)
    return a ? a : b;
  ScalarType type =
      *getScalarType(cast<RankedTensorType>(a.getType()).getElementType());
  return writeElementwise(binaryProgram(Primitive::Add, type), {a, b}, context,
                          op)
      .front();
}

/// Returns true if the only result is the product of all reads.
bool isProduct(const SpecPoints &points) {
  size_t products = 0;
  for (const ScalarNode &node : points.body().nodes()) {
    bool isApplied = node.kind == ScalarNode::Apply;
    bool isMul = isApplied && node.primitive == Primitive::Mul;
    bool isCast = isApplied && node.primitive == Primitive::Cast;
    if (!isMul && !isCast && node.kind != ScalarNode::Input)
      return false;
    products += isMul;
  }
  return points.spec().results.size() == 1 &&
         products + 1 == points.reads().size();
}

/// Returns the tangents of all reads. Those of a product are separate terms:
/// each is a sum of products again, and is compiled as such.
SmallVector<Tangents> findTerms(const SpecPoints &points,
                                PushforwardContext &context) {
  Tangents all = lookupReads(points.reads(), context);
  if (!isProduct(points))
    return {all};
  SmallVector<Tangents> terms;
  for (auto [read, tangent] : llvm::enumerate(all))
    if (tangent)
      terms.emplace_back(all.size())[read] = tangent;
  return terms;
}

/// Adds several terms before they are rounded.
Tangents pushForwardSum(const SpecPoints &points, const PointProgram &step,
                        PushforwardContext &context) {
  SmallVector<Tangents> terms = findTerms(points, context);
  Tangents sums(points.spec().results.size());
  for (const Tangents &term : terms)
    for (auto [sum, tangent] :
         llvm::zip_equal(sums, pushForward(points, step, term, context,
                                           /*areSums=*/terms.size() > 1)))
      sum = add(sum, tangent, context, points.op());
  for (auto [sum, result] : llvm::zip_equal(sums, points.spec().results)) {
    if (sum)
      sum = castElements(sum, result.type, context, points.op());
    if (result.initOperand)
      sum = add(context.lookup(points.operands()[*result.initOperand]), sum,
                context, points.op());
  }
  return sums;
}

Tangents pushForwardExtremum(const SpecPoints &points,
                             PushforwardContext &context) {
  PointProgram reached = makeReachedProgram(points);
  Tangents tangents = pushForward(points, reached,
                                  lookupReads(reached.reads, context), context);
  if (tangents.front())
    tangents.front() =
        shareAmongReached(tangents.front(), points, reached, context);
  return tangents;
}

//===----------------------------------------------------------------------===//
// Arbitrary combiners: values and tangents together
//===----------------------------------------------------------------------===//

/// Builds a Spec of the results followed by their tangents.
class JointSpec {
public:
  JointSpec(const SpecPoints &points, PushforwardContext &context)
      : points(points), spec(points.spec()),
        operands(points.operands().begin(), points.operands().end()),
        context(context) {}

  Tangents run() {
    addReads();
    addResults();
    makeBody();
    makeCombiner();
    SmallVector<Value> values = context.write(spec, operands, points.op());
    Tangents tangents(points.spec().results.size());
    for (auto [result, value] :
         llvm::zip_equal(floats, ArrayRef(values).drop_front(tangents.size())))
      tangents[result] = value;
    return tangents;
  }

private:
  void addReads() {
    spec.inputs.clear();
    ofReads = lookupReads(points.reads(), context);
    for (const Read &read : points.reads())
      addInput(read.value, read.map);
    for (auto [read, tangent] : llvm::zip_equal(points.reads(), ofReads))
      if (tangent)
        addInput(tangent, read.map);
  }

  void addInput(Value value, AffineMap map) {
    spec.inputs.push_back({unsigned(operands.size()), map});
    operands.push_back(value);
  }

  /// Adds the results. Tangents start with those of the operands with which the
  /// results start, or else with 0.
  void addResults() {
    for (auto [number, result] : llvm::enumerate(points.spec().results)) {
      if (!isFloat(result.type))
        continue;
      floats.push_back(number);
      SpecResult tangent = result;
      tangent.init = {};
      Value start = result.initOperand
                        ? context.lookup(operands[*result.initOperand])
                        : nullptr;
      tangent.initOperand = std::nullopt;
      if (start) {
        tangent.initOperand = operands.size();
        operands.push_back(start);
      }
      spec.results.push_back(tangent);
    }
  }

  /// Makes the body: its values, then the tangents of its floats.
  void makeBody() {
    spec.body = ScalarProgram();
    SmallVector<Expr> inputs, tangents;
    for (ScalarType type : points.body().inputTypes())
      inputs.push_back(spec.body.input(type));
    for (auto [input, tangent] : llvm::zip_equal(inputs, ofReads))
      tangents.push_back(tangent ? spec.body.input(input.type())
                                 : spec.body.constant(0.0, input.type()));
    joinTangents(points.body(), inputs, tangents, findPresent(ofReads),
                 spec.body);
  }

  /// Makes the combiner. It takes the accumulators, their tangents, the body's
  /// values and tangents.
  void makeCombiner() {
    const ScalarProgram &original = *points.spec().combiner;
    size_t count = points.spec().results.size();
    ScalarProgram combiner;
    auto addInputs = [&](ArrayRef<ScalarType> types, SmallVector<Expr> &values,
                         SmallVector<Expr> &tangents) {
      for (ScalarType type : types)
        values.push_back(combiner.input(type));
      for (ScalarType type : types)
        tangents.push_back(isFloat(type) ? combiner.input(type)
                                         : combiner.constant(0.0, type));
    };
    SmallVector<Expr> values, tangents;
    addInputs(original.inputTypes().take_front(count), values, tangents);
    addInputs(original.inputTypes().drop_front(count), values, tangents);
    SmallVector<bool> active;
    for (Expr value : values)
      active.push_back(isFloat(value.type()));
    joinTangents(original, values, tangents, active, combiner);
    spec.combiner = std::move(combiner);
  }

  /// Yields in `target` the results of `program` on `inputs`, then the tangents
  /// of those results that are floats.
  static void joinTangents(const ScalarProgram &program, ArrayRef<Expr> inputs,
                           ArrayRef<Expr> tangents, ArrayRef<bool> active,
                           ScalarProgram &target) {
    SmallVector<Expr> values = inlineProgram(program, target, inputs);
    Tangent tangent =
        makeTangent(program, active, SmallVector<bool>(values.size(), true));
    SmallVector<Expr> all(inputs);
    llvm::append_range(all, values);
    llvm::append_range(all, tangents);
    SmallVector<Expr> derived = inlineProgram(tangent.program, target, all);
    for (Expr value : values)
      target.yield(value);
    for (auto [value, number] : llvm::zip_equal(values, tangent.results))
      if (isFloat(value.type()))
        target.yield(number ? derived[*number]
                            : target.constant(0.0, value.type()));
  }

  const SpecPoints &points;
  Spec spec;
  SmallVector<Value> operands;
  PushforwardContext &context;
  Tangents ofReads;
  /// The results that are floats.
  SmallVector<unsigned> floats;
};
} // namespace

LogicalResult pushForwardSpec(StructuredOpInterface op,
                              PushforwardContext &context) {
  SpecPoints points(op);
  if (auto outside = points.findOutside())
    return context.refuse(op, *outside);
  auto compute = [&]() -> Tangents {
    if (!points.spec().combiner)
      return pushForward(points, makeBodyProgram(points),
                         lookupReads(points.reads(), context), context);
    PointProgram step = makeStepProgram(points);
    if (isSum(step, SmallVector<bool>(op->getNumResults(), true)))
      return pushForwardSum(points, step, context);
    bool startsActive =
        llvm::any_of(points.spec().results, [&](const SpecResult &result) {
          return result.initOperand &&
                 context.lookup(points.operands()[*result.initOperand]);
        });
    if (isExtremum(*points.spec().combiner) && !startsActive)
      return pushForwardExtremum(points, context);
    return JointSpec(points, context).run();
  };
  for (auto [result, tangent] : llvm::zip_equal(op->getResults(), compute()))
    if (tangent)
      context.set(result, tangent);
  return success();
}

} // namespace ag
