//===- OptHelp.cpp - the text of ag-opt --help ----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "OptHelp.h"
#include "ag/Pipeline/Passes.h"
#include "ag/Pipeline/Phases.h"
#include "mlir/Pass/PassRegistry.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;

namespace ag {

static constexpr char optOverview[] =
    "Runs passes over an MLIR program: those of ag and all of MLIR's, in the "
    "order in which they are named.\n\n"
    "  ag-opt --to=structure f.mlir -o g.mlir   the phases of ag-compile, up "
    "to and with one of:\n"
    "                                           {0}\n"
    "  ag-opt --lower=cpu f.mlir                all of them; --lower=cuda for "
    "a GPU of NVIDIA\n"
    "  ag-opt --plan-memory f.mlir -o g.mlir    up to allocate, and what the "
    "workspace holds\n"
    "  ag-opt --march=x86-64-v4 --to=schedule f.mlir\n"
    "                                           for this processor, as the "
    "program says from then on\n"
    "  ag-opt --canonicalize --cse f.mlir       passes by name\n"
    "  ag-opt --pass-pipeline='builtin.module(func.func(cse))' f.mlir\n"
    "  ag-opt --to=structure --mlir-print-ir-after-all f.mlir\n\n"
    "What comes out is a program again, for ag-opt, ag-run and ag-compile.\n\n"
    "Pipelines of ag:\n{1}\nPasses of ag (--list-passes has all, with their "
    "options):\n{2}";

void hideLLVMOptions() {
  for (auto [name, option] : llvm::cl::getRegisteredOptions())
    if (name != "help" && name != "version")
      option->setHiddenFlag(llvm::cl::Hidden);
}

/// Hides each pass separately: LLVM registers the values of the option for
/// passes as options.
void hidePasses() {
  for (auto [name, option] : llvm::cl::getRegisteredOptions())
    if (PassInfo::lookup(name))
      option->setHiddenFlag(llvm::cl::Hidden);
}

static std::string describeFlag(StringRef name, StringRef help) {
  return llvm::formatv("  --{0,-28} {1}\n", name, help);
}

static std::string describePipelines() {
  std::string text;
  for (const Pipeline &pipeline : getPipelines())
    text += describeFlag(pipeline.name, pipeline.help);
  return text;
}

static std::string describePasses() {
  std::vector<std::string> lines;
  for (StringRef name : llvm::cl::getRegisteredOptions().keys())
    if (const PassInfo *pass = PassInfo::lookup(name))
      if (name.starts_with("ag-"))
        lines.push_back(describeFlag(name, pass->getPassDescription()));
  llvm::sort(lines);
  return llvm::join(lines, "");
}

std::string describeOpt() {
  return llvm::formatv(optOverview, listPhases(), describePipelines(),
                       describePasses());
}

} // namespace ag
