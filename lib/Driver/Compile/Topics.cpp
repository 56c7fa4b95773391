//===- Topics.cpp - selecting remarks -------------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Compile/Topics.h"
#include "ag/Driver/Tool.h"
#include "ag/Pipeline/Options.h"
#include "ag/Pipeline/Passes.h"
#include "ag/Pipeline/Phases.h"
#include "ag/Pipeline/Targets.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Regex.h"
#include <set>

using namespace llvm;

namespace ag {
namespace {
/// The names of all remarks. test/Meta compares them with the passes' sources.
constexpr StringLiteral remarkNames[] = {
    "alike",      "blocks",        "buffer",      "check",     "checkpoint",
    "collective", "contraction",   "copy",        "cost",      "derivative",
    "dim",        "edge",          "elementwise", "factor",    "gradient",
    "group",      "guard",         "hoist",       "in-place",  "kept",
    "kernel",     "loops",         "memory",      "moved",     "nest",
    "order",      "own",           "panels",      "parameter", "past-caches",
    "peak",       "plan",          "poison",      "prepared",  "proof",
    "readers",    "redone",        "reduction",   "reshard",   "rotate",
    "sample",     "search",        "stream",      "sum",       "threads",
    "time",       "transposition", "vmap",        "windows",   "workspace"};

/// Subjects, and the passes that emit remarks about them.
constexpr std::pair<StringLiteral, StringLiteral> subjects[] = {
    {"fusion", "ag-fuse"},
    {"sharding", "ag-plan-sharding"},
    {"sharding", "ag-partition"},
    {"sharding", "ag-merge-collectives"},
    {"sharding", "ag-describe-ranks"}};

bool isSubject(StringRef name) {
  return any_of(subjects,
                [&](const auto &subject) { return subject.first == name; });
}

bool isKind(StringRef name) {
  return is_contained({spell(Remark::Passed), spell(Remark::Missed),
                       spell(Remark::Failed), spell(Remark::Analysis)},
                      name);
}

/// Returns the names of ag's passes in `passes`.
std::set<std::string> findPasses(const mlir::OpPassManager &passes) {
  std::string pipeline;
  raw_string_ostream stream(pipeline);
  passes.printAsTextualPipeline(stream);
  std::set<std::string> names;
  SmallVector<StringRef, 1> name;
  StringRef rest = pipeline;
  while (Regex("ag-[a-z-]+").match(rest, &name)) {
    names.insert(name.front().str());
    rest = rest.substr(name.front().end() - rest.begin());
  }
  return names;
}

/// Returns the names of ag's passes in a pipeline that is named like a pass,
/// ag-*; empty for other pipelines.
std::set<std::string> findPasses(const Pipeline &pipeline) {
  mlir::OpPassManager passes(mlir::ModuleOp::getOperationName());
  auto ignore = [](const Twine &) { return mlir::failure(); };
  if (!pipeline.name.starts_with("ag-") ||
      failed(pipeline.add(passes, /*value=*/"", ignore)))
    return {};
  return findPasses(passes);
}

/// Returns the names of the passes of all phases, for all targets and options,
/// and of the pipelines that are named like a pass.
std::set<std::string> listPasses() {
  CompileOptions options;
  options.watch.poisonMemory = true;
  options.watch.sanitizer = Sanitizer::Address;
  options.request.shard = "dp1";
  mlir::OpPassManager passes(mlir::ModuleOp::getOperationName());
  for (const TargetKind &target : getTargetKinds())
    for (const Phase &phase : getPhases())
      phase.build(passes, target, options, /*collector=*/nullptr);
  std::set<std::string> names = findPasses(passes);
  for (const Pipeline &pipeline : getPipelines())
    if (!findPasses(pipeline).empty())
      names.insert(pipeline.name.str());
  return names;
}
} // namespace

/// Returns "; did you mean fusion?" with a topic whose spelling is close to
/// `name`, or "" if there is none.
static std::string suggest(StringRef name,
                           const std::set<std::string> &passes) {
  std::vector<StringRef> known = {spell(Remark::Passed), spell(Remark::Missed),
                                  spell(Remark::Failed),
                                  spell(Remark::Analysis)};
  for (auto [subject, pass] : subjects)
    known.push_back(subject);
  append_range(known, remarkNames);
  append_range(known, passes);
  constexpr unsigned most = 2;
  auto distance = [&](StringRef other) {
    return name.edit_distance(other, /*AllowReplacements=*/true, most);
  };
  auto nearest = llvm::min_element(known, [&](StringRef a, StringRef b) {
    return distance(a) < distance(b);
  });
  return distance(*nearest) > most ? ""
                                   : "; did you mean " + nearest->str() + "?";
}

Error checkTopics(ArrayRef<std::string> asked) {
  for (const std::string &name : asked) {
    if (isKind(name) || isSubject(name) || is_contained(remarkNames, name))
      continue;
    std::set<std::string> passes = listPasses();
    if (!passes.count(name))
      return wrongUse(
          "--remarks=" + name +
          ": expected passed, missed, failed or analysis; fusion or "
          "sharding; a pass, one of " +
          join(passes, ", ") + "; or what remarks are called, one of " +
          join(ArrayRef(remarkNames), ", ") + suggest(name, passes));
  }
  return Error::success();
}

std::vector<std::string> expandTopics(ArrayRef<std::string> asked) {
  std::vector<std::string> topics = asked;
  for (auto [subject, pass] : subjects)
    if (is_contained(asked, subject))
      topics.push_back(pass.str());
  for (const Pipeline &pipeline : getPipelines())
    if (is_contained(asked, pipeline.name))
      append_range(topics, findPasses(pipeline));
  return topics;
}

bool isStatistic(const Remark &remark) { return remark.name == "search"; }

bool isRequested(const Remark &remark, ArrayRef<std::string> asked) {
  bool asksKind = false, asksTopic = false, fitsKind = false, fitsTopic = false;
  for (StringRef name : asked) {
    (isKind(name) ? asksKind : asksTopic) = true;
    fitsKind |= name == spell(remark.kind);
    fitsTopic |= name == remark.pass || name == remark.name;
  }
  return !asked.empty() && fitsKind == asksKind && fitsTopic == asksTopic;
}

} // namespace ag
