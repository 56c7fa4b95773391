//===- FormsJudge.cpp - the work on a program's formulas ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "FormsJudge.h"
#include "ag/Analysis/Groups/GroupValues.h"
#include "ag/Analysis/Groups/Stream.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;

namespace ag {

/// Returns the steps of reading the ops as one group, of its hash, and of its
/// streams over each dimension.
static uint64_t countSteps(ArrayRef<Operation *> members,
                           ArrayRef<const StatedOp *> ops) {
  GroupValues border = findGroupValues(members);
  ReadForms read(ops);
  SmallVector<FormAtLoops> results;
  for (Value value : border.results)
    results.push_back(read.forms.readForm(value));
  hashForms(read.forms.getTable(), results);
  uint64_t steps = read.forms.getTable().getSteps();
  GroupStream stream(ops, border.given, border.results);
  for (unsigned number = 0; number < stream.getDimensions().size(); ++number)
    stream.follow({}, {number, /*tile=*/4});
  return steps + stream.getForms().getTable().getSteps();
}

/// Describes a block whose formulas take more steps than its ops may. Empty if
/// there is none.
static std::string findOverBound(ModuleOp module) {
  constexpr uint64_t mostSteps = 200'000;
  std::string found;
  module.walk([&](Block *block) {
    SmallVector<Operation *> members;
    std::vector<StatedOp> stated;
    for (Operation &op : *block)
      if (!isRematerializable(&op))
        if (std::optional<StatedOp> own = StatedOp::read(&op)) {
          members.push_back(&op);
          stated.push_back(std::move(*own));
        }
    if (members.empty())
      return;
    SmallVector<const StatedOp *> ops;
    for (const StatedOp &op : stated)
      ops.push_back(&op);
    uint64_t steps = countSteps(members, ops);
    if (steps > mostSteps * ops.size())
      found = llvm::formatv("{0} steps for {1} ops", steps, ops.size());
  });
  return found;
}

Judgement checkForms(MLIRContext &context, StringRef text,
                     const RunRequest &request) {
  FirstError firstError(context);
  OwningOpRef<ModuleOp> module = parse(text, context, request.input);
  if (!module)
    return {Verdict::Invalid, firstError.text()};
  std::string overBound = findOverBound(*module);
  return {overBound.empty() ? Verdict::Same : Verdict::OverBound, overBound};
}

} // namespace ag
