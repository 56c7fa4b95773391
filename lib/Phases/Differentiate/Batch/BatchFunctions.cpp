//===- BatchFunctions.cpp - functions on all elements of a batch ----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Batch/BatchFunctions.h"
#include "Batch/BatchMasks.h"
#include "DerivativeWriter.h"
#include "PrepareFunction.h"
#include "ag/Dialect/AG/IR/Core/AGDialect.h"
#include "ag/Dialect/AG/IR/Core/CheckOps.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Phases/Common/InlineBodies.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/ScopeExit.h"

using namespace mlir;

namespace ag {

static constexpr PassRemarks batchRemarks("ag-batch");

/// Returns ag's vocabulary for a function with ops of ag, and upstream's for
/// others.
static Vocabulary findVocabulary(func::FuncOp function) {
  auto isOurs = [](Operation *op) {
    return isa_and_present<AGDialect>(op->getDialect())
               ? WalkResult::interrupt()
               : WalkResult::advance();
  };
  return function.getBody().walk(isOurs).wasInterrupted()
             ? Vocabulary::AG
             : Vocabulary::Upstream;
}

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

/// Returns a key. Requests with equal keys share one function.
static std::string spell(func::FuncOp function,
                         const BatchedArguments &arguments) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  stream << function.getName();
  for (auto [type, axis] : llvm::zip_equal(arguments.types, arguments.axes))
    stream << ", " << type << " " << axis.value_or(VmapOp::none);
  if (arguments.mask)
    stream << " where " << arguments.mask;
  if (arguments.isSized)
    stream << " so often";
  return text;
}

FailureOr<BatchedFunction>
BatchedFunctions::get(func::FuncOp function, const BatchedArguments &arguments,
                      Location loc) {
  std::string text = spell(function, arguments);
  auto [entry, isNew] = known.try_emplace(text);
  if (!isNew && entry->second)
    return *entry->second;
  if (!isNew)
    return emitError(loc, "@") << function.getName()
                               << " calls itself, so that it can't be batched";
  if (function.isExternal() || !function.getBody().hasOneBlock())
    return emitError(loc, "@")
           << function.getName() << " can't be batched: "
           << (function.isExternal()
                   ? "it has no body"
                   : "it has unstructured control flow; expected scf");
  FailureOr<BatchedFunction> made = make(function, arguments);
  if (failed(made))
    return failure();
  known[text] = *made;
  return made;
}

/// Batches a copy of the function whose groups are inlined and whose loops are
/// brought into the forms that batching supports.
FailureOr<BatchedFunction>
BatchedFunctions::make(func::FuncOp function,
                       const BatchedArguments &arguments) {
  func::FuncOp copy = function.clone();
  copy.setPrivate();
  symbols.insert(copy, std::next(function->getIterator()));
  llvm::scope_exit erase([&] { symbols.erase(copy); });
  openGroups(copy);
  if (failed(prepareLoops(copy)))
    return failure();
  restateElementwise(copy);
  SmallVector<Type> types(arguments.types);
  if (arguments.mask)
    types.push_back(arguments.mask);
  if (arguments.isSized)
    types.push_back(IndexType::get(function.getContext()));
  auto made = func::FuncOp::create(
      function.getLoc(), (function.getName() + ".vmap").str(),
      FunctionType::get(function.getContext(), types, {}));
  made.setPrivate();
  symbols.insert(made, std::next(function->getIterator()));
  Block *body = made.addEntryBlock();
  SmallVector<Value> differing;
  for (auto [argument, axis] :
       llvm::zip_equal(copy.getArguments(), arguments.axes))
    if (axis)
      differing.push_back(argument);
  BatchedValues values(copy, differing, arguments.mask != nullptr);
  Batch batch(values, *this, findVocabulary(function),
              OpBuilder::atBlockEnd(body));
  for (auto [argument, own, axis] :
       llvm::zip(copy.getArguments(), body->getArguments(), arguments.axes)) {
    batch.set(argument, {own, axis});
    own.setLoc(argument.getLoc());
    if (axis && !batch.batchSize)
      batch.measure({own, axis});
  }
  if (arguments.mask) {
    batch.measure({body->getArguments().back(), 0});
    batch.mask = makeMask(body->getArguments().back(), copy, batch);
  }
  if (arguments.isSized)
    batch.batchSize = body->getArguments().back();
  Operation *end = copy.getBody().front().getTerminator();
  BatchedFunction result{made, {}};
  if (failed(batch.run(copy.getBody().front()))) {
    symbols.erase(made);
    return failure();
  }
  SmallVector<Value> results;
  for (Value operand : end->getOperands()) {
    results.push_back(batch.lookup(operand).value);
    result.axes.push_back(batch.lookup(operand).axis);
  }
  func::ReturnOp::create(batch.builder(), end->getLoc(), results);
  made.setFunctionType(FunctionType::get(function.getContext(), types,
                                         ValueRange(results).getTypes()));
  if (failed(simplify(made)))
    return failure();
  return result;
}

