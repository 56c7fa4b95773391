//===- PassPairs.cpp - all pairs of passes --------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does each pass work after each other one, in any order and twice, or refuse
// with an error at an op? Runs all ordered pairs of ag's passes on some
// programs, and some of upstream's passes after each of ag's. A program is a
// file, or FILE@TARGET@PHASE, which is lowered for the target up to the phase:
//
//   PassPairs tensors.mlir linalg.mlir@cuda@schedule
//
// A child forked from this process runs one pass, and then each pass on a copy
// of what the first one leaves. After a crash, another child goes on with the
// next pass. A pair is at fault if it crashes, leaves a program that is not
// valid, or fails without an error that has a place in the program. With
// --refusals, the errors of other pairs are printed too.
//
//===----------------------------------------------------------------------===//
#include "Judging/Tools.h"
#include "ag/Driver/Program.h"
#include "ag/Driver/Run/Child.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;

namespace ag {
namespace {
/// The processor time of a child, which runs about a hundred passes.
constexpr unsigned seconds = 60;

/// Passes of upstream that users run between ag's.
constexpr StringLiteral others[] = {"canonicalize",
                                    "cse",
                                    "generate-runtime-verification",
                                    "inline",
                                    "loop-invariant-code-motion",
                                    "sccp",
                                    "symbol-dce"};

/// Returns the options that a pass does something with, or none.
StringRef optionsOf(StringRef pass) {
  static const llvm::StringMap<StringRef> options = {
      {"ag-differentiate", "grad=main"},
      {"ag-end-phase", "phase=fuse"},
      {"ag-plan-sharding", "spec=dp2"},
      {"ag-run-phases", "to=lower"},
  };
  return options.lookup(pass);
}

std::vector<std::string> listPasses() {
  PassPipelineCLParser registered("", "All that are registered");
  std::vector<std::string> passes;
  for (StringRef name : llvm::cl::getRegisteredOptions().keys())
    if (name.starts_with("ag-") && PassInfo::lookup(name))
      passes.push_back(name.str());
  llvm::sort(passes);
  return passes;
}

/// Whether a pass refused its program, and what is wrong with that or with what
/// it left; empty if nothing is.
struct Verdict {
  bool isRefused = false;
  std::string errors, fault;
};

Verdict runPass(StringRef pass, StringRef options, ModuleOp module) {
  Verdict verdict;
  bool isPlaced = true;
  ScopedDiagnosticHandler handler(
      module.getContext(), [&](Diagnostic &diagnostic) {
        if (diagnostic.getSeverity() != DiagnosticSeverity::Error)
          return;
        isPlaced &= !isa<UnknownLoc>(diagnostic.getLocation());
        verdict.errors += diagnostic.str() + "\n";
      });
  PassManager passes(module.getContext(), ModuleOp::getOperationName(),
                     OpPassManager::Nesting::Implicit);
  passes.enableVerifier(false);
  if (failed(PassInfo::lookup(pass)->addToPipeline(
          passes, options, [&](const Twine &error) {
            verdict.fault = error.str();
            return failure();
          })))
    return verdict;
  verdict.isRefused = failed(passes.run(module));
  bool isValid = verdict.isRefused || succeeded(verify(module));
  // The rules of ag's ops name the pass to run before one of upstream.
  bool isWarned =
      !pass.starts_with("ag-") && StringRef(verdict.errors).contains("run ag-");
  if (!isValid && isWarned)
    verdict.isRefused = true;
  else if (!isValid)
    verdict.fault = "its result is not valid";
  else if (verdict.isRefused && verdict.errors.empty())
    verdict.fault = "it fails without a message";
  else if (verdict.isRefused && !isPlaced)
    verdict.fault = "it reports an error without a place";
  return verdict;
}

/// A program, and the words of a command line of ag-opt that lead to it.
struct Start {
  std::string command;
  OwningOpRef<ModuleOp> module;
};

Start readProgram(StringRef word, MLIRContext &context) {
  auto [file, rest] = word.split('@');
  auto [target, phase] = rest.split('@');
  Start start = {file.str(), parseSourceFile<ModuleOp>(file, &context)};
  auto lower = [&](StringRef pass, const Twine &options) {
    Verdict verdict = runPass(pass, options.str(), *start.module);
    return !verdict.isRefused && verdict.fault.empty();
  };
  bool isReady = start.module &&
                 (rest.empty() || (lower("ag-set-target", "target=" + target) &&
                                   lower("ag-run-phases", "to=" + phase)));
  if (!isReady)
    llvm::report_fatal_error("cannot read or lower " + word);
  if (!rest.empty())
    start.command += (" --target=" + target + " --to=" + phase).str();
  return start;
}

/// The passes that are run first and second.
struct Plan {
  std::vector<std::string> firsts, seconds;
  bool printsRefusals = false;
};

/// Runs pairs in children, and counts what they report: a letter for each pair.
class Pairs {
public:
  explicit Pairs(const Plan &plan) : plan(plan) {}

