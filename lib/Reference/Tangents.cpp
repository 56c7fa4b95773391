//===- Tangents.cpp - tangents beside values ------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Tangents.h"
#include "ag/Interfaces/Flow/UniformValue.h"
#include "ag/Interfaces/Spec/SpecEvaluation.h"
#include "ag/Support/Scalar/PrimitiveMeanings.h"
#include "ag/Support/Scalar/ScalarDerivatives.h"
#include "ag/Support/Scalar/ScalarProgramTransforms.h"
#include "ag/Support/Scalar/Stirring.h"
#include "llvm/ADT/APFloat.h"

using namespace mlir;

namespace ag {

bool carryTangents(ArrayRef<Tensor> tensors) {
  return llvm::any_of(tensors,
                      [](const Tensor &tensor) { return tensor.tangent(); });
}

llvm::Expected<Tensors> takeTangents(ArrayRef<Tensor> tensors) {
  Tensors tangents;
  for (const Tensor &tensor : tensors) {
    if (tensor.tangent() || !isFloat(tensor.type())) {
      tangents.push_back(tensor.tangent() ? *tensor.tangent() : tensor);
      continue;
    }
    auto zeros = Tensor::zeros(tensor.type(), tensor.shape());
    if (!zeros)
      return zeros.takeError();
    tangents.push_back(std::move(*zeros));
  }
  return tangents;
}

void setTangents(MutableArrayRef<Tensor> tensors, ArrayRef<Tensor> tangents) {
  for (auto [tensor, tangent] : llvm::zip_equal(tensors, tangents))
    if (isFloat(tensor.type()))
      tensor.setTangent(tangent);
}

llvm::Expected<Tensors>
TangentContext::run(Region &region, Tensors arguments,
                    llvm::function_ref<llvm::Error(Operation *)> atEnd) {
  auto results = values.run(region, std::move(arguments), atEnd);
  if (!results)
    return results;
  return takeTangents(*results);
}

namespace {
//===----------------------------------------------------------------------===//
// Programs
//===----------------------------------------------------------------------===//

using Exprs = SmallVector<Expr>;

/// A value in a program, and its tangent if that isn't 0.
struct Dual {
  Expr value;
  std::optional<Expr> tangent;
};
using Duals = SmallVector<Dual>;

/// Returns `source` with its constants rounded to their types, as they are once
/// the program is written as IR.
ScalarProgram roundConstants(const ScalarProgram &source) {
  ScalarProgram target;
  Exprs inputs;
  for (ScalarType type : source.inputTypes())
    inputs.push_back(target.input(type));
  SmallVector<std::optional<Expr>> copies;
  for (ScalarNode node : source.nodes()) {
    if (node.kind == ScalarNode::Constant)
      node.constant =
          castCell(node.constant, node.type, node.type, Precision::Declared);
    copies.push_back(node.kind == ScalarNode::Input
                         ? inputs[node.position]
                         : copyNode(node, target, copies));
  }
  for (unsigned result : source.results())
    target.yield(*copies[result]);
  return target;
}

/// Inlines `program` into `target`, on `inputs`, and returns its results with
/// their tangents. Inputs that are constants in `target` do not change.
Duals inlineWithChanges(const ScalarProgram &program, ArrayRef<Dual> inputs,
                        ScalarProgram &target, TangentRule rule) {
  ScalarProgram known;
  Exprs ofKnown, values, tangents;
  SmallVector<bool> active;
  for (auto [input, type] : llvm::zip_equal(inputs, program.inputTypes())) {
    const ScalarNode &node = target.nodes()[input.value.node];
    Expr own = known.input(type);
    ofKnown.push_back(
        node.kind == ScalarNode::Constant ? copyNode(node, known, {}) : own);
    values.push_back(input.value);
    tangents.push_back(input.tangent.value_or(input.value));
    active.push_back(input.tangent.has_value());
  }
  for (Expr result : inlineProgram(program, known, ofKnown))
    known.yield(result);
  Exprs results = inlineProgram(known, target, values);
  Tangent tangent =
      makeTangent(known, active, SmallVector<bool>(results.size(), true));
  llvm::append_range(values, results);
  llvm::append_range(values, tangents);
  Exprs derived = inlineProgram(rule == TangentRule::AsWritten
                                    ? roundConstants(tangent.program)
                                    : tangent.program,
                                target, values);
  Duals duals;
  for (auto [value, number] : llvm::zip_equal(results, tangent.results))
    duals.push_back(
        {value, number ? std::optional(derived[*number]) : std::nullopt});
  return duals;
}

/// Returns a unit in the last place of `value`, or of the largest finite number
/// if `value` is infinite.
Expr roundOnce(Expr value) {
  double largest =
      llvm::APFloat::getLargest(getSemantics(value.type())).convertToDouble();
  return getUnit(value.type()) * min(abs(value), largest);
}

/// Returns the error of `value`, the result of `node`: a unit in the last
/// place, plus the effect of the error of each operand alone.
Expr addErrors(const ScalarNode &node, ArrayRef<Dual> operands, Expr value) {
  ScalarProgram applied;
  Exprs inputs;
  for (const Dual &operand : operands)
    inputs.push_back(applied.input(operand.value.type()));
  applied.yield(applied.applyAs(node, inputs));
  Expr error = roundOnce(value);
  for (const Dual &operand : operands) {
    if (!operand.tangent)
      continue;
    Duals alone(operands);
    for (Dual &other : alone)
      if (&other - alone.begin() != &operand - operands.begin())
        other.tangent = std::nullopt;
    Dual moved =
        inlineWithChanges(applied, alone, *value.program, TangentRule::OfValues)
            .front();
    if (moved.tangent)
      error = error + abs(*moved.tangent);
  }
  return error;
}

/// Inlines `program` into `target`, on `inputs`, and returns its results with
/// their errors as tangents.
Duals inlineWithErrors(const ScalarProgram &program, ArrayRef<Dual> inputs,
                       ScalarProgram &target) {
  Duals duals;
  SmallVector<std::optional<Expr>> copies;
  for (const ScalarNode &node : program.nodes()) {
    bool isInput = node.kind == ScalarNode::Input;
    Expr value =
        isInput ? inputs[node.position].value : copyNode(node, target, copies);
    copies.push_back(value);
    duals.push_back(isInput ? inputs[node.position]
                            : Dual{value, std::nullopt});
    if (node.kind != ScalarNode::Apply || !isFloat(node.type))
      continue;
    Duals operands;
    for (unsigned operand :
         ArrayRef(node.operands).take_front(getArity(node.primitive)))
      operands.push_back(duals[operand]);
    duals.back().tangent = addErrors(node, operands, value);
  }
  return llvm::map_to_vector(program.results(),
                             [&](unsigned result) { return duals[result]; });
}

Duals inlineWithTangents(const ScalarProgram &program, ArrayRef<Dual> inputs,
                         ScalarProgram &target, TangentRule rule) {
  return rule == TangentRule::OfErrors
             ? inlineWithErrors(program, inputs, target)
             : inlineWithChanges(program, inputs, target, rule);
}

/// Yields the values, followed by the tangents of the floats among them.
void yieldAll(ArrayRef<Dual> duals, ScalarProgram &program) {
  for (const Dual &dual : duals)
    program.yield(dual.value);
  for (const Dual &dual : duals)
    if (isFloat(dual.value.type()))
      program.yield(
          dual.tangent.value_or(program.constant(0.0, dual.value.type())));
}

/// Adds the inputs of a program: all values, followed by the tangents of the
/// active ones. Known values are replaced by constants.
Duals addInputs(ArrayRef<ScalarType> types, ArrayRef<std::optional<Cell>> known,
                ArrayRef<bool> active, ScalarProgram &program) {
  Duals inputs;
  for (auto [type, constant] : llvm::zip_equal(types, known)) {
    inputs.push_back({program.input(type), std::nullopt});
    if (constant)
      inputs.back().value = isFloat(type)
                                ? program.floatConstant(constant->f, type)
                                : program.intConstant(constant->i, type);
  }
  for (auto [input, type, isActive] : llvm::zip_equal(inputs, types, active))
    if (isActive)
      input.tangent = program.input(type);
  return inputs;
}

/// Returns the first `count` of `tensors`. The tensors after them are the
/// tangents of the floats among them.
Tensors joinResults(ArrayRef<Tensor> tensors, size_t count) {
  ArrayRef<Tensor> tangents = tensors.drop_front(count);
  Tensors results(tensors.take_front(count));
  for (Tensor &result : results)
    if (isFloat(result.type())) {
      result.setTangent(tangents.front());
      tangents = tangents.drop_front();
    }
  return results;
}

//===----------------------------------------------------------------------===//
// Specs
//===----------------------------------------------------------------------===//

/// Evaluates a Spec, and its tangents in the same loops.
class SpecTangents {
public:
  SpecTangents(StructuredOpInterface op, ArrayRef<Tensor> tensors,
               Precision precision, TangentRule rule)
      : original(op.getSpec()), spec(original), operands(tensors),
        precision(precision), rule(rule) {
    for (Tensor &operand : operands)
      operand.dropTangent();
    SmallVector<Value> values = op.getSpecOperands();
    for (const Tensor &tensor : tensors)
      given.push_back(tensor.tangent() ? std::optional(*tensor.tangent())
                                       : std::nullopt);
    for (const SpecInput &input : original.inputs) {
      known.push_back(findUniform(values[input.operand]));
      active.push_back(given[input.operand].has_value());
    }
  }

