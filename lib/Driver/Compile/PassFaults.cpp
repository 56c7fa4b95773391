//===- PassFaults.cpp - failures of passes that are ag's fault ------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Compile/PassFaults.h"
#include "ag/Dialect/AG/IR/Regions/GroupEffects.h"
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

/// Distinguishes passes that failed from passes whose result is not valid, and
/// from passes that crashed. The pass manager reports all as failures. For a
/// result that is not valid, it has also reported the errors that another
/// verification finds. A pass that crashed has begun, and not ended: upstream
/// recovers from that if it is to write a reproducer.
class FaultWatch : public PassInstrumentation {
public:
  explicit FaultWatch(MLIRContext *context)
      : errors(context, [this](Diagnostic &diagnostic) {
          if (diagnostic.getSeverity() != mlir::DiagnosticSeverity::Error)
            return failure();
          std::string error = diagnostic.str();
          if (StringRef(error).starts_with(openRequest))
            noteWrongUse();
          isAdvised |= StringRef(error).contains(adviceOnEffects);
          reported.insert(error);
          return failure(); // Other handlers print it.
        }) {}

  /// Reports the pass at fault. This waits for the end because passes on
  /// functions run on several threads, whose errors are reported when all have
  /// ended.
  ~FaultWatch() override {
    if (!running.empty()) {
      blame(running.back(), "crashed");
      return;
    }
    auto isReported = [&](const std::string &error) {
      return reported.contains(error);
    };
    auto broken = llvm::find_if(failures, [&](const WatchedPass &failure) {
      return llvm::any_of(failure.errors, isReported);
    });
    // A pass of upstream does not know the rules of ag's ops.
    if (isAdvised && broken != failures.end() &&
        !StringRef(broken->name).starts_with("ag-"))
      return;
    if (broken != failures.end())
      blame(*broken, "made a program that is not valid");
    else if (!failures.empty() && reported.empty())
      blame(failures.front(), "failed without a message");
  }

  void runBeforePass(Pass *pass, Operation *op) override {
    std::lock_guard<std::mutex> guard(lock);
    running.push_back({pass->getArgument().str(), op->getLoc(), {}, pass});
  }
  void runAfterPass(Pass *pass, Operation *) override { forget(pass); }

  /// Records a pass that failed. A nested pass is recorded before the pass that
  /// runs it.
  void runAfterPassFailed(Pass *pass, Operation *op) override {
    forget(pass);
    if (pass->getArgument().empty())
      return;
    WatchedPass failure = {pass->getArgument().str(), op->getLoc(),
                           findErrors(op), pass};
    std::lock_guard<std::mutex> guard(lock);
    failures.push_back(std::move(failure));
  }

private:
  struct WatchedPass {
    std::string name;
    Location loc;
    std::vector<std::string> errors;
    const Pass *object;
  };

  void forget(const Pass *pass) {
    std::lock_guard<std::mutex> guard(lock);
    auto last =
        llvm::find_if(llvm::reverse(running), [&](const WatchedPass &begun) {
          return begun.object == pass;
        });
    running.erase(std::prev(last.base()));
  }

  static void blame(const WatchedPass &pass, StringRef what) {
    emitError(pass.loc) << "internal error: the pass '" << pass.name << "' "
                        << what;
    noteInternalError();
  }

  std::mutex lock;
  /// Whether an error says which pass to run before the one that failed.
  bool isAdvised = false;
  llvm::StringSet<> reported;
  std::vector<WatchedPass> failures;
  /// The passes that have begun and not ended, the innermost last.
  std::vector<WatchedPass> running;
  ScopedDiagnosticHandler errors;
};
} // namespace

void watchForFaults(mlir::PassManager &passes) {
  passes.addInstrumentation(std::make_unique<FaultWatch>(passes.getContext()));
}

} // namespace ag
