//===- GroupEvaluator.cpp - whether ops had better be together ------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Groups/GroupEvaluator.h"
#include "ag/Analysis/Groups/GroupSummary.h"
#include "ag/Analysis/Groups/Nest.h"
#include "ag/Support/Report/Quantities.h"
#include "ag/Support/Sizes/Saturating.h"

using namespace mlir;

namespace ag {

/// Says that moving takes too long for a group, which would keep a value of
/// `spared` bytes out of memory, unless that is 0.
static GroupReason explainGain(int64_t together, int64_t apart,
                               int64_t spared) {
  std::string times = "moving takes " + spellSeconds(1e-12 * double(together)) +
                      " together, " + spellSeconds(1e-12 * double(apart)) +
                      " apart";
  if (spared == 0)
    return {GroupReason::Gain, "there is nothing to gain: " + times};
  return {GroupReason::Memory,
          "to keep " + spellBytes(double(spared)) +
              " out of memory would take too long: " + times};
}

/// Adds a quarter to the time of moving apart if a value is kept out of memory.
Evaluation GroupEvaluator::study(ArrayRef<const StatedOp *> ops,
                                 const GroupValues &border,
                                 std::optional<int64_t> apart,
                                 GroupChecks checks, int64_t spared) const {
  GroupSummary study(ops, border.given, border.results);
  Evaluation evaluation;
  evaluation.reason = study.getLoopRefusal();
  if (!evaluation.reason.isNone())
    return evaluation;
  int64_t limit = apart.value_or(0);
  if (spared > 0)
    limit = plus(limit, limit / 4);
  GroupTraffic traffic =
      estimateTraffic(study, ops, border.given, border.results, costs, limit);
  evaluation.picoseconds = traffic.picoseconds;
  evaluation.sharesLoops = study.getNest().shared > 0;
  if (apart && traffic.picoseconds >= limit)
    evaluation.reason = explainGain(traffic.picoseconds, *apart, spared);
  else if (apart)
    evaluation.reason = traffic.refusal;
  // A group that is no kernel of a GPU saves nothing.
  bool needsPlan = checks.plan || costs.speed.isGPU;
  if (evaluation.reason.isNone() && needsPlan && ops.size() > 1)
    evaluation.reason =
        whyUnplanned(ops, border.given, border.results, costs.speed, largest,
                     /*mayGrow=*/!checks.plan);
  if (evaluation.reason.isNone() && checks.forms)
    evaluation.reason = study.getRefusal();
  return evaluation;
}

Evaluation GroupEvaluator::judge(ArrayRef<const StatedOp *> ops,
                                 std::optional<int64_t> apart,
                                 GroupChecks checks, int64_t spared) {
  auto all = llvm::map_to_vector(
      ops, [](const StatedOp *op) -> Operation * { return op->op; });
  GroupValues border = findGroupValues(all);
  std::optional<GroupKey> key = keys.find(ops, border.results);
  ++looks;
  if (!key)
    return study(ops, border, apart, checks, spared);
  for (int64_t number : {int64_t(checks.plan), int64_t(checks.forms),
                         apart.value_or(-1), spared})
    key->push_back(static_cast<uintptr_t>(number));
  auto [entry, isNew] = found.try_emplace(std::move(*key));
  repeats += !isNew;
  if (isNew)
    entry->second = study(ops, border, apart, checks, spared);
  return entry->second;
}

/// Checks the plan first, as the forms of a group without one need not be read.
GroupChecks GroupEvaluator::findFailed(ArrayRef<const StatedOp *> ops) {
  for (GroupChecks checks : {GroupChecks{/*plan=*/true, /*forms=*/false},
                             GroupChecks{/*plan=*/false, /*forms=*/true}})
    if (!judge(ops, /*apart=*/std::nullopt, checks).reason.isNone())
      return checks;
  return {};
}

} // namespace ag