  llvm::Expected<Tensors> run() {
    if (original.combiner && isExtremum(*original.combiner))
      return runExtremum();
    return runJointly();
  }

private:
  static bool isExtremum(const ScalarProgram &combiner);
  llvm::Expected<Tensors> runExtremum();
  llvm::Error shareAmongReached(Tensor &result);
  llvm::Expected<Tensors> runJointly();

  /// Appends `tensor` to the operands and returns its number.
  unsigned add(Tensor tensor) {
    operands.push_back(std::move(tensor));
    return operands.size() - 1;
  }
  /// Adds the body to `program`, and the active tangents to the inputs of the
  /// Spec; returns the body's values.
  Duals addBody(ScalarProgram &program);
  void addCombiner();

  Spec original, spec;
  Tensors operands;
  SmallVector<std::optional<Tensor>> given;
  Precision precision;
  TangentRule rule;
  /// The value of each input if it is a uniform constant, and whether the input
  /// has a tangent.
  SmallVector<std::optional<Cell>> known;
  SmallVector<bool> active;
};

Duals SpecTangents::addBody(ScalarProgram &program) {
  for (auto [input, isActive] : llvm::zip_equal(original.inputs, active))
    if (isActive)
      spec.inputs.push_back({add(*given[input.operand]), input.map});
  return inlineWithTangents(
      original.body,
      addInputs(original.body.inputTypes(), known, active, program), program,
      rule);
}

//===----------------------------------------------------------------------===//
// Any combiner, or none: values and tangents together
//===----------------------------------------------------------------------===//

/// Sets a combiner of accumulators, their tangents, the body's values and their
/// tangents.
void SpecTangents::addCombiner() {
  ArrayRef<ScalarType> types = original.combiner->inputTypes();
  size_t count = original.results.size();
  ScalarProgram combiner;
  Duals inputs;
  for (ArrayRef<ScalarType> part :
       {types.take_front(count), types.drop_front(count)})
    llvm::append_range(
        inputs, addInputs(part, SmallVector<std::optional<Cell>>(part.size()),
                          llvm::map_to_vector(part, isFloat), combiner));
  yieldAll(inlineWithTangents(*original.combiner, inputs, combiner, rule),
           combiner);
  spec.combiner = std::move(combiner);
}

llvm::Expected<Tensors> SpecTangents::runJointly() {
  ScalarProgram body;
  yieldAll(addBody(body), body);
  spec.body = std::move(body);
  for (const SpecResult &result : original.results) {
    if (!isFloat(result.type))
      continue;
    SpecResult tangent = result;
    tangent.init = floatCell(0.0);
    tangent.initOperand = std::nullopt;
    if (result.initOperand && given[*result.initOperand])
      tangent.initOperand = add(*given[*result.initOperand]);
    spec.results.push_back(std::move(tangent));
  }
  if (original.combiner)
    addCombiner();
  auto results = evaluate(spec, operands, precision);
  if (!results)
    return results.takeError();
  return joinResults(*results, original.results.size());
}

//===----------------------------------------------------------------------===//
// Max and min: the points that reach the result
//===----------------------------------------------------------------------===//

bool SpecTangents::isExtremum(const ScalarProgram &combiner) {
  if (combiner.results().size() != 1 || combiner.inputTypes().size() != 2)
    return false;
  const ScalarNode &node = combiner.nodes()[combiner.results().front()];
  auto isInput = [&](unsigned operand, unsigned position) {
    const ScalarNode &read = combiner.nodes()[operand];
    return read.kind == ScalarNode::Input && read.position == position;
  };
  auto takes = [&](unsigned first, unsigned second) {
    return isInput(node.operands[0], first) &&
           isInput(node.operands[1], second);
  };
  bool isEither =
      node.primitive == Primitive::Max || node.primitive == Primitive::Min;
  return node.kind == ScalarNode::Apply && isEither && isFloat(node.type) &&
         (takes(0, 1) || takes(1, 0));
}

llvm::Expected<Tensors> SpecTangents::runExtremum() {
  auto results = evaluate(original, operands, precision);
  if (!results)
    return results.takeError();
  if (llvm::Error error = shareAmongReached(results->front()))
    return error;
  return results;
}

/// Sets the tangent of `result` to the mean of the tangents of the points that
/// reach it. The element of the init operand is one of these points if it has a
/// tangent and equals the result.
llvm::Error SpecTangents::shareAmongReached(Tensor &result) {
  SpecResult sum = original.results.front();
  ScalarProgram body;
  Duals value = addBody(body);
  spec.inputs.push_back({add(result), sum.map});
  Expr reached = body.input(sum.type);
  Expr isReached =
      compare(Primitive::Eq, body.cast(value.front().value, sum.type), reached);
  Expr zero = body.constant(0.0, sum.accumulator);
  body.yield(select(isReached, value.front().tangent.value_or(zero), zero));
  body.yield(select(isReached, body.constant(1.0, sum.accumulator), zero));
  spec.body = std::move(body);

  std::optional<unsigned> start = sum.initOperand;
  sum.init = floatCell(0.0);
  sum.initOperand = std::nullopt;
  spec.results = {sum, sum};
  ScalarProgram adding;
  Expr a = adding.input(sum.accumulator), n = adding.input(sum.accumulator);
  adding.yield(a + adding.input(sum.accumulator));
  adding.yield(n + adding.input(sum.accumulator));
  spec.combiner = std::move(adding);

  auto sums = evaluate(spec, operands, precision);
  if (!sums)
    return sums.takeError();
  Tensor tangent = std::move(sums->front());
  bool startMoves = start && given[*start];
  for (int64_t k = 0; k < result.size(); ++k) {
    double total = tangent.cells()[k].f, count = sums->back().cells()[k].f;
    if (startMoves && operands[*start].cells()[k].f == result.cells()[k].f) {
      total += given[*start]->cells()[k].f;
      count += 1.0;
    }
    tangent.mutableCells()[k] =
        castCell(floatCell(count == 0.0 ? 0.0 : total / count), ScalarType::F64,
                 sum.type, precision);
  }
  result.setTangent(std::move(tangent));
  return llvm::Error::success();
}
} // namespace

llvm::Expected<Tensors> evaluateWithTangents(StructuredOpInterface op,
                                             ArrayRef<Tensor> operands,
                                             Precision precision,
                                             TangentRule rule) {
  return SpecTangents(op, operands, precision, rule).run();
}

llvm::Expected<Tensors> evaluateWithTangents(const ScalarProgram &program,
                                             Operation *op,
                                             ArrayRef<Tensor> operands,
                                             Precision precision,
                                             TangentRule rule) {
  SmallVector<std::optional<Cell>> known;
  SmallVector<bool> active;
  Tensors inputs(operands);
  for (auto [value, operand] : llvm::zip_equal(op->getOperands(), operands)) {
    known.push_back(findUniform(value));
    active.push_back(operand.tangent());
    if (operand.tangent())
      inputs.push_back(*operand.tangent());
  }
  ScalarProgram joint;
  yieldAll(inlineWithTangents(
               program, addInputs(program.inputTypes(), known, active, joint),
               joint, rule),
           joint);
  auto results = evaluateElementwise(joint, inputs, precision);
  if (!results)
    return results.takeError();
  return joinResults(*results, op->getNumResults());
}

} // namespace ag
