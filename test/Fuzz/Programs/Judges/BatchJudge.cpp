//===- BatchJudge.cpp - a program on a batch, and on each element ---------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "BatchJudge.h"
#include "Batches.h"
#include "ag/Dialect/AG/IR/Requests/DerivativeOps.h"
#include "ag/Driver/Program.h"
#include "ag/Driver/Run/Arguments.h"
#include "ag/Driver/Run/InterpretedExecution.h"
#include "ag/Driver/Tool.h"
#include "ag/Interfaces/DifferentiableOp.h"
#include "ag/Phases/Differentiate/Passes.h"
#include "ag/Support/Tensor/TensorCompare.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"
#include <random>

using namespace mlir;

namespace ag {
namespace {
class BatchJudge {
public:
  BatchJudge(MLIRContext &context, const RunRequest &request, uint64_t seed)
      : request(request), seed(seed), random(seed), firstError(context) {}

  Judgement judge(StringRef text, MLIRContext &context);

private:
  Judgement readArguments(func::FuncOp main);
  Judgement judgeAlone(ModuleOp module, func::FuncOp function);
  func::FuncOp addGradient(func::FuncOp main);
  Tensors takeElement(int64_t number);
  Tensor stack(ArrayRef<Tensor> parts);
  llvm::Expected<Tensors> interpret(func::FuncOp function, const Tensors &own) {
    return ag::interpret(cast<FunctionOpInterface>(function.getOperation()),
                         own, request, Precision::Double);
  }
  Judgement compareAll(const Tensors &batched) const;

