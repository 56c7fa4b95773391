//===- RandomPrograms.cpp - random programs, compiled and interpreted -----===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Is there a program that computes something else when it is compiled, or whose
// groups are not computed as planned? Each seed gives a program and a way to
// compile it. A child forked from this process, which has loaded everything
// already, judges it. A program that fails is saved with as few ops as
// possible:
//
//   RandomPrograms --seed=1 --count=10000 --keep=found
//   RandomPrograms --seed=4711 --ops=3 --print
//   RandomPrograms --verify-grad --count=2000 --keep=found
//   RandomPrograms --verify-grad --fuse --count=2000 --keep=found
//   RandomPrograms --vmap --count=2000 --keep=found
//   RandomPrograms --carried --count=2000 --keep=found
//   RandomPrograms --carried --verify-grad --count=2000 --keep=found
//   RandomPrograms --updates --count=2000 --keep=found
//   RandomPrograms --narrow --verify-grad --count=1000 --keep=found
//   RandomPrograms --scalars --count=1000 --keep=found
//   RandomPrograms --fuse --count=3000 --keep=found --march=x86-64-v2
//
//===----------------------------------------------------------------------===//
#include "Generator.h"
#include "Judges/BatchJudge.h"
#include "Judges/DerivativeJudge.h"
#include "Judges/FormsJudge.h"
#include "Judges/GroupJudge.h"
#include "Judges/Judge.h"
#include "Judges/UpdateJudge.h"
#include "Judging/Counting.h"
#include "Judging/Sample.h"
#include "ag/Driver/Program.h"
#include "ag/Driver/Run/Child.h"
#include "ag/Driver/Run/Emulator.h"
#include "ag/Driver/Tool.h"
#include "ag/Support/Report/WriteFile.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include <map>

using namespace llvm;