//===----------------------------------------------------------------------===//
// Calls
//===----------------------------------------------------------------------===//

/// Calls `function` itself if no operand differs and all elements, at least
/// one, are known to execute the call. Otherwise calls the batched form with
/// the mask or the number of elements, as it may be that no element executes
/// the call.
FailureOr<SmallVector<BatchedValue>>
BatchedFunctions::call(func::FuncOp function, ArrayRef<BatchedValue> operands,
                       Batch &batch, Operation *op) {
  BatchedArguments arguments;
  SmallVector<Value> values;
  for (const BatchedValue &operand : operands) {
    arguments.add(operand);
    values.push_back(operand.value);
  }
  if (batch.mask) {
    values.push_back(batch.mask->elements);
    arguments.mask = values.back().getType();
  }
  bool isShared = llvm::none_of(
      operands, [](const BatchedValue &operand) { return operand.axis; });
  if (isShared && !batch.mask && !doAllOfSome(batch)) {
    values.push_back(getValueOrCreateConstantIndexOp(
        batch.builder(), op->getLoc(), batch.size()));
    arguments.isSized = true;
  }
  FailureOr<BatchedFunction> batched =
      isShared && doAllOfSome(batch)
          ? BatchedFunction{function, SmallVector<std::optional<int64_t>>(
                                          function.getNumResults())}
          : get(function, arguments, op->getLoc());
  if (failed(batched))
    return failure();
  auto call = func::CallOp::create(batch.builder(), op->getLoc(),
                                   batched->function, values);
  SmallVector<BatchedValue> results;
  for (auto [result, axis] : llvm::zip_equal(call.getResults(), batched->axes))
    results.push_back({result, axis});
  return results;
}

LogicalResult BatchedFunctions::batchCall(func::CallOp call, Batch &batch) {
  auto function = symbols.lookup<func::FuncOp>(call.getCallee());
  auto operands = llvm::map_to_vector(
      call.getOperands(), [&](Value operand) { return batch.lookup(operand); });
  if (!function || function.isExternal())
    return batch.refuse(call, "@" + call.getCallee() + " has no body");
  auto results = this->call(function, operands, batch, call);
  if (failed(results))
    return failure();
  for (auto [result, batched] : llvm::zip_equal(call.getResults(), *results))
    batch.set(result, batched);
  return success();
}

//===----------------------------------------------------------------------===//
// Rules of regions
//===----------------------------------------------------------------------===//

/// Returns the sum of `value` over the batch: the cotangent of a value that all
/// elements read.
static Value sumOver(BatchedValue value, Operation *op, Batch &batch) {
  auto type = cast<RankedTensorType>(value.value.getType());
  ScalarType element = *getScalarType(type.getElementType());
  AffineMap all =
      AffineMap::getMultiDimIdentityMap(type.getRank(), op->getContext());
  Spec spec;
  for (int64_t dim = 0; dim < type.getRank(); ++dim)
    spec.loops.push_back(Extent::dimension(0, dim));
  spec.inputs.push_back({0, all});
  ScalarType wide = getAccumulatorType(element);
  spec.results.push_back(
      {all.dropResult(*value.axis), element, wide, floatCell(0.0)});
  spec.body.yield(spec.body.cast(spec.body.input(element), wide));
  spec.combiner = binaryProgram(Primitive::Add, wide);
  return batch.write(spec, value.value, op).front();
}

