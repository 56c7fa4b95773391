//===- Judge.cpp - a program, compiled and interpreted --------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Judge.h"
#include "ag/Driver/Program.h"
#include "ag/Driver/Run/Arguments.h"
#include "ag/Driver/Run/CompiledExecution.h"
#include "ag/Driver/Run/InterpretedExecution.h"
#include "ag/Driver/Run/LoadedProgram.h"
#include "ag/Driver/Run/ResultComparison.h"
#include "ag/Driver/Run/Weights.h"
#include "ag/Driver/Tool.h"
#include "ag/Interfaces/StructuredOp.h"
#include "ag/Pipeline/Phases.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"
#include "llvm/ADT/StringExtras.h"
#include <cmath>

using namespace mlir;

namespace ag {

StringRef spell(Verdict verdict) {
  constexpr StringLiteral names[] = {
      "same",           "undecided", "fails alike", "refused",
      "without floats", "different", "taken back",  "over its bound",
      "invalid",        "crash",     "hang"};
  return names[size_t(verdict)];
}

bool isRight(Verdict verdict) { return verdict <= Verdict::WithoutFloats; }

FirstError::FirstError(MLIRContext &context)
    : handler(&context, [this](Diagnostic &diagnostic) {
        if (diagnostic.getSeverity() == DiagnosticSeverity::Error &&
            reported.empty())
          reported = diagnostic.str();
        return success();
      }) {}

OwningOpRef<ModuleOp> parse(StringRef text, MLIRContext &context,
                            StringRef path) {
  llvm::SourceMgr sources;
  sources.AddNewSourceBuffer(llvm::MemoryBuffer::getMemBufferCopy(text, path),
                             SMLoc());
  return parseProgram(sources, context);
}

llvm::Expected<Tensors> interpret(FunctionOpInterface function,
                                  const Tensors &arguments,
                                  const RunRequest &request,
                                  Precision precision, TangentRule rule) {
  auto parameters = openWeights(request.weights);
  if (!parameters)
    return parameters.takeError();
  InterpreterOptions options;
  options.precision = precision;
  options.tangents = rule;
  auto signature = readSignature(function);
  if (!signature)
    return signature.takeError();
  auto execution =
      makeInterpreted(function, *signature, arguments, *parameters, options);
  if (!execution)
    return execution.takeError();
  if (llvm::Error error = (*execution)->run())
    return std::move(error);
  return (*execution)->results();
}

namespace {
class Judge {
public:
  Judge(FunctionOpInterface function, const Tensors &arguments,
        const RunRequest &request)
      : request(request), function(function), arguments(arguments),
        firstError(*function.getContext()) {}

  Judgement judge();

private:
  llvm::Expected<Tensors> interpret(Precision precision,
                                    TangentRule rule = TangentRule::AsWritten) {
    return ag::interpret(function, arguments, request, precision, rule);
  }
  llvm::Expected<Tensors> runCompiled(const CompileOptions &options);
  bool hasBitsOfItsThreads(ArrayRef<Tensor> actual);
  Judgement judgeFailure(llvm::Error error, llvm::Expected<Tensors> actual);
  Judgement judgeError(llvm::Error error);
  bool hasWideInputs();
  bool mayOverflowInOrder();
  std::string lower(Report *report);
  Judgement compareAll(ArrayRef<Tensor> actual, ArrayRef<Tensor> expected);
  /// Returns the first reported error, or else the message of `error`.
  std::string take(llvm::Error error) {
    std::string message = llvm::toString(std::move(error));
    return firstError.text().empty() ? message : firstError.text();
  }

