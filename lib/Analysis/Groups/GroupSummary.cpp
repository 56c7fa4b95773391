//===- GroupSummary.cpp - whether ops are a group -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Groups/GroupSummary.h"
#include "ag/Support/Forms/FormArithmetic.h"
#include "ag/Support/Forms/FormPasses.h"
#include "ag/Support/Forms/FormPrint.h"
#include "ag/Support/Forms/OneHotSums.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;

namespace ag {

/// Returns the dimensions that only products reduce, none of which depends on
/// another reduction. An element of such a product is computed at once where
/// another op needs it, even if other values vary along the dimension.
static llvm::SmallBitVector findWhole(ArrayRef<const StatedOp *> ops,
                                      const GroupDimensions &loops) {
  llvm::SmallBitVector whole(loops.size(), true);
  llvm::DenseSet<Value> reduced;
  for (auto [number, op] : llvm::enumerate(ops)) {
    bool holds = llvm::any_of(
        op->operands, [&](Value value) { return reduced.contains(value); });
    bool reduces = op->spec.combiner || op->rule;
    if (reduces && (holds || !op->isProduct()))
      for (auto [loop, dimension] : llvm::enumerate(loops.dimensionsOf(number)))
        if (!op->isParallel(loop))
          whole.reset(dimension);
    if (reduces || holds)
      reduced.insert_range(op->op->getResults());
  }
  return whole;
}

GroupSummary::GroupSummary(ArrayRef<const StatedOp *> ops, ValueRange given,
                           ValueRange made)
    : ops(ops), given(given.begin(), given.end()),
      made(made.begin(), made.end()), loops(ops) {
  nest = findNest(ops, loops, refused);
  if (!nest)
    refusal = {GroupReason::Dimension,
               "it has no loop in common with the others"};
}

GroupSummary::Reading &GroupSummary::read() const {
  if (reading)
    return *reading;
  reading.reset(new Reading{GroupForms(
      ops, loops, given, {/*keepsRounding=*/false, /*widensFactors=*/true})});
  GroupForms &forms = reading->forms;
  SmallVector<unsigned> &passes = reading->passes;
  passes.assign(loops.size(), 1);
  if (forms.getRefused()) {
    reading->refusal = {GroupReason::Formula, forms.getRefusal().str()};
    return *reading;
  }
  for (Value value : made)
    reading->results.push_back(forms.readForm(value));
  llvm::SmallBitVector whole = findWhole(ops, loops);
  for (unsigned dimension : nest->reduced.set_bits())
    if (!whole.test(dimension))
      for (const FormAtLoops &result : reading->results)
        passes[dimension] = std::max(
            passes[dimension], ag::countPasses(forms.getTable(), result.form,
                                               dimension, result.loops));
  return *reading;
}

unsigned GroupSummary::countPasses() const {
  ArrayRef<unsigned> passes = getPassesOf();
  return passes.empty() ? 1 : *llvm::max_element(passes);
}

/// Returns the number of passes over the dimension that the op's results need.
unsigned GroupSummary::countPasses(Operation *op, unsigned dimension) {
  unsigned most = 1;
  GroupForms &forms = read().forms;
  for (Value value : op->getResults()) {
    FormAtLoops form = forms.readForm(value);
    most = std::max(most, ag::countPasses(forms.getTable(), form.form,
                                          dimension, form.loops));
  }
  return most;
}

/// Returns the passes in which each op is computed. A value that varies along
/// the dimension, such as e^x in a softmax, is computed in the first pass that
/// reads it. It is recomputed in each later pass that reads it or that writes
/// it as a result.
SmallVector<OpPasses> GroupSummary::findPassesOfOps(unsigned dimension) {
  SmallVector<OpPasses> passesOf(ops.size());
  llvm::DenseMap<Operation *, unsigned> numbers;
  for (auto [number, op] : llvm::enumerate(ops))
    numbers[op->op] = number;
  for (unsigned number = ops.size(); number-- > 0;) {
    Operation *op = ops[number]->op;
    bool goesAlong = false;
    for (auto [loop, own] : llvm::enumerate(loops.dimensionsOf(number)))
      goesAlong |= own == dimension && ops[number]->isParallel(loop);
    bool isMade = llvm::any_of(op->getResults(), [&](Value value) {
      return llvm::is_contained(made, value);
    });
    unsigned last = goesAlong && !isMade ? 1 : countPasses(op, dimension);
    unsigned first = goesAlong && !isMade ? UINT_MAX : last;
    if (goesAlong)
      for (Operation *user : op->getUsers())
        if (auto found = numbers.find(user); found != numbers.end())
          first = std::min(first, passesOf[found->second].first);
    if (first == UINT_MAX)
      first = 1;
    passesOf[number] = {first, std::max(first, last)};
  }
  return passesOf;
}

std::vector<SmallVector<OpPasses>> GroupSummary::findPassesOfOps() {
  std::vector<SmallVector<OpPasses>> passesOf;
  for (unsigned dimension : nest->reduced.set_bits())
    if (getPassesOf()[dimension] > 1)
      passesOf.push_back(findPassesOfOps(dimension));
  return passesOf;
}

std::string GroupSummary::describeMixing() const {
  for (unsigned dimension : nest->reduced.set_bits())
    for (const FormAtLoops &result : read().results)
      if (std::optional<unsigned> atom =
              findMixing(read().forms.getTable(), result.form, dimension))
        return printAtom(read().forms.getTable(), *atom);
  return "";
}

std::string GroupSummary::hashForm() const {
  FormTable &table = read().forms.getTable();
  SmallVector<FormAtLoops> results = read().results;
  for (FormAtLoops &result : results)
    result.form = takeFactorsOut(table, takePicked(table, result.form));
  return llvm::utohexstr(hashForms(table, results), /*LowerCase=*/true,
                         /*Width=*/16);
}

} // namespace ag
