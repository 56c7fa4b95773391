//===- Interpreter.cpp - the meaning of every program ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Reference/Interpreter.h"
#include "LiveCounter.h"
#include "Tangents.h"
#include "ag/Dialect/AG/IR/Core/AGDialect.h"
#include "ag/Dialect/AG/Models/Linalg/Aggregated.h"
#include "ag/Interfaces/DifferentiableOp.h"
#include "ag/Interfaces/PrimitiveOps.h"
#include "ag/Interfaces/Spec/SpecEvaluation.h"
#include "ag/Interfaces/StructuredOp.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace mlir;

namespace ag {

char InterpreterError::ID = 0;

namespace {
/// The greatest depth of regions within regions and calls. Each level takes a
/// few hundred bytes of stack.
constexpr unsigned maxDepth = 1000;

/// Returns `error` with the location of `op`, unless it already has one.
llvm::Error locate(llvm::Error error, Operation *op) {
  if (!error || error.isA<InterpreterError>())
    return error;
  return llvm::make_error<InterpreterError>(
      op->getLoc(), ("'" + op->getName().getStringRef() + "' ").str() +
                        llvm::toString(std::move(error)));
}

class Interpreter : public InterpreterContext {
public:
  Interpreter(const ParameterSource &parameters,
              const InterpreterOptions &options)
      : parameters(parameters), options(options) {}

  Precision precision() const override { return options.precision; }
  bool followsRules() const override {
    return options.tangents == TangentRule::AsWritten;
  }
  llvm::Expected<Tensor> parameter(StringRef name,
                                   RankedTensorType type) override {
    return parameters(name, type);
  }
  llvm::Expected<Tensors>
  run(Region &region, Tensors arguments,
      llvm::function_ref<llvm::Error(Operation *)> atEnd) override;
  Tensor lookup(Value value) override { return frame.at(value); }
  void define(Value value, Tensor tensor) override {
    hasTangents |= tensor.tangent() != nullptr;
    frame[value] = std::move(tensor);
  }
  llvm::Expected<int64_t> indexAlong(ArrayAttr axes) override {
    return options.ranks ? options.ranks->indexAlong(axes)
                         : InterpreterContext::indexAlong(axes);
  }
  llvm::Expected<Exchange> exchange(Operation *op, ArrayAttr axes,
                                    const Tensors &tensors) override {
    return options.ranks ? options.ranks->exchange(op, axes, tensors)
                         : InterpreterContext::exchange(op, axes, tensors);
  }

  LiveCounter counter;

private:
  using Frame = llvm::DenseMap<Value, Tensor>;

  llvm::Expected<Tensors>
  runBlock(Block &block, Tensors arguments,
           llvm::function_ref<llvm::Error(Operation *)> atEnd);
  llvm::Error countSteps(uint64_t number = 1);
  llvm::Error runOp(Operation &op);
  llvm::Expected<Tensors> compute(Operation &op);
  llvm::Expected<Tensors> computeParts(linalg::AggregatedOpInterface op);
  bool hasDerivative(Operation *op) const {
    return llvm::any_of(op->getResultTypes(), isDifferentiable) &&
           (!followsRules() || !op->hasTrait<InactiveTrait>());
  }
  /// Returns whether each step adds an error, even to values that had none.
  bool isRounded() const { return options.tangents == TangentRule::OfErrors; }
  llvm::Expected<Tensors> computeTangents(InterpretableOpInterface op,
                                          MutableArrayRef<Tensor> operands);
  Tensors lookupAll(ValueRange values);
  llvm::Error bind(ValueRange values, Tensors tensors);
  /// Returns whether alive bytes are counted: they are, except within the
  /// decomposition of an aggregated op.
  bool isCounted() const { return options.alive && !whole; }
  const SmallVector<Value> &lastUses(Operation &op);
  void release(Operation &op);