  const RunRequest &request;
  uint64_t seed;
  std::mt19937_64 random;
  FirstError firstError;
  Tensors arguments;
  SmallVector<bool> differs;
  /// The function's results for each element
  SmallVector<Tensors> each;
};

/// Parses a program and folds it. Ops that are unused or read only for their
/// sizes are removed, so that they cannot fail.
OwningOpRef<ModuleOp> parseFolded(StringRef text, MLIRContext &context) {
  OwningOpRef<ModuleOp> module = parse(text, context);
  if (!module)
    return nullptr;
  PassManager folding(&context);
  folding.addPass(createCanonicalizerPass());
  folding.addPass(memref::createResolveRankedShapeTypeResultDimsPass());
  folding.addPass(createCanonicalizerPass());
  folding.addPass(createCSEPass());
  return succeeded(folding.run(*module)) ? std::move(module) : nullptr;
}

/// Adds @gradient, which requests the gradient of @main and returns its
/// cotangents. Returns null if @main has no differentiable argument.
func::FuncOp BatchJudge::addGradient(func::FuncOp main) {
  SmallVector<Type> types(main.getArgumentTypes()), gradients;
  std::string places;
  for (auto [number, type] : llvm::enumerate(main.getArgumentTypes())) {
    if (!isDifferentiable(type))
      continue;
    places += (places.empty() ? "wrt=" : ",") + std::to_string(number);
    gradients.push_back(type);
  }
  SmallVector<Type> losses =
      llvm::filter_to_vector(main.getResultTypes(), isDifferentiable);
  if (gradients.empty() || losses.empty())
    return nullptr;
  bool isLoss = losses.size() == 1 &&
                cast<RankedTensorType>(losses.front()).getRank() == 0;
  for (auto [result, type] :
       llvm::zip_equal(each.front(), main.getResultTypes())) {
    if (isLoss || !isDifferentiable(type))
      continue;
    types.push_back(type);
    differs.push_back(random() % 3 != 0);
    arguments.push_back(llvm::cantFail(
        Tensor::randn(result.type(), result.shape(), seed + types.size())));
  }
  OpBuilder builder(main);
  Location loc = main.getLoc();
  auto made = func::FuncOp::create(builder, loc, "gradient",
                                   builder.getFunctionType(types, gradients));
  OpBuilder body = OpBuilder::atBlockEnd(made.addEntryBlock());
  auto derivative = DerivativeOp::create(body, loc, gradients, main.getName(),
                                         places, made.getArguments());
  func::ReturnOp::create(body, loc, derivative.getOutputs());
  return made;
}

/// Returns the arguments of one element. Those that differ are rotated.
Tensors BatchJudge::takeElement(int64_t number) {
  Tensors own = arguments;
  for (auto [tensor, isOwn] : llvm::zip_equal(own, differs)) {
    MutableArrayRef<Cell> cells = tensor.mutableCells();
    if (isOwn && !cells.empty())
      std::rotate(cells.begin(), cells.begin() + number % cells.size(),
                  cells.end());
  }
  return own;
}

Tensor BatchJudge::stack(ArrayRef<Tensor> parts) {
  SmallVector<int64_t> shape(parts.front().shape());
  shape.insert(shape.begin(), parts.size());
  Tensor all = llvm::cantFail(Tensor::zeros(parts.front().type(), shape));
  Cell *to = all.mutableCells().data();
  for (const Tensor &part : parts)
    to = llvm::copy(part.cells(), to);
  return all;
}

Judgement BatchJudge::compareAll(const Tensors &batched) const {
  for (auto [number, result] : llvm::enumerate(batched)) {
    Tensor expected =
        llvm::cantFail(Tensor::zeros(result.type(), result.shape()));
    Cell *to = expected.mutableCells().data();
    for (const Tensors &element : each) {
      if (element[number].cells().size() * each.size() != result.cells().size())
        return {Verdict::Different,
                "result " + std::to_string(number) + " has another size"};
      to = llvm::copy(element[number].cells(), to);
    }
    auto comparison = compare(result, expected, 1e-6, 1e-9);
    if (!comparison)
      return {Verdict::Different, llvm::toString(comparison.takeError())};
    if (comparison->mismatches > 0)
      return {Verdict::Different, describe({*comparison})};
  }
  return {Verdict::Same, ""};
}

Judgement BatchJudge::readArguments(func::FuncOp main) {
  auto signature =
      readSignature(cast<FunctionOpInterface>(main.getOperation()));
  auto made = makeArguments(llvm::cantFail(std::move(signature)),
                            request.inputs, request.dims);
  if (!made)
    return {Verdict::Invalid, llvm::toString(made.takeError())};
  arguments = std::move(*made);
  while (differs.size() < arguments.size())
    differs.push_back(differs.empty() || random() % 3 != 0);
  return {Verdict::Same, ""};
}

/// Judges one function of the module.
Judgement BatchJudge::judgeAlone(ModuleOp module, func::FuncOp function) {
  constexpr StringLiteral remats[] = {"auto", "keep", "recompute"};
  func::FuncOp batch = addBatch(function, "batch", differs);
  PassManager passes(module.getContext());
  DifferentiatePassOptions options;
  options.isRequested = false;
  options.remat = remats[seed % std::size(remats)];
  passes.addPass(createDifferentiatePass(options));
  if (failed(passes.run(module))) {
    std::string reason = firstError.text();
    bool isFault = hasInternalError() || failed(verify(module));
    return {isFault ? Verdict::Crash : Verdict::Refused, reason};
  }
  std::string failure;
  each.clear();
  for (int64_t number = 0; number < batchSize; ++number) {
    auto results = interpret(function, takeElement(number));
    if (results)
      each.push_back(std::move(*results));
    else
      failure = llvm::toString(results.takeError());
  }
  Tensors all;
  for (auto [number, isOwn] : llvm::enumerate(differs)) {
    SmallVector<Tensor> parts;
    for (int64_t element = 0; element < batchSize; ++element)
      parts.push_back(takeElement(element)[number]);
    all.push_back(isOwn ? stack(parts) : arguments[number]);
  }
  auto batched = interpret(batch, all);
  if (!batched) {
    std::string reason = llvm::toString(batched.takeError());
    return failure.empty() ? Judgement{Verdict::Different, "fails: " + reason}
                           : Judgement{Verdict::FailsAlike, reason};
  }
  if (!failure.empty())
    return {Verdict::Different, "an element fails: " + failure};
  Judgement judgement = compareAll(*batched);
  if (judgement.verdict != Verdict::Same || request.engine != Engine::Emulator)
    return judgement;
  return judgeFunction(cast<FunctionOpInterface>(batch.getOperation()), all,
                       request);
}

/// Judges the program, then its gradient.
Judgement BatchJudge::judge(StringRef text, MLIRContext &context) {
  OwningOpRef<ModuleOp> module = parseFolded(text, context);
  if (!module)
    return {Verdict::Invalid, firstError.text()};
  auto main = module->lookupSymbol<func::FuncOp>("main");
  if (!main || main.getNumArguments() == 0)
    return {Verdict::Same, ""};
  Judgement judgement = readArguments(main);
  if (judgement.verdict != Verdict::Same)
    return judgement;
  judgement = judgeAlone(*module, main);
  if (judgement.verdict != Verdict::Same)
    return judgement;
  module = parseFolded(text, context);
  func::FuncOp gradient =
      addGradient(module->lookupSymbol<func::FuncOp>("main"));
  if (!gradient)
    return judgement;
  judgement = judgeAlone(*module, gradient);
  if (judgement.verdict != Verdict::Same)
    judgement.reason.insert(0, "of its gradient: ");
  return judgement;
}
} // namespace

Judgement judgeBatch(MLIRContext &context, StringRef text,
                     const RunRequest &request, uint64_t seed) {
  return BatchJudge(context, request, seed).judge(text, context);
}

} // namespace ag
