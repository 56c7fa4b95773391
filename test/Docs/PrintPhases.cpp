//===- PrintPhases.cpp - the table of phases as Markdown ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does docs/Phases.md state for each phase? It has the text of
// lib/Pipeline/Phases.cpp, and each pass's own summary.
//
//===----------------------------------------------------------------------===//
#include "ag/Pipeline/Options.h"
#include "ag/Pipeline/Passes.h"
#include "ag/Pipeline/Phases.h"
#include "ag/Pipeline/Targets.h"
#include "mlir/InitAllPasses.h"
#include "mlir/Pass/PassRegistry.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Regex.h"
#include "llvm/Support/raw_ostream.h"

namespace {
/// Returns the passes of a pipeline in order: a and b for "func.func(a{x=1
/// y}),b". Options and the ops that a pass is nested in are left out.
std::vector<std::string> listPasses(const mlir::OpPassManager &passes) {
  std::string pipeline;
  llvm::raw_string_ostream stream(pipeline);
  passes.printAsTextualPipeline(stream);
  llvm::Regex options("\\{[^{}]*\\}"), anchor("[a-z.]+\\(");
  while (options.match(pipeline))
    pipeline = options.sub("", pipeline);
  while (anchor.match(pipeline))
    pipeline = anchor.sub("", pipeline);
  llvm::erase(pipeline, ')');
  llvm::SmallVector<llvm::StringRef> names;
  llvm::StringRef(pipeline).split(names, ',', -1, /*KeepEmpty=*/false);
  return {names.begin(), names.end()};
}

std::vector<std::string> listPasses(const ag::Phase &phase,
                                    const ag::TargetKind &target) {
  mlir::OpPassManager passes(mlir::ModuleOp::getOperationName());
  phase.build(passes, target, ag::CompileOptions(), /*collector=*/nullptr);
  return listPasses(passes);
}

/// A kind of target that adds no passes
constexpr ag::TargetKind noTarget = {
    "",
    "",
    [](mlir::OpPassManager &) {},
    [](mlir::OpPassManager &) {},
    [](mlir::OpPassManager &) {},
    [](mlir::OpPassManager &) {},
    [](mlir::OpPassManager &, const ag::CompileOptions &) {},
    {},
    {}};

/// Prints a row for each pass. Passes that a kind of target adds name it.
void printPasses(const ag::Phase &phase, const ag::TargetKind &target) {
  std::vector<std::string> common = listPasses(phase, noTarget);
  llvm::ArrayRef<std::string> left = common;
  llvm::outs() << "\n| pass | target | what it does |\n| --- | --- | --- |\n";
  for (const std::string &name : listPasses(phase, target)) {
    const mlir::PassInfo *info = mlir::PassInfo::lookup(name);
    bool isCommon = !left.empty() && left.front() == name;
    if (isCommon)
      left = left.drop_front();
    llvm::outs() << "| `" << name << "` | " << (isCommon ? "" : target.name)
                 << " | " << (info ? info->getPassDescription() : "") << " |\n";
  }
}

/// Prints the names that are also legal after a phase for this kind of target.
void printLegal(const ag::Phase &phase, const ag::TargetKind &target) {
  std::vector<std::string> names;
  for (const ag::LegalName &each : target.legal)
    if (each.phase == phase.name)
      names.push_back(each.name.str());
  if (!names.empty())
    llvm::outs() << "For `" << target.name << "` also: `"
                 << llvm::join(names, "`, `") << "`.\n";
}

/// Prints one table if all targets have the same passes, else one for each.
void printTables(const ag::Phase &phase) {
  std::vector<std::string> common = listPasses(phase, noTarget);
  bool areAlike =
      llvm::all_of(ag::getTargetKinds(), [&](const ag::TargetKind &target) {
        return listPasses(phase, target) == common;
      });
  if (areAlike)
    return printPasses(phase, noTarget);
  for (const ag::TargetKind &target : ag::getTargetKinds()) {
    llvm::outs() << "\nFor `" << target.name << "`:\n";
    printPasses(phase, target);
  }
}

void printPhase(const ag::Phase &phase) {
  llvm::outs() << "\n## " << phase.name << "\n\n" << phase.promise << "\n\n";
  if (phase.isRequested)
    llvm::outs() << "It runs if it is asked for, and may run again.\n";
  if (phase.legal.empty())
    llvm::outs() << "Whatever was there may be left.\n";
  else
    llvm::outs() << "Left afterwards, on "
                 << (phase.onTensors ? "tensors" : "buffers") << ": `"
                 << llvm::join(phase.legal, "`, `") << "`.\n";
  for (const ag::TargetKind &target : ag::getTargetKinds())
    printLegal(phase, target);
  printTables(phase);
}

/// Prints the emissions of a kind of target.
void printEmissions(const ag::TargetKind &target) {
  llvm::outs() << "\n## What it ends in, for `" << target.name
               << "`\n\n| --emit | file | what it is | after |\n"
                  "| --- | --- | --- | --- |\n";
  for (ag::Emission emission : target.emissions) {
    const ag::EmissionKind &kind = ag::getKind(emission);
    llvm::outs() << "| `" << kind.name << "` | " << kind.suffix << " | "
                 << kind.help << " | " << kind.lastPhase << " |\n";
  }
}
} // namespace

int main() {
  mlir::registerAllPasses();
  ag::registerPasses();
  for (const ag::Phase &phase : ag::getPhases())
    printPhase(phase);
  for (const ag::TargetKind &target : ag::getTargetKinds())
    printEmissions(target);
  return 0;
}
