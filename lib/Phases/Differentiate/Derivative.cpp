//===- Derivative.cpp - a function's derivative as another ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Derivative.h"
#include "BitReads.h"
#include "Forward/Forward.h"
#include "PrepareFunction.h"
#include "Regions/CountWhiles.h"
#include "Regions/LoopLookups.h"
#include "Regions/LoopReductions.h"
#include "Regions/RegionTags.h"
#include "Requests/Request.h"
#include "Reverse/CotangentSizes.h"
#include "Reverse/Reverse.h"
#include "ag/Analysis/Entry/EntrySignature.h"
#include "ag/Dialect/AG/IR/Requests/Gradients.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace ag {
namespace {
/// Turns a copy of a function into its derivative.
class DerivativeBuilder {
public:
  DerivativeBuilder(func::FuncOp function, Request request,
                    const KeepPolicy &policy)
      : policy(policy), function(function), body(function.getBody().front()),
        terminator(body.getTerminator()), request(std::move(request)),
        by(this->request.getValues(function)) {
    findResults();
  }

  LogicalResult run() {
    Activity activity(by, of);
    if (failed(refuseBitReads(function, activity)))
      return failure();
    if (loopLookups(function, activity))
      findAgain(activity);
    return request.mode == GradMode::VJP ? makeGradient(activity)
                                         : makeTangent(activity);
  }

private:
  struct Result {
    Value value;
    DictionaryAttr attributes;
  };

  void findResults();
  void findAgain(Activity &activity);
  LogicalResult makeGradient(Activity &activity);
  LogicalResult makeTangent(Activity &activity);
  Value addSeed(Value result, unsigned number);
  Value addArgument(Value like, DictionaryAttr attributes);
  void keepResults();
  void addGradient(Value of, Reverse &reverse, Attribute mark);
  void setResults();