LogicalResult BatchedFunctions::batchRule(RegionOp region, RegionOp made,
                                          Batch &batch) {
  if (!region.getVjp())
    return success();
  auto rule = symbols.lookup<func::FuncOp>(*region.getVjp());
  SmallVector<Type> types(made->getOperandTypes());
  llvm::append_range(types, made->getResultTypes());
  for (Type type : made->getResultTypes())
    if (isDifferentiable(type))
      types.push_back(type);
  auto wrapper =
      func::FuncOp::create(rule.getLoc(), (rule.getName() + ".vmap").str(),
                           FunctionType::get(rule.getContext(), types, {}));
  wrapper.setPrivate();
  symbols.insert(wrapper, std::next(rule->getIterator()));
  Block *body = wrapper.addEntryBlock();
  BatchedValues none(rule, {}, false);
  Batch inner(none, *this, findVocabulary(rule), OpBuilder::atBlockEnd(body));
  inner.batchSize = batch.batchSize;
  SmallVector<BatchedValue> operands;
  unsigned next = 0;
  auto add = [&](Value like) {
    std::optional<int64_t> axis;
    if (batch.isInBatch(like))
      axis = 0;
    operands.push_back({body->getArgument(next++), axis});
    if (axis)
      inner.measure(operands.back());
  };
  Block &original = region.getBody().front();
  llvm::for_each(original.getArguments(), add);
  if (batch.mask) {
    Value mask = body->getArgument(next++);
    inner.measure({mask, 0});
    inner.mask = makeMask(mask, region, inner);
  } else if (next < made->getNumOperands()) {
    inner.batchSize = body->getArgument(next++);
  }
  llvm::for_each(region.getResults(), add);
  for (Value result : region.getResults())
    if (isDifferentiable(result.getType()))
      add(result);
  auto results = call(rule, operands, inner, region);
  if (failed(results))
    return failure();
  SmallVector<Value> cotangents;
  for (BlockArgument input : original.getArguments()) {
    if (!isDifferentiable(input.getType()))
      continue;
    BatchedValue own = (*results)[cotangents.size()];
    Value value = batch.isInBatch(input) ? inner.arrange(own, 0, region)
                  : own.axis             ? sumOver(own, region, inner)
                                         : own.value;
    Type type = made.getBody().getArgument(input.getArgNumber()).getType();
    if (!isa<RankedTensorType>(type) && isa<RankedTensorType>(value.getType()))
      value = tensor::ExtractOp::create(inner.builder(), region.getLoc(), value,
                                        ValueRange());
    cotangents.push_back(castTo(type, value, inner.builder()));
  }
  func::ReturnOp::create(inner.builder(), region.getLoc(), cotangents);
  wrapper.setFunctionType(FunctionType::get(rule.getContext(), types,
                                            ValueRange(cotangents).getTypes()));
  made.setVjp(wrapper.getName());
  return simplify(wrapper);
}

//===----------------------------------------------------------------------===//
// Requests
//===----------------------------------------------------------------------===//

namespace {
/// Emits a check that `own`, the batch size of operand `number`, equals `size`.
void requireEqual(OpFoldResult size, OpFoldResult own, unsigned number,
                  VmapOp request, bool isOurs, OpBuilder &builder) {
  if (getConstantIntValue(size) && getConstantIntValue(own))
    return;
  Location loc = request.getLoc();
  Value a = getValueOrCreateConstantIndexOp(builder, loc, size);
  Value b = getValueOrCreateConstantIndexOp(builder, loc, own);
  Value holds =
      arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq, a, b);
  std::string what = ("ag.vmap of @" + request.getFunction() + ": operand " +
                      Twine(number) + " has ")
                         .str();
  if (isOurs)
    RequireOp::create(builder, loc, holds, what + "{1} elements, expected {0}",
                      ValueRange{a, b});
  else
    cf::AssertOp::create(builder, loc, holds,
                         what + "another number of elements than expected");
}
} // namespace

LogicalResult BatchedFunctions::answer(VmapOp request) {
  auto function = symbols.lookup<func::FuncOp>(request.getFunction());
  Vocabulary vocabulary = findVocabulary(function);
  BatchedValues none(request->getParentOfType<func::FuncOp>(), {}, false);
  Batch batch(none, *this, vocabulary, OpBuilder(request));
  SmallVector<BatchedValue> operands;
  if (request.getSize())
    batch.batchSize = getAsOpFoldResult(request.getSize());
  for (auto [input, axis] :
       llvm::zip_equal(request.getInputs(), request.getInAxes())) {
    if (axis == VmapOp::none) {
      operands.push_back({input, std::nullopt});
      continue;
    }
    OpFoldResult own =
        tensor::getMixedSize(batch.builder(), request.getLoc(), input, axis);
    if (batch.batchSize)
      requireEqual(batch.batchSize, own, operands.size(), request,
                   vocabulary == Vocabulary::AG, batch.builder());
    else
      batch.batchSize = own;
    operands.push_back({input, axis});
  }
  auto results = call(function, operands, batch, request);
  if (failed(results))
    return failure();
  int64_t ops = 0;
  if (auto call = results->empty()
                      ? func::CallOp()
                      : results->front().value.getDefiningOp<func::CallOp>())
    symbols.lookup(call.getCallee())->walk([&](Operation *) { ++ops; });
  batchRemarks.passed(request, "vmap")
      << remark::add("@{0} is done for a batch, in {1} ops",
                     request.getFunction(), ops)
      << remark::metric("function", request.getFunction())
      << remark::metric("ops", ops);
  for (auto [number, result] : llvm::enumerate(request.getResults())) {
    int64_t axis = request.getOutAxes()[number];
    BatchedValue own = (*results)[number];
    if (axis == VmapOp::none && own.axis)
      return request.emitOpError("result ")
             << number << " of @" << request.getFunction()
             << " differs over the batch, and has no axis in `out`";
    Value value =
        axis == VmapOp::none ? own.value : batch.arrange(own, axis, request);
    result.replaceAllUsesWith(castTo(result.getType(), value, batch.builder()));
  }
  request.erase();
  return success();
}

} // namespace ag
