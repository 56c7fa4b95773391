//===- PassFaults.cpp - failures of passes that are ag's fault ------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Compile/PassFaults.h"
#include "ag/Driver/Tool.h"
#include "ag/Phases/Differentiate/Requests/RequestedDerivatives.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Pass/PassInstrumentation.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Threading.h"
#include <mutex>

using namespace mlir;

namespace ag {
namespace {
/// Returns the errors that verifying `op` reports.
std::vector<std::string> findErrors(Operation *op) {
  std::vector<std::string> errors;
  ScopedDiagnosticHandler capture(
      op->getContext(), [&, thread = llvm::get_threadid()](Diagnostic &error) {
        if (llvm::get_threadid() != thread)
          return failure();
        errors.push_back(error.str());
        return success();
      });
  [[maybe_unused]] LogicalResult isValid = verify(op);
  return errors;
}

/// Distinguishes passes that failed from passes whose result is not valid. The
/// pass manager reports both as failures. For a result that is not valid, it
/// has also reported the errors that another verification finds.
class FaultWatch : public PassInstrumentation {
public:
  explicit FaultWatch(MLIRContext *context)
      : errors(context, [this](Diagnostic &diagnostic) {
          if (diagnostic.getSeverity() != mlir::DiagnosticSeverity::Error)
            return failure();
          std::string error = diagnostic.str();
          if (StringRef(error).starts_with(openRequest))
            noteWrongUse();
          reported.insert(error);
          return failure(); // Other handlers print it.
        }) {}

  /// Reports the pass at fault. This waits for the end because passes on
  /// functions run on several threads, whose errors are reported when all have
  /// ended.
  ~FaultWatch() override {
    auto isReported = [&](const std::string &error) {
      return reported.contains(error);
    };
    auto broken = llvm::find_if(failures, [&](const PassFailure &failure) {
      return llvm::any_of(failure.errors, isReported);
    });
    if (broken != failures.end())
      blame(*broken, "made a program that is not valid");
    else if (!failures.empty() && reported.empty())
      blame(failures.front(), "failed without a message");
  }

  /// Records a pass that failed. A nested pass is recorded before the pass that
  /// runs it.
  void runAfterPassFailed(Pass *pass, Operation *op) override {
    if (pass->getArgument().empty())
      return;
    PassFailure failure = {pass->getArgument().str(), op->getLoc(),
                           findErrors(op)};
    std::lock_guard<std::mutex> guard(lock);
    failures.push_back(std::move(failure));
  }

private:
  struct PassFailure {
    std::string pass;
    Location loc;
    std::vector<std::string> errors;
  };

  /// Reports an internal error, unless only passes of others ran: a pass of
  /// upstream, run by name, may break the rules of ag's ops.
  void blame(const PassFailure &failure, StringRef what) const {
    bool isOurs = llvm::any_of(failures, [](const PassFailure &each) {
      return StringRef(each.pass).starts_with("ag-");
    });
    emitError(failure.loc) << (isOurs ? "internal error: " : "") << "the pass '"
                           << failure.pass << "' " << what;
    if (isOurs)
      noteInternalError();
  }

  std::mutex lock;
  llvm::StringSet<> reported;
  std::vector<PassFailure> failures;
  ScopedDiagnosticHandler errors;
};
} // namespace

void watchForFaults(mlir::PassManager &passes) {
  passes.addInstrumentation(std::make_unique<FaultWatch>(passes.getContext()));
}

} // namespace ag