  const ParameterSource &parameters;
  const InterpreterOptions &options;
  Frame frame;
  unsigned depth = 0;
  uint64_t steps = 0;
  /// Whether any value has had a tangent so far.
  bool hasTangents = false;
  /// For each op of the blocks in `analysed`, the values of its block that the
  /// op, or an op nested in it, is the last to use.
  llvm::DenseMap<Operation *, SmallVector<Value>> endings;
  llvm::DenseSet<Block *> analysed;
  /// The decomposition of each aggregated op that was interpreted.
  llvm::DenseMap<Operation *, OwningOpRef<func::FuncOp>> parts;
  /// The outermost aggregated op whose decomposition is running, at which
  /// errors are reported; null if there is none.
  Operation *whole = nullptr;
};

//===----------------------------------------------------------------------===//
// Values and how long they live
//===----------------------------------------------------------------------===//

const SmallVector<Value> &Interpreter::lastUses(Operation &op) {
  Block *block = op.getBlock();
  if (analysed.insert(block).second) {
    llvm::DenseSet<Value> seen;
    for (Operation &user : llvm::reverse(*block))
      user.walk([&](Operation *nested) {
        for (Value operand : nested->getOperands())
          if (operand.getParentBlock() == block && seen.insert(operand).second)
            endings[&user].push_back(operand);
      });
  }
  return endings[&op];
}

void Interpreter::release(Operation &op) {
  for (Value value : lastUses(op))
    frame.erase(value);
}

Tensors Interpreter::lookupAll(ValueRange values) {
  return llvm::map_to_vector(values, [&](Value v) { return lookup(v); });
}

llvm::Error Interpreter::bind(ValueRange values, Tensors tensors) {
  assert(values.size() == tensors.size() && "one tensor for each value");
  for (auto [value, tensor] : llvm::zip_equal(values, tensors)) {
    if (llvm::Error error = checkShape(tensor, value.getType()))
      return error;
    if (!value.use_empty())
      define(value, std::move(tensor));
  }
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// Ops
//===----------------------------------------------------------------------===//

/// Returns a function from the op's operands to its results that consists of
/// the op's decomposition; null if the op can't be decomposed.
OwningOpRef<func::FuncOp> makeParts(linalg::AggregatedOpInterface op) {
  Location loc = op.getLoc();
  op.getContext()
      ->loadDialect<AGDialect, affine::AffineDialect, arith::ArithDialect,
                    func::FuncDialect, linalg::LinalgDialect, math::MathDialect,
                    tensor::TensorDialect>();
  OpBuilder builder(op.getContext());
  OwningOpRef<func::FuncOp> function = func::FuncOp::create(
      loc, "parts",
      builder.getFunctionType(op->getOperandTypes(), op->getResultTypes()));
  builder.setInsertionPointToStart(function->addEntryBlock());
  IRMapping mapping;
  mapping.map(op->getOperands(), function->getArguments());
  auto whole = cast<linalg::AggregatedOpInterface>(builder.clone(*op, mapping));
  FailureOr<SmallVector<Value>> results = decompose(whole, builder);
  if (failed(results))
    return {};
  func::ReturnOp::create(builder, loc, *results);
  whole.erase();
  return function;
}

llvm::Expected<Tensors>
Interpreter::computeParts(linalg::AggregatedOpInterface op) {
  OwningOpRef<func::FuncOp> &function = parts[op];
  if (!function)
    function = makeParts(op);
  if (!function)
    return llvm::createStringError("has no decomposition in this form");
  llvm::SaveAndRestore about(whole, whole ? whole : op.getOperation());
  return run(function->getBody(), lookupAll(op->getOperands()), nullptr);
}

llvm::Expected<Tensors> Interpreter::compute(Operation &op) {
  if (auto aggregated = dyn_cast<linalg::AggregatedOpInterface>(op))
    return computeParts(aggregated);
  if (auto structured = dyn_cast<StructuredOpInterface>(op)) {
    Tensors operands = lookupAll(structured.getSpecOperands());
    if (options.stepLimit)
      if (llvm::Error error = countSteps(
              countPoints(structured.getSpec(), operands) / pointsOfStep))
        return error;
    if ((isRounded() || carryTangents(operands)) && hasDerivative(&op))
      return evaluateWithTangents(structured, operands, options.precision,
                                  options.tangents);
    return evaluate(structured.getSpec(), operands, options.precision);
  }
  auto interpretable = dyn_cast<InterpretableOpInterface>(op);
  if (!interpretable)
    return llvm::createStringError(
        "cannot be interpreted: it has neither a Spec nor an interpretation");
  Tensors operands = lookupAll(op.getOperands());
  // The frame releases the operands first, so that an op may overwrite a tensor
  // that nothing else holds instead of copying it.
  if (op.getNumRegions() == 0)
    release(op);
  // Regions may capture values with tangents.
  bool isReached = op.getNumRegions() ? hasTangents : carryTangents(operands);
  if (isReached || (isRounded() && programOf(interpretable)))
    return computeTangents(interpretable, operands);
  return interpretable.interpret(operands, *this);
}

/// Interprets an op on operands with tangents, as its tangent flow requires.
llvm::Expected<Tensors>
Interpreter::computeTangents(InterpretableOpInterface op,
                             MutableArrayRef<Tensor> operands) {
  if (op.getTangentFlow() == TangentFlow::Along)
    return op.interpret(operands, *this);
  if (auto program = programOf(op))
    return evaluateWithTangents(*program, op, operands, options.precision,
                                options.tangents);
  auto tangents = takeTangents(operands);
  if (!tangents)
    return tangents.takeError();
  for (Tensor &operand : operands)
    operand.dropTangent();
  auto results = op.interpret(operands, *this);
  bool isUnknown = op.getTangentFlow() == TangentFlow::Unknown;
  if (!results || !hasDerivative(op) || (isUnknown && isRounded()))
    return results;
  if (isUnknown)
    return llvm::createStringError(
        "has no tangent: it does not say how its floats change");
  TangentContext context(*this);
  auto changes = op.interpret(*tangents, context);
  if (!changes)
    return changes.takeError();
  setTangents(*results, *changes);
  return results;
}

/// Adds steps, and returns an error after the limit. Entered regions count like
/// ops, because a loop's body may have no op.
llvm::Error Interpreter::countSteps(uint64_t number) {
  steps = llvm::SaturatingAdd(steps, number);
  if (!options.stepLimit || steps <= options.stepLimit)
    return llvm::Error::success();
  return llvm::createStringError(llvm::formatv(
      "stops here, after the limit of {0} steps", options.stepLimit));
}

llvm::Error Interpreter::runOp(Operation &op) {
  if (llvm::Error error = countSteps())
    return error;
  Tensors operands;
  if (options.watch)
    operands = lookupAll(op.getOperands());
  if (isCounted())
    counter.begin(op, lastUses(op));
  auto results = compute(op);
  if (!results)
    return results.takeError();
  if (options.watch)
    options.watch(operands, *results);
  if (isCounted())
    counter.end(op, *results, lastUses(op));
  release(op);
  return bind(op.getResults(), std::move(*results));
}

//===----------------------------------------------------------------------===//
// Regions
//===----------------------------------------------------------------------===//

llvm::Expected<Tensors>
Interpreter::runBlock(Block &block, Tensors arguments,
                      llvm::function_ref<llvm::Error(Operation *)> atEnd) {
  if (isCounted())
    counter.enter(block, arguments);
  if (llvm::Error error = bind(block.getArguments(), std::move(arguments)))
    return error;
  for (Operation &op : block.without_terminator())
    if (llvm::Error error = locate(runOp(op), whole ? whole : &op))
      return error;
  Operation *terminator = block.getTerminator();
  if (atEnd)
    if (llvm::Error error = locate(atEnd(terminator), terminator))
      return error;
  Tensors results = lookupAll(terminator->getOperands());
  if (isCounted())
    counter.end(*terminator, {}, lastUses(*terminator));
  release(*terminator);
  return results;
}

llvm::Expected<Tensors>
Interpreter::run(Region &region, Tensors arguments,
                 llvm::function_ref<llvm::Error(Operation *)> atEnd) {
  if (!region.hasOneBlock())
    return llvm::createStringError(llvm::formatv(
        "has a body of {0} blocks; only bodies of one, with structured control "
        "flow, can be interpreted",
        region.getBlocks().size()));
  if (llvm::Error error = countSteps())
    return error;
  if (depth == maxDepth)
    return llvm::createStringError(
        llvm::formatv("nests or recurses more than {0} deep", maxDepth));
  // Each rank builds its own decomposition of an aggregated op, so ranks do not
  // meet in its regions.
  if (options.ranks && !whole)
    if (llvm::Error error = options.ranks->enter(region))
      return error;
  if (options.enter)
    options.enter(region, arguments,
                  [this](Value value) { return lookup(value); });
  ++depth;
  // The body of an isolated op may be entered again recursively, and has a
  // frame of its own.
  bool isIsolated =
      region.getParentOp()->hasTrait<OpTrait::IsIsolatedFromAbove>();
  Frame outer;
  if (isIsolated)
    std::swap(frame, outer);
  llvm::scope_exit leave([&] {
    if (isIsolated)
      std::swap(frame, outer);
    --depth;
  });
  return runBlock(region.front(), std::move(arguments), atEnd);
}
} // namespace

llvm::Expected<Tensors> interpret(FunctionOpInterface function,
                                  Tensors arguments,
                                  const ParameterSource &parameters,
                                  const InterpreterOptions &options) {
  if (function.getNumArguments() != arguments.size())
    return locate(llvm::createStringError(llvm::formatv(
                      "takes {0} arguments, but {1} are given",
                      function.getNumArguments(), arguments.size())),
                  function);
  Interpreter interpreter(parameters, options);
  if (options.alive)
    interpreter.counter.hold(function.getArguments(), arguments);
  auto results = interpreter.run(function.getFunctionBody(),
                                 std::move(arguments), nullptr);
  if (!results)
    return locate(results.takeError(), function);
  if (options.alive)
    *options.alive = interpreter.counter.getMost();
  return results;
}

} // namespace ag