namespace ag {
namespace {
using MakeProgram = RandomProgram (*)(mlir::MLIRContext &context, uint64_t seed,
                                      unsigned maxOps);
using CheckProgram = Judgement (*)(mlir::MLIRContext &context, StringRef text,
                                   const RunRequest &request);

/// A kind of programs, and the option that asks for it. The first kind, of all
/// ops, has no option.
struct Kind {
  const char *option, *description;
  MakeProgram make;
  /// Judges what only this kind promises, if not null.
  CheckProgram check = nullptr;
};
constexpr Kind kinds[] = {
    {"", "", makeRandomProgram},
    {"carried", "Programs are loops that carry three tensors through branches",
     makeRandomLoop},
    {"narrow", "Programs are ops of linalg, mostly, on bf16 and f16",
     makeRandomNarrowLinalg},
    {"linalg", "Programs are ops of linalg, mostly, on f32 and f64",
     makeRandomLinalg},
    {"scalars", "Programs are ops of linalg, mostly, with scalar inputs",
     makeRandomScalars},
    {"forms", "Programs are formulas of several reductions over rows",
     makeRandomFormula, checkForms},
    {"updates",
     "Programs are loops, branches and batches that read and change slices of "
     "arrays. A loop that uses all of an array is a fault",
     makeRandomUpdates, checkUpdates},
};

struct Plan {
  uint64_t seed = 1, count = 500;
  unsigned ops = 100, seconds = 20;
  bool print = false, verifyGrad = false, vmap = false, fuse = false;
  bool wide = false;
  const Kind *kind = &kinds[0];
  Engine engine = Engine::CPU;
  std::string keep = ".", march, sample;
  /// The seeds of programs that may be over their bound
  std::vector<uint64_t> over;
  std::vector<std::string> least;
};

std::string pathOf(const Plan &plan, uint64_t seed) {
  return plan.keep + "/random-" + std::to_string(seed) + ".mlir";
}

RandomProgram makeProgram(const Plan &plan, mlir::MLIRContext &context,
                          uint64_t seed, unsigned ops) {
  // Verifier errors of ops that are not made are not shown.
  mlir::ScopedDiagnosticHandler silence(
      &context, [](mlir::Diagnostic &) { return mlir::success(); });
  RandomProgram program = plan.kind->make(context, seed, ops);
  // --verify-grad then proves the derivatives of groups.
  if (plan.verifyGrad && plan.fuse)
    program.text = makeGroups(context, program.text);
  return program;
}

RunRequest makeRequest(const Plan &plan, uint64_t seed,
                       const RandomProgram &program, StringRef path) {
  RunRequest request = plan.verifyGrad ? makeProofRequest(seed, program, path)
                                       : makeRandomRequest(seed, program, path);
  if (plan.wide && !plan.verifyGrad)
    request.inputs = {"wide:" + std::to_string(seed)};
  if (plan.engine == Engine::Emulator)
    runOnEmulator(request);
  if (!plan.march.empty())
    request.options.target.march = plan.march;
  return request;
}

//===----------------------------------------------------------------------===//
// One program
//===----------------------------------------------------------------------===//

Judgement judgeSeed(const Plan &plan, mlir::MLIRContext &context, uint64_t seed,
                    unsigned ops) {
  RandomProgram program = makeProgram(plan, context, seed, ops);
  std::string path = pathOf(plan, seed);
  if (Error error = writeFile(path, program.text))
    consumeError(std::move(error));
  RunRequest request = makeRequest(plan, seed, program, path);
  if (plan.kind->check) {
    Judgement checked = plan.kind->check(context, program.text, request);
    if (!isRight(checked.verdict))
      return checked;
  }
  return plan.verifyGrad
             ? judgeDerivatives(context, program.text, request, path + ".txt")
         : plan.vmap ? judgeBatch(context, program.text, request, seed)
         : plan.fuse ? judgeGroups(context, program.text, request)
                     : judge(context, program.text, request);
}

Judgement judgeInChild(const Plan &plan, mlir::MLIRContext &context,
                       uint64_t seed, unsigned ops) {
  SharedFile answer;
  Ending ending = runInChild(plan.seconds, [&] {
    Judgement judgement = judgeSeed(plan, context, seed, ops);
    answer.write(std::string(1, char(judgement.verdict)) + judgement.reason);
    return 0;
  });
  if (plan.count == 1)
    errs() << ending.err;
  std::string said = answer.read();
  if (said.empty() || ending.status != 0)
    return {ending.isHang() ? Verdict::Hang : Verdict::Crash,
            ending.describe()};
  return {Verdict(said.front()), said.substr(1)};
}

//===----------------------------------------------------------------------===//
// All programs
//===----------------------------------------------------------------------===//

/// Returns the least number of ops with which a seed still has this verdict.
unsigned shrink(const Plan &plan, mlir::MLIRContext &context, uint64_t seed,
                Verdict verdict) {
  std::string last = makeProgram(plan, context, seed, plan.ops).text;
  for (unsigned ops = 1; ops < plan.ops; ++ops) {
    if (judgeInChild(plan, context, seed, ops).verdict == verdict)
      return ops;
    if (makeProgram(plan, context, seed, ops).text == last)
      break;
  }
  return plan.ops;
}

/// Prints the verdict of a seed and a command that reproduces it.
void explain(const Plan &plan, mlir::MLIRContext &context, uint64_t seed,
             const Judgement &judgement) {
  unsigned ops = shrink(plan, context, seed, judgement.verdict);
  std::string path = pathOf(plan, seed);
  RandomProgram program = makeProgram(plan, context, seed, ops);
  if (Error error = writeFile(path, program.text))
    errs() << toString(std::move(error)) << "\n";
  outs() << spell(judgement.verdict) << ": " << judgement.reason << "\n  "
         << "RandomPrograms --seed=" << seed << " --count=1 --ops=" << ops
         << (plan.verifyGrad ? " --verify-grad" : "")
         << (plan.vmap ? " --vmap" : "") << (plan.fuse ? " --fuse" : "")
         << (plan.kind->make == makeRandomProgram ? "" : " --")
         << plan.kind->option
         << (plan.engine == Engine::Emulator ? " --on=emulator" : "")
         << (plan.march.empty() ? "" : " --march=") << plan.march << "\n  "
         << spellCommand(makeRequest(plan, seed, program, path)) << "\n";
  outs().flush();
}

int judgeAll(const Plan &plan, mlir::MLIRContext &context) {
  std::map<Verdict, uint64_t> verdicts;
  // The seeds of a verdict, by their reason
  std::map<std::string, std::vector<uint64_t>> reasons;
  std::optional<Sample> sample = Sample::read(plan.sample);
  for (uint64_t seed = plan.seed; seed < plan.seed + plan.count; ++seed) {
    if (sample && !sample->contains(std::to_string(seed)))
      continue;
    Judgement judgement = judgeInChild(plan, context, seed, plan.ops);
    if (judgement.verdict == Verdict::OverBound &&
        is_contained(plan.over, seed))
      judgement.verdict = Verdict::Same;
    ++verdicts[judgement.verdict];
    if (!isRight(judgement.verdict)) {
      explain(plan, context, seed, judgement);
      continue;
    }
    if (judgement.verdict != Verdict::Same)
      reasons[(spell(judgement.verdict) + ": " + generalise(judgement.reason))
                  .str()]
          .push_back(seed);
    sys::fs::remove(pathOf(plan, seed));
    sys::fs::remove(pathOf(plan, seed) + ".txt");
  }
  bool areRight = true;
  for (auto [verdict, count] : verdicts) {
    outs() << spell(verdict) << ": " << count << "\n";
    areRight &= isRight(verdict);
  }
  for (const auto &[reason, seeds] : reasons)
    outs() << "  " << seeds.size() << " " << reason << " (seed "
           << seeds.front() << ")\n";
  bool isEnough = checkLeast(plan.least, [&](StringRef name) {
    uint64_t counted = 0;
    for (auto [verdict, count] : verdicts)
      counted += spell(verdict) == name ? count : 0;
    return counted;
  });
  return isEnough && areRight ? 0 : 1;
}

int runPlan(const Plan &plan) {
  auto context = makeContext(mlir::MLIRContext::Threading::DISABLED);
  context->loadAllAvailableDialects();
  if (plan.print) {
    outs() << makeProgram(plan, *context, plan.seed, plan.ops).text;
    return 0;
  }
  if (std::error_code code = sys::fs::create_directories(plan.keep)) {
    errs() << "error: " << plan.keep << ": " << code.message() << "\n";
    return 2;
  }
  if (plan.engine == Engine::Emulator)
    if (Error error = useEmulator()) {
      logAllUnhandledErrors(std::move(error), errs(), "error: ");
      return 2;
    }
  return judgeAll(plan, *context);
}

Plan readPlan(int argc, char **argv) {
  forgetOptions();
  Plan plan;
  cl::opt<uint64_t, true> seed("seed", cl::location(plan.seed),
                               cl::desc("The first; default 1"));
  cl::opt<uint64_t, true> count("count", cl::location(plan.count),
                                cl::desc("How many seeds; default 500"));
  cl::list<uint64_t, std::vector<uint64_t>> over(
      "over", cl::location(plan.over), cl::CommaSeparated,
      cl::desc("Seeds of programs that may be over their bound"));
  cl::opt<std::string, true> sample(
      "sample", cl::location(plan.sample),
      cl::desc("File of scripts/sample.py, whose commit chooses a third"));
  cl::opt<unsigned, true> ops("ops", cl::location(plan.ops),
                              cl::desc("At most how many ops"));
  cl::opt<unsigned, true> seconds(
      "seconds", cl::location(plan.seconds),
      cl::desc("How long a program may take; default 20"));
  cl::opt<bool, true> print("print", cl::location(plan.print),
                            cl::desc("Print the first program alone"));
  cl::opt<bool, true> verifyGrad(
      "verify-grad", cl::location(plan.verifyGrad),
      cl::desc("Judge the programs' derivatives, by ag-run --verify-grad"));
  cl::opt<bool, true> vmap(
      "vmap", cl::location(plan.vmap),
      cl::desc("Judge the programs on batches, against each element"));
  cl::opt<bool, true> fuse(
      "fuse", cl::location(plan.fuse),
      cl::desc("Judge the programs in the groups that ag-fuse makes"));
  cl::opt<bool, true> wide(
      "wide", cl::location(plan.wide),
      cl::desc("Arguments have any exponent that their types have"));
  cl::opt<const Kind *, true> kind(cl::location(plan.kind),
                                   cl::desc("The kind of programs:"));
  for (const Kind &known : drop_begin(kinds))
    kind.getParser().addLiteralOption(known.option, &known, known.description);
  cl::opt<std::string, true> keep("keep", cl::location(plan.keep),
                                  cl::desc("Folder of the programs"));
  cl::opt<std::string, true> march(
      "march", cl::location(plan.march),
      cl::desc("Processor of the programs, a random one by default"));
  cl::opt<Engine, true> on(
      "on", cl::location(plan.engine),
      cl::desc("The device that runs the programs:"),
      cl::values(clEnumValN(Engine::CPU, "cpu", "this machine (default)"),
                 clEnumValN(Engine::Emulator, "emulator",
                            "an emulated GPU; batches are compiled, too")));
  cl::list<std::string, std::vector<std::string>> least(
      "least", cl::location(plan.least), cl::value_desc("same=10"),
      cl::desc("Fail if a verdict has a lower count"));
  cl::ParseCommandLineOptions(argc, argv);
  return plan;
}
} // namespace
} // namespace ag

int main(int argc, char **argv) {
  return ag::runPlan(ag::readPlan(argc, argv));
}
