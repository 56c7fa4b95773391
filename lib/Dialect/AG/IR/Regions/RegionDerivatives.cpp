//===- RegionDerivatives.cpp - regions with derivatives of their own ------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A rule r(x, y, dy) is linear in dy. In reverse mode, its body becomes a
// region of the same name. In forward mode, the tangents are its transpose: the
// gradient of <r(x, y, dy), x'> with respect to dy, for any dy.
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Dialect/AG/IR/Requests/DerivativeOps.h"
#include "ag/Dialect/AG/IR/Requests/Gradients.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace ag {

//===----------------------------------------------------------------------===//
// Rules
//===----------------------------------------------------------------------===//

static SmallVector<Value> findDifferentiable(ValueRange values) {
  return llvm::filter_to_vector(
      values, [](Value value) { return isDifferentiable(value.getType()); });
}

/// Returns the type of a rule: from inputs, results, and cotangents of results.
static FunctionType getRuleType(RegionOp op) {
  SmallVector<Type> from(op->getOperandTypes());
  llvm::append_range(from, op->getResultTypes());
  llvm::append_range(
      from, ValueRange(findDifferentiable(op.getOutputs())).getTypes());
  return FunctionType::get(
      op.getContext(), from,
      ValueRange(findDifferentiable(op.getInputs())).getTypes());
}

FunctionOpInterface RegionOp::getRule() {
  return SymbolTable::lookupNearestSymbolFrom<FunctionOpInterface>(
      *this, getVjpAttr());
}

/// A rule does not compute gradients of parameters inside.
static LogicalResult verifyNoParameters(RegionOp op) {
  WalkResult result = op.getBody().walk([&](ParameterOp parameter) {
    if (!isDifferentiable(parameter.getType()))
      return WalkResult::advance();
    Reporter report(op->getName().getStringRef(), op.getLoc());
    InFlightDiagnostic error = report("rule")
                               << "the parameter '" << parameter.getName()
                               << "' stands inside, of which @" << *op.getVjp()
                               << " gives no cotangent; expected an input";
    error.attachNote(parameter.getLoc()) << "it is here";
    return WalkResult::interrupt();
  });
  return failure(result.wasInterrupted());
}

LogicalResult RegionOp::verifySymbolUses(SymbolTableCollection &symbols) {
  Reporter report(getOperationName(), getLoc());
  if (!getVjp()) {
    if (getSurrogate())
      return report("surrogate")
             << "no rule is there that may differ; expected vjp";
    return success();
  }
  auto rule =
      symbols.lookupNearestSymbolFrom<FunctionOpInterface>(*this, getVjpAttr());
  if (!rule || !rule.getFunctionBody().hasOneBlock())
    return report("rule") << "there is no function @" << *getVjp()
                          << " with a body of one block";
  FunctionType expected = getRuleType(*this);
  if (rule.getFunctionType() == expected)
    return verifyNoParameters(*this);
  InFlightDiagnostic error =
      report("rule") << "@" << *getVjp() << " is of type "
                     << rule.getFunctionType() << ", expected " << expected
                     << ": inputs, results and the results' cotangents to the "
                        "inputs'";
  error.attachNote(rule.getLoc()) << "it is here";
  return error;
}

//===----------------------------------------------------------------------===//
// Derivatives
//===----------------------------------------------------------------------===//

/// Returns the rule's operands. `getCotangent` may return null for 0.
static SmallVector<Value>
getRuleOperands(RegionOp op, DerivativeContext &context,
                llvm::function_ref<Value(Value)> getCotangent) {
  SmallVector<Value> operands(op.getInputs());
  llvm::append_range(operands, op.getOutputs());
  for (Value result : findDifferentiable(op.getOutputs())) {
    Value cotangent = getCotangent(result);
    operands.push_back(cotangent ? cotangent : context.zerosLike(result, op));
  }
  return operands;
}

/// Copies the body of `function` into a region with `name`, marked as reverse
/// mode.
static RegionOp putRule(FunctionOpInterface function, StringAttr name,
                        StringAttr fuse, ValueRange operands,
                        OpBuilder &builder, Location loc) {
  auto region = RegionOp::create(
      builder, loc, function.getResultTypes(), name, operands,
      /*vjp=*/nullptr, /*surrogate=*/false, /*checkpoint=*/false,
      /*backward=*/true, fuse);
  IRMapping mapping;
  function.getFunctionBody().cloneInto(&region.getBody(), mapping);
  Operation *end = region.getBody().front().getTerminator();
  OpBuilder atEnd(end);
  YieldOp::create(atEnd, end->getLoc(), end->getOperands());
  end->erase();
  return region;
}

LogicalResult RegionOp::pullBack(PullbackContext &context) {
  SmallVector<Value> operands = getRuleOperands(
      *this, context, [&](Value result) { return context.get(result, *this); });
  RegionOp region = putRule(getRule(), getNameAttr(), getFuseAttr(), operands,
                            context.builder(), getLoc());
  for (auto [input, cotangent] :
       llvm::zip_equal(findDifferentiable(getInputs()), region.getOutputs()))
    context.add(input, {cotangent});
  return success();
}

