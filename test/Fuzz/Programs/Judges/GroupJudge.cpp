//===- GroupJudge.cpp - a program in groups, and op by op -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "GroupJudge.h"
#include "ag/Driver/Program.h"
#include "ag/Driver/Run/Arguments.h"
#include "ag/Driver/Run/InterpretedExecution.h"
#include "ag/Driver/Tool.h"
#include "ag/Phases/Fuse/Passes.h"
#include "ag/Support/Tensor/TensorCompare.h"
#include "mlir/Pass/PassManager.h"

using namespace mlir;

namespace ag {

static LogicalResult fuse(ModuleOp module) {
  PassManager passes(module.getContext());
  passes.addPass(createFusePass());
  return passes.run(module);
}

static llvm::Expected<Tensors> interpretMain(ModuleOp module,
                                             const RunRequest &request) {
  auto entry = findEntry(module, "");
  if (!entry)
    return entry.takeError();
  auto arguments = makeArguments(llvm::cantFail(readSignature(*entry)),
                                 request.inputs, request.dims);
  if (!arguments)
    return arguments.takeError();
  return interpret(*entry, *arguments, request, Precision::Declared);
}

/// Describes a difference that groups make. Empty if both runs fail or give the
/// same bits.
static std::string findDifference(llvm::Expected<Tensors> plain,
                                  llvm::Expected<Tensors> grouped) {
  if (!plain || !grouped) {
    bool failAlike = !plain && !grouped;
    std::string said = "op by op: " + llvm::toString(plain.takeError()) +
                       "; in groups: " + llvm::toString(grouped.takeError());
    return failAlike ? "" : said;
  }
  for (auto [a, b] : llvm::zip_equal(*plain, *grouped)) {
    auto comparison = compare(a, b, /*rtol=*/0, /*atol=*/0);
    if (!comparison)
      return llvm::toString(comparison.takeError());
    if (comparison->mismatches > 0)
      return "other values in groups than op by op";
  }
  return "";
}

Judgement judgeGroups(MLIRContext &context, StringRef text,
                      const RunRequest &request) {
  std::string grouped;
  {
    FirstError firstError(context);
    OwningOpRef<ModuleOp> module = parse(text, context, request.input);
    if (!module)
      return {Verdict::Invalid, firstError.text()};
    llvm::Expected<Tensors> expected = interpretMain(*module, request);
    // ag-fuse may refuse a random program's own group.
    if (failed(fuse(*module))) {
      llvm::consumeError(expected.takeError());
      return {hasInternalError() ? Verdict::Crash : Verdict::Refused,
              firstError.text()};
    }
    std::string difference =
        findDifference(std::move(expected), interpretMain(*module, request));
    if (!difference.empty())
      return {Verdict::Different, difference};
    // The locations stay, because remarks refer to the program's lines.
    grouped = printProgram(*module, OpPrintingFlags().enableDebugInfo());
    std::string once = printProgram(*module);
    if (failed(fuse(*module)) || printProgram(*module) != once)
      return {Verdict::Different, "other groups the second time"};
  }
  return judge(context, grouped, request);
}

std::string makeGroups(MLIRContext &context, StringRef text) {
  FirstError firstError(context);
  OwningOpRef<ModuleOp> module = parse(text, context);
  return module && succeeded(fuse(*module)) ? printProgram(*module)
                                            : text.str();
}

} // namespace ag