  const RunRequest &request;
  FunctionOpInterface function;
  const Tensors &arguments;
  FirstError firstError;
};

llvm::Expected<Tensors> Judge::runCompiled(const CompileOptions &options) {
  auto execution = makeCompiled(function, arguments, request.weights, options);
  if (!execution)
    return execution.takeError();
  if (llvm::Error error = (*execution)->run())
    return std::move(error);
  return (*execution)->results();
}

/// Returns true if the cells have the same bits, or are NaNs, whose bits no
/// program determines.
static bool haveSameBits(const Tensor &a, const Tensor &b) {
  return a.shape() == b.shape() &&
         llvm::equal(a.cells(), b.cells(), [&](Cell x, Cell y) {
           return x.i == y.i ||
                  (isFloat(a.type()) && std::isnan(x.f) && std::isnan(y.f));
         });
}

/// Returns true if one thread and two threads of a CPU give different results,
/// or if one of these runs fails.
bool Judge::hasBitsOfItsThreads(ArrayRef<Tensor> actual) {
  CompileOptions options = request.options;
  if (!options.target.threads)
    return false;
  options.target.threads = 3 - *options.target.threads;
  auto others = runCompiled(options);
  if (!others) {
    llvm::consumeError(others.takeError());
    return true;
  }
  return !llvm::equal(actual, *others, haveSameBits);
}

bool Judge::hasWideInputs() {
  return StringRef(request.inputs.front()).starts_with("wide:");
}

/// Returns true if a reduction of floats may overflow in another order. A
/// product may, and is NaN if a 0 follows. With inputs of the whole range, a
/// sum may, and is NaN if two infinities meet.
bool Judge::mayOverflowInOrder() {
  bool isWide = hasWideInputs();
  auto overflows = [&](const ScalarNode &node) {
    return node.kind == ScalarNode::Apply && isFloat(node.type) &&
           (node.primitive == Primitive::Mul ||
            (isWide && node.primitive == Primitive::Add));
  };
  return function
      .walk([&](StructuredOpInterface op) {
        std::optional<ScalarProgram> combiner = op.getSpec().combiner;
        return combiner && llvm::any_of(combiner->nodes(), overflows)
                   ? WalkResult::interrupt()
                   : WalkResult::advance();
      })
      .wasInterrupted();
}

Judgement Judge::compareAll(ArrayRef<Tensor> actual,
                            ArrayRef<Tensor> expected) {
  bool isInterpreted = true;
  auto interpretAgain = [&](Precision precision, TangentRule rule) {
    auto results = interpret(precision, rule);
    isInterpreted = isInterpreted && bool(results);
    return results;
  };
  auto comparisons =
      compareRounded(actual, expected, std::nullopt, interpretAgain);
  if (!comparisons)
    return {isInterpreted ? Verdict::Different : Verdict::Undecided,
            take(comparisons.takeError())};
  // An integer cast from a float does not show that this was NaN.
  auto mayOverflow = [&](auto pair) {
    auto &[comparison, result] = pair;
    bool isLost = isFloat(result.type()) ? !std::isfinite(comparison.largest)
                                         : hasWideInputs();
    return comparison.mismatches == 0 || (isLost && mayOverflowInOrder());
  };
  auto verdict =
      areSame(*comparisons) ? Verdict::Same
      : llvm::all_of(llvm::zip_equal(*comparisons, actual), mayOverflow)
          ? Verdict::Undecided
          : Verdict::Different;
  return {verdict, describe(*comparisons)};
}

/// Judges a program whose interpretation fails. An op that folding removes may
/// fail.
Judgement Judge::judgeFailure(llvm::Error error,
                              llvm::Expected<Tensors> actual) {
  std::string reason = llvm::toString(std::move(error));
  if (!actual) {
    llvm::consumeError(actual.takeError());
    return {Verdict::FailsAlike, reason};
  }
  PassManager passes(function.getContext());
  passes.addPass(createCanonicalizerPass());
  (void)passes.run(function->getParentOfType<ModuleOp>());
  auto expected = interpret(Precision::Declared);
  if (expected)
    return compareAll(*actual, *expected);
  llvm::consumeError(expected.takeError());
  return {Verdict::Different, "fails interpreted: " + reason};
}

/// Judges a program that fails only if compiled.
Judgement Judge::judgeError(llvm::Error error) {
  bool isRun = error.isA<ProgramError>();
  std::string reason = take(std::move(error));
  if (isRun)
    return {Verdict::Different, "fails compiled: " + reason};
  if (hasInternalError())
    return {Verdict::Crash, reason};
  return {Verdict::Refused, reason};
}

/// Returns the program after the last phase. Collecting a report must not
/// change it.
std::string Judge::lower(Report *report) {
  OwningOpRef<ModuleOp> copy = function->getParentOfType<ModuleOp>().clone();
  CompileOptions options = request.options;
  options.request.to = getPhases().back().name;
  options.collect = report ? CollectSteps : 0;
  auto outcome = run(*copy, options, Emission::MLIR);
  if (!outcome) {
    llvm::consumeError(outcome.takeError());
    return "";
  }
  if (report)
    *report = std::move(outcome->collected.report);
  return outcome->artefact.code;
}

/// Returns true if a formula was rewritten as a stream, or is not computed
/// where a mask excludes elements. Where its infinities and NaNs depend on how
/// it was written, others take their place.
static bool mayReplaceInfinities(const Report &report) {
  return llvm::any_of(report.remarks, [](const Remark &remark) {
    return remark.pass == "ag-tile-groups" && remark.kind == Remark::Passed &&
           (remark.name == "stream" ||
            remark.values.getInteger("ranges").value_or(0) > 0);
  });
}

/// Returns the results with each infinity and NaN of `expected` in its place.
static Tensors takeInfinities(ArrayRef<Tensor> actual,
                              ArrayRef<Tensor> expected) {
  Tensors taken;
  for (auto [own, other] : llvm::zip_equal(actual, expected)) {
    SmallVector<Cell> cells(own.cells());
    if (isFloat(own.type()) && own.shape() == other.shape())
      for (auto [cell, source] : llvm::zip_equal(cells, other.cells()))
        if (!std::isfinite(source.f))
          cell = source;
    taken.push_back(
        llvm::cantFail(Tensor::fromCells(own.type(), own.shape(), cells)));
  }
  return taken;
}

Judgement Judge::judge() {
  auto expected = interpret(Precision::Declared);
  auto actual = runCompiled(request.options);
  if (!expected)
    return judgeFailure(expected.takeError(), std::move(actual));
  if (!actual)
    return judgeError(actual.takeError());
  if (!firstError.text().empty())
    return {Verdict::Different, "compiled with an error: " + firstError.text()};
  if (hasBitsOfItsThreads(*actual))
    return {Verdict::Different, "other bits for one thread than for two"};
  Report report;
  if (lower(&report) != lower(nullptr))
    return {Verdict::Different, "compiled otherwise the second time"};
  Judgement judgement = compareAll(*actual, *expected);
  if (judgement.verdict == Verdict::Different && mayReplaceInfinities(report) &&
      isRight(
          compareAll(takeInfinities(*actual, *expected), *expected).verdict))
    return {Verdict::Undecided, judgement.reason};
  if (request.engine != Engine::CPU || !isRight(judgement.verdict))
    return judgement;
  std::string takenBack = findTakenBack(report);
  return takenBack.empty() ? judgement
                           : Judgement{Verdict::TakenBack, takenBack};
}
} // namespace

std::string findTakenBack(const Report &report) {
  auto found = llvm::find_if(report.remarks, [](const Remark &remark) {
    return remark.pass == "ag-check-groups" && remark.kind == Remark::Missed;
  });
  return found == report.remarks.end() ? "" : formatRemark(*found);
}

Judgement judgeFunction(FunctionOpInterface function, const Tensors &arguments,
                        const RunRequest &request) {
  return Judge(function, arguments, request).judge();
}

Judgement judge(MLIRContext &context, StringRef text,
                const RunRequest &request) {
  FirstError firstError(context);
  OwningOpRef<ModuleOp> module = parse(text, context, request.input);
  if (!module)
    return {Verdict::Invalid, firstError.text()};
  auto entry = findEntry(*module, "");
  if (!entry)
    return {Verdict::Invalid, llvm::toString(entry.takeError())};
  auto arguments = makeArguments(llvm::cantFail(readSignature(*entry)),
                                 request.inputs, request.dims);
  if (!arguments)
    return {Verdict::Invalid, llvm::toString(arguments.takeError())};
  return judgeFunction(*entry, *arguments, request);
}

} // namespace ag