/// Returns `value` times the number `factor`.
static Value scale(Value value, Value factor, PushforwardContext &context,
                   Operation *op) {
  if (isa<RankedTensorType>(factor.getType()))
    factor = tensor::ExtractOp::create(context.builder(), op->getLoc(), factor,
                                       ValueRange());
  ScalarType type = *getScalarType(getElementTypeOrSelf(value));
  return writeElementwise(binaryProgram(Primitive::Mul, type), {value, factor},
                          context, op)
      .front();
}

LogicalResult RegionOp::pushForward(PushforwardContext &context) {
  SmallVector<Value> inputs = findDifferentiable(getInputs());
  SmallVector<Value> outputs = findDifferentiable(getOutputs());
  SmallVector<Value> operands =
      getRuleOperands(*this, context, [](Value) { return Value(); });
  std::string request = "wrt=";
  unsigned first = operands.size() - outputs.size();
  for (size_t number = 0; number < outputs.size(); ++number)
    request += (number ? "," : "") + std::to_string(first + number);
  bool isScaled = isSeededByOne(ValueRange(inputs).getTypes());
  for (Value input : inputs) {
    if (isScaled)
      break;
    Value tangent = context.lookup(input);
    operands.push_back(tangent ? tangent : context.zerosLike(input, *this));
  }
  auto tangents = DerivativeOp::create(context.builder(), getLoc(),
                                       ValueRange(outputs).getTypes(),
                                       *getVjp(), request, operands);
  for (auto [output, tangent] : llvm::zip_equal(outputs, tangents.getOutputs()))
    context.set(output, isScaled
                            ? scale(tangent, context.lookup(inputs.front()),
                                    context, *this)
                            : tangent);
  return success();
}

//===----------------------------------------------------------------------===//
// Interpretation
//===----------------------------------------------------------------------===//

namespace {
/// Computes the tangents of a surrogate rule, one element at a time: y'[i] is
/// <r(x, y, e_i), x'>, with the i-th unit vector e_i.
class RuleTangents {
public:
  RuleTangents(RegionOp op, ArrayRef<Tensor> inputs,
               InterpreterContext &context)
      : rule(op.getRule()), context(context) {
    for (const Tensor &input : inputs) {
      values.push_back(input);
      values.back().dropTangent();
      if (isFloat(input.type()))
        tangents.push_back(input.tangent());
    }
  }

  llvm::Expected<Tensors> run(Region &body) {
    auto results = context.run(body, values);
    if (!results)
      return results;
    llvm::append_range(values, *results);
    for (const Tensor &result : *results) {
      if (!isFloat(result.type()))
        continue;
      auto zeros = Tensor::zeros(result.type(), result.shape());
      if (!zeros)
        return zeros.takeError();
      cotangents.push_back(values.size());
      values.push_back(*zeros);
    }
    const unsigned *cotangent = cotangents.begin();
    for (Tensor &result : *results)
      if (isFloat(result.type()))
        if (llvm::Error error = setTangent(result, *cotangent++))
          return std::move(error);
    return results;
  }

private:
  llvm::Error setTangent(Tensor &result, unsigned cotangent) {
    Tensor tangent = values[cotangent];
    for (int64_t each = 0; each < result.size(); ++each) {
      values[cotangent].mutableCells()[each] = floatCell(1.0);
      auto given = context.run(rule.getFunctionBody(), values);
      values[cotangent].mutableCells()[each] = floatCell(0.0);
      if (!given)
        return given.takeError();
      tangent.mutableCells()[each] = floatCell(multiply(*given));
    }
    result.setTangent(tangent);
    return llvm::Error::success();
  }

  /// Returns the inner product with the inputs' tangents.
  double multiply(ArrayRef<Tensor> given) const {
    double sum = 0.0;
    for (auto [cotangent, tangent] : llvm::zip_equal(given, tangents))
      if (tangent)
        for (auto [a, b] : llvm::zip_equal(cotangent.cells(), tangent->cells()))
          sum += a.f * b.f;
    return sum;
  }

  FunctionOpInterface rule;
  InterpreterContext &context;
  /// The rule's operands, and the numbers of those that are cotangents.
  Tensors values;
  SmallVector<unsigned> cotangents;
  /// The tangents of the inputs that are floats; null for 0.
  SmallVector<const Tensor *> tangents;
};
} // namespace

llvm::Expected<Tensors> RegionOp::interpret(MutableArrayRef<Tensor> operands,
                                            InterpreterContext &context) {
  bool hasTangent = llvm::any_of(operands, [](const Tensor &operand) {
    return operand.tangent() != nullptr;
  });
  if (getSurrogate() && hasTangent && context.followsRules())
    return RuleTangents(*this, operands, context).run(getBody());
  return context.run(getBody(), Tensors(operands));
}

} // namespace ag