  const KeepPolicy &policy;
  func::FuncOp function;
  Block &body;
  Operation *terminator;
  Request request;
  /// The values to differentiate by, and the values to differentiate.
  SmallVector<Value> by, of;
  SmallVector<Result> results;
};

void DerivativeBuilder::findResults() {
  of = llvm::map_to_vector(request.results, [&](unsigned number) {
    return terminator->getOperand(number);
  });
}

/// Finds the results and active values again after ops have been replaced.
void DerivativeBuilder::findAgain(Activity &activity) {
  findResults();
  activity = Activity(by, of);
}

/// Adds the function's own results. Their alias attributes are dropped, as they
/// hold for the original function.
void DerivativeBuilder::keepResults() {
  for (auto [number, value] : llvm::enumerate(terminator->getOperands())) {
    NamedAttrList attributes(function.getResultAttrDict(number));
    attributes.erase(aliasAttrName);
    results.push_back({value, attributes.getDictionary(value.getContext())});
  }
}

void DerivativeBuilder::setResults() {
  SmallVector<Value> values;
  SmallVector<Attribute> attributes;
  for (const Result &result : results) {
    values.push_back(result.value);
    attributes.push_back(result.attributes);
  }
  terminator->setOperands(values);
  MLIRContext *context = function.getContext();
  function.setFunctionType(FunctionType::get(context, body.getArgumentTypes(),
                                             ValueRange(values).getTypes()));
  function.setResAttrsAttr(ArrayAttr::get(context, attributes));
}

/// Adds a last argument of the type of `like` and returns it.
Value DerivativeBuilder::addArgument(Value like, DictionaryAttr attributes) {
  unsigned number = function.getNumArguments();
  (void)function.insertArgument(number, like.getType(), attributes,
                                like.getLoc());
  return function.getArgument(number);
}

//===----------------------------------------------------------------------===//
// Reverse
//===----------------------------------------------------------------------===//

/// Returns the cotangent of result `number`: ones, or a new argument.
Value DerivativeBuilder::addSeed(Value result, unsigned number) {
  OpBuilder builder(terminator);
  if (!isSeededByOne(ValueRange(of).getTypes())) {
    DictionaryAttr sizes = nameSizes(function, result);
    Value seed = addArgument(result, sizes);
    if (!sizes)
      requireSizes(seed, result, number, builder);
    return seed;
  }
  Type type = result.getType();
  TypedAttr one = builder.getFloatAttr(getElementTypeOrSelf(type), 1.0);
  if (auto shaped = dyn_cast<RankedTensorType>(type))
    one = DenseElementsAttr::get(shaped, Attribute(one));
  return arith::ConstantOp::create(builder, result.getLoc(), one);
}

void DerivativeBuilder::addGradient(Value of, Reverse &reverse,
                                    Attribute mark) {
  Value gradient = reverse.getSum(of, terminator);
  ScalarType type = *getScalarType(getElementTypeOrSelf(of));
  Operation *last = gradient ? gradient.getDefiningOp() : nullptr;
  gradient =
      gradient ? castElements(gradient, type, reverse, last ? last : terminator)
               : reverse.zerosLike(of, terminator);
  Builder builder(function.getContext());
  results.push_back({gradient, builder.getDictionaryAttr(builder.getNamedAttr(
                                   gradientOfAttrName, mark))});
}

LogicalResult DerivativeBuilder::makeGradient(Activity &activity) {
  if (loopReductions(function, activity))
    findAgain(activity);
  FailureOr<CountedWhiles> whiles = countWhiles(function, activity);
  if (failed(whiles))
    return failure();
  if (whiles->any)
    findAgain(activity);
  BackwardTagging tagging;
  Reverse reverse(activity, OpBuilder(terminator, &tagging));
  for (auto [number, result] : llvm::zip_equal(request.results, of))
    reverse.seed(result, addSeed(result, number), terminator);
  if (failed(reverse.run(body)))
    return failure();
  for (auto [value, same] : whiles->known)
    value.replaceAllUsesWith(same);
  if (request.value)
    keepResults();
  Builder builder(function.getContext());
  for (unsigned number : request.arguments)
    addGradient(function.getArgument(number), reverse,
                builder.getI64IntegerAttr(number));
  for (auto &[name, uses] : request.parameters)
    addGradient(uses.front(), reverse, builder.getStringAttr(name));
  setResults();
  // keepResiduals replaces ops, so all cotangents have to be operands by now.
  return keepResiduals(reverse.blocks, policy, tagging);
}

//===----------------------------------------------------------------------===//
// Forward
//===----------------------------------------------------------------------===//

LogicalResult DerivativeBuilder::makeTangent(Activity &activity) {
  Forward forward(activity, OpBuilder(terminator));
  for (Value value : by) {
    auto argument = dyn_cast<BlockArgument>(value);
    DictionaryAttr attributes =
        argument ? function.getArgAttrDict(argument.getArgNumber())
                 : DictionaryAttr();
    forward.set(value, addArgument(value, attributes));
  }
  if (failed(forward.run(body)))
    return failure();
  // Ops with regions have been replaced, and their results with them.
  findResults();
  keepResults();
  for (Value result : of) {
    Value tangent = forward.lookup(result);
    if (!tangent)
      tangent = forward.zerosLike(result, terminator);
    results.push_back({tangent, DictionaryAttr::get(function.getContext())});
  }
  setResults();
  return success();
}
} // namespace

FailureOr<func::FuncOp> addDerivative(func::FuncOp function,
                                      const GradSpec &spec, StringRef name,
                                      const KeepPolicy &policy, Location loc) {
  if (function.isExternal())
    return emitError(loc) << "@" << function.getName()
                          << " has no body to differentiate";
  func::FuncOp copy = function.clone();
  copy.setName(name);
  function->getBlock()->getOperations().insertAfter(function->getIterator(),
                                                    copy);
  auto fail = [&]() -> FailureOr<func::FuncOp> {
    copy.erase();
    return failure();
  };
  if (!copy.getBody().hasOneBlock()) {
    emitError(loc) << "@" << function.getName()
                   << " has unstructured control flow; expected scf";
    return fail();
  }
  if (failed(prepare(copy, spec.mode)))
    return fail();
  FailureOr<Request> request = resolve(spec, copy, function.getName(), loc);
  if (failed(request) ||
      failed(DerivativeBuilder(copy, std::move(*request), policy).run()))
    return fail();
  return copy;
}

} // namespace ag