  void run(const Start &start, StringRef first);
  unsigned count(char letter) const { return counts.lookup(letter); }

private:
  int runInOne(const Start &start, StringRef first,
               ArrayRef<std::string> seconds, const SharedFile &letters) const;
  char run(const Start &start, ArrayRef<StringRef> passes,
           ModuleOp module) const;

  const Plan &plan;
  llvm::DenseMap<char, unsigned> counts;
};

void blame(const Start &start, ArrayRef<StringRef> passes, const Twine &fault,
           StringRef text) {
  llvm::outs() << "ag-opt " << start.command << " --"
               << llvm::join(passes, " --") << "\n  " << fault << "\n"
               << text;
}

/// Runs the last of `passes`, and prints a fault. Returns the letter of the
/// verdict: f for a fault, r for a refusal, w if the pass works.
char Pairs::run(const Start &start, ArrayRef<StringRef> passes,
                ModuleOp module) const {
  Verdict verdict = runPass(passes.back(), optionsOf(passes.back()), module);
  if (!verdict.fault.empty())
    blame(start, passes, verdict.fault, verdict.errors);
  else if (verdict.isRefused && plan.printsRefusals)
    blame(start, passes, "is refused", verdict.errors);
  llvm::outs().flush();
  return !verdict.fault.empty() ? 'f' : verdict.isRefused ? 'r' : 'w';
}

/// Runs `first`, and each of `seconds` on what it leaves. Writes a letter after
/// each of them. Returns the exit status, always 0.
int Pairs::runInOne(const Start &start, StringRef first,
                    ArrayRef<std::string> seconds,
                    const SharedFile &letters) const {
  char alone = run(start, {first}, *start.module);
  letters.write(StringRef(&alone, 1));
  if (alone != 'w')
    return 0;
  for (StringRef second : seconds) {
    OwningOpRef<ModuleOp> copy = start.module.get().clone();
    char letter = run(start, {first, second}, *copy);
    letters.write(StringRef(&letter, 1));
  }
  return 0;
}

void Pairs::run(const Start &start, StringRef first) {
  ArrayRef<std::string> left = plan.seconds;
  while (true) {
    SharedFile letters;
    Ending ending = runInChild(
        seconds, [&] { return runInOne(start, first, left, letters); });
    std::string reported = letters.read();
    llvm::outs() << ending.out;
    for (char letter : reported)
      ++counts[letter];
    if (ending.toolStatus() == 0)
      return;
    ++counts['f'];
    SmallVector<StringRef> passes = {first};
    if (!reported.empty())
      passes.push_back(left[reported.size() - 1]);
    blame(start, passes, "crashes: " + ending.describe(), ending.err);
    if (reported.empty())
      return;
    left = left.drop_front(reported.size());
  }
}
} // namespace
} // namespace ag

using namespace ag;

int main(int argc, char **argv) {
  Tools tools;
  Plan plan;
  plan.firsts = listPasses();
  plan.seconds = plan.firsts;
  plan.seconds.insert(plan.seconds.end(), std::begin(others), std::end(others));
  DialectRegistry registry;
  registerAllDialects(registry);
  MLIRContext context(registry, MLIRContext::Threading::DISABLED);
  context.loadAllAvailableDialects();
  Pairs pairs(plan);
  std::vector<Start> starts;
  for (StringRef word : llvm::ArrayRef(argv + 1, argc - 1)) {
    if (word == "--refusals")
      plan.printsRefusals = true;
    else
      starts.push_back(readProgram(word, context));
  }
  for (const Start &start : starts)
    for (StringRef first : plan.firsts)
      pairs.run(start, first);
  llvm::outs() << "work: " << pairs.count('w')
               << "\nrefused: " << pairs.count('r')
               << "\nfaults: " << pairs.count('f') << "\n";
  return pairs.count('f') > 0 || pairs.count('w') == 0;
}
