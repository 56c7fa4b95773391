//===- Stream.cpp - groups in one pass over a dimension -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Groups/Stream.h"
#include "Groups/Streams/StreamTiles.h"
#include "ag/Analysis/Groups/Streams/StridedIndex.h"
#include "ag/Support/Forms/FormArithmetic.h"
#include "ag/Support/Forms/FormFunctions.h"
#include "ag/Support/Forms/FormPasses.h"
#include "ag/Support/Forms/FormPrograms.h"
#include "ag/Support/Forms/FormReductions.h"
#include "ag/Support/Forms/FormShifts.h"
#include "ag/Support/Forms/FormWalk.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace ag {

GroupStream::GroupStream(ArrayRef<const StatedOp *> ops, ValueRange given,
                         ValueRange made, LargestSizes largest)
    : ops(ops), given(given.begin(), given.end()), made(made), dimensions(ops),
      largest(std::move(largest)) {
  read(given);
}

bool GroupStream::read(ValueRange given) {
  if (llvm::any_of(ops, [](const StatedOp *op) { return op->rule; }))
    return refuse("an op is not stated by loops");
  forms.emplace(ops, dimensions, given,
                FormRules{/*keepsRounding=*/true, /*widensFactors=*/true});
  if (forms->getRefused())
    return refuse(forms->getRefusal());
  Operation *lone = nullptr;
  nest = findNest(ops, dimensions, lone);
  if (!nest)
    return refuse("an op has no loop in common with the others");
  for (Value value : made) {
    if (!isa<FloatType>(getElementTypeOrSelf(value)))
      return refuse("a result does not have float elements");
    results.push_back(forms->readForm(value));
  }
  return true;
}

static bool isExtreme(const Spec &spec) {
  std::optional<Primitive> combiner =
      spec.combiner ? findCombiner(*spec.combiner) : std::nullopt;
  return combiner == Primitive::Max || combiner == Primitive::Min;
}

/// Returns maxima and minima that do not occur in the results' forms. Those of
/// values that do not vary are these values, and are left out.
SmallVector<Operation *> GroupStream::findAnchors() {
  SmallVector<Operation *> anchors;
  if (!isRead())
    return anchors;
  const FormTable &table = forms->getTable();
  auto hasExtreme = [&](const FormAtLoops &value) {
    return hasAtom(table, {value.form}, [&](const FormAtom &atom) {
      return atom.kind == FormAtom::Reduction &&
             table.reduction(atom.number).combiner != Primitive::Add;
    });
  };
  if (llvm::any_of(results, hasExtreme))
    return anchors;
  for (const StatedOp *op : ops)
    if (isExtreme(op->spec) &&
        llvm::all_of(op->op->getResults(), [&](Value value) {
          return hasExtreme(forms->readForm(value));
        }))
      anchors.push_back(op->op);
  return anchors;
}

/// Returns true if the results need one pass over the dimension, and do not
/// vary along it.
bool GroupStream::isOnce(unsigned dimension) const {
  const FormTable &table = forms->getTable();
  return llvm::all_of(results, [&](const FormAtLoops &result) {
    return countLevels(table, result.form, dimension) <= 1 &&
           llvm::none_of(result.loops, [&](unsigned loop) {
             return table.loops().dimensionOf(loop) == dimension;
           });
  });
}

/// Returns true if an op that is not recomputed computes values that vary along
/// the dimension.
bool GroupStream::isMade(unsigned dimension) const {
  for (auto [number, op] : llvm::enumerate(ops))
    for (auto [loop, own] : llvm::enumerate(dimensions.dimensionsOf(number)))
      if (own == dimension && op->spec.isParallel(loop) &&
          !nest->isRepeated.test(number))
        return true;
  return false;
}

/// Returns the longest reduced dimension that takes one pass and along which
/// ops compute values. Returns std::nullopt, with a reason, if there is none.
std::optional<unsigned> GroupStream::chooseDimension() {
  std::optional<unsigned> chosen;
  auto lengthOf = [&](unsigned dimension) {
    return dimensions.extentOf(dimension).value_or(INT64_MAX);
  };
  for (unsigned dimension : nest->reduced.set_bits()) {
    if (!isMade(dimension))
      continue;
    if (!isOnce(dimension))
      reason = "it needs more than one pass over the dimension that it reduces";
    else if (!chosen || lengthOf(dimension) > lengthOf(*chosen))
      chosen = dimension;
  }
  if (!chosen && reason.empty())
    reason = "no op computes values along the dimension that it reduces";
  return chosen;
}

static FloatType findType(ArrayRef<const StatedOp *> ops) {
  MLIRContext *context = ops.front()->op->getContext();
  for (const StatedOp *op : ops)
    for (Value value : llvm::concat<const Value>(
             op->operands, SmallVector<Value>(op->op->getResults())))
      if (getElementTypeOrSelf(value).isF64())
        return Float64Type::get(context);
  return Float32Type::get(context);
}

bool GroupStream::choose(const Speed &speed) {
  std::optional<unsigned> dimension =
      isRead() ? chooseDimension() : std::nullopt;
  std::optional<FormPlan> found = dimension ? begin(*dimension) : std::nullopt;
  if (!found)
    return false;
  SmallVector<OperandRead> reads = findOperandReads(ops, given, dimensions);
  StreamTiler tiler(*plan, ops, dimensions, reads, forms->getTable(), largest);
  tiler.chooseLoops(getSharedLoops());
  if (!rename(std::move(*found)))
    return false;
  std::string why = tiler.fit(speed);
  trials = tiler.takeTrials();
  return why.empty() || refuse(why);
}

bool GroupStream::follow(ArrayRef<NestLoop> outer, NestLoop streamed) {
  if (!isRead())
    return false;
  if (!nest->reduced.test(streamed.dimension) || !isOnce(streamed.dimension))
    return refuse("no op reduces that dimension, or the results need more than "
                  "one pass over it");
  if (llvm::any_of(outer, [&](NestLoop loop) {
        return !llvm::is_contained(getSharedLoops(), loop.dimension);
      }))
    return refuse("its ops do not share a loop around it");
  std::optional<FormPlan> found = begin(streamed.dimension);
  if (!found)
    return false;
  plan->streamed.tile = streamed.tile;
  SmallVector<OperandRead> reads = findOperandReads(ops, given, dimensions);
  for (NestLoop loop : outer) {
    plan->outer.push_back(loop);
    if (loop.tile > 1 && isLeftOut(reads, loop.dimension, streamed.dimension) &&
        hasVectorsOf(reads, loop, dimensions.extentOf(loop.dimension),
                     streamed.dimension))
      plan->alongRows = loop.dimension;
  }
  return rename(std::move(*found));
}

//===----------------------------------------------------------------------===//
// Computation
//===----------------------------------------------------------------------===//

/// Returns true if the atom is an infinity, or a sum with an infinite term,
/// which may be multiplied out.
static bool hasInfinity(const FormTable &table, const FormAtom &atom) {
  return atom.kind == FormAtom::Infinity ||
         (atom.kind == FormAtom::Sum &&
          llvm::any_of(
              table.terms(atom.operands[0]), [&](const FormTerm &term) {
                return llvm::any_of(
                    term.product, [&](const FormFactor &factor) {
                      return hasInfinity(table, table.atom(factor.atom));
                    });
              }));
}

/// Returns true if an infinity is multiplied by what is no condition. Sums are
/// computed in other orders: the infinity that a mask chooses for some elements
/// might be multiplied by 0 for others.
static bool multipliesInfinity(const FormTable &table, ArrayRef<Form> forms) {
  auto isMultiplied = [&](Form form) {
    return llvm::any_of(table.terms(form), [&](const FormTerm &term) {
      auto isInfinity = [&](const FormFactor &factor) {
        return hasInfinity(table, table.atom(factor.atom));
      };
      return llvm::any_of(term.product, isInfinity) &&
             llvm::any_of(term.product, [&](const FormFactor &factor) {
               return !isInfinity(factor) &&
                      !isCondition(table.atom(factor.atom));
             });
    });
  };
  return llvm::any_of(forms, isMultiplied) ||
         hasAtom(table, forms, [&](const FormAtom &atom) {
           return llvm::any_of(atom.operands, isMultiplied) ||
                  (atom.kind == FormAtom::Reduction &&
                   isMultiplied(table.reduction(atom.number).body));
         });
}

/// Begins the plan of a stream along the dimension, with one position in an
/// iteration, and returns its computation. Returns std::nullopt, with a reason,
/// if the ops do not allow it.
std::optional<FormPlan> GroupStream::begin(unsigned dimension) {
  FormTable &table = forms->getTable();
  SmallVector<Form> computed = llvm::map_to_vector(
      results, [](const FormAtLoops &result) { return result.form; });
  auto none = [&](StringRef why) -> std::optional<FormPlan> {
    refuse(why);
    return std::nullopt;
  };
  // A sum divided by itself, for example, is 1, but NaN if there are no terms.
  if (llvm::any_of(computed, [&](Form form) {
        return !table.facts(form).reduces(dimension);
      }))
    return none("what it reduces cancels in a result");
  if (multipliesInfinity(table, computed))
    return none("an infinity would be multiplied");
  if (losesDigits(table, computed, dimension))
    return none("squares of large numbers would be subtracted");
  std::optional<FormPlan> found = ag::makePlan(table, computed, dimension);
  if (!found)
    return none("a reduction has two loops over one dimension");
  if (found->passes.size() != 1)
    return none(
        "it needs more than one pass over the dimension that it reduces");
  if (!countEmpty(dimension, found->results))
    return std::nullopt;
  plan.emplace();
  plan->type = findType(ops);
  plan->streamed = {dimension, /*tile=*/1};
  return found;
}

/// Adds the case of an empty dimension to the results, if it is possible, as
/// the ops compute it. A sum is 0 then, even if the result's form no longer has
/// it. Other reduced dimensions may be empty only if no result divides by sums
/// over them. Returns false, with a reason, if the case is not known.
bool GroupStream::countEmpty(unsigned dimension,
                             MutableArrayRef<Form> computed) {
  FormTable &table = forms->getTable();
  for (unsigned other : nest->reduced.set_bits())
    for (const FormAtLoops &result : results)
      if (other != dimension && !table.loops().sizeOf(other) &&
          needsPlaces(table, result.form, other))
        return refuse("it divides by sums over a dimension that may be empty");
  if (table.loops().sizeOf(dimension))
    return true;
  std::optional<SmallVector<Form>> emptied =
      forms->readEmptied(dimension, made);
  if (!emptied)
    return refuse("it moves elements of a dimension that may be empty");
  Form isEmpty = isZero(table, table.size(dimension));
  for (auto [form, none] : llvm::zip_equal(computed, *emptied))
    form = add(table, multiply(table, isEmpty, none),
               multiply(table, negate(table, isEmpty), form));
  return true;
}

/// Returns true if the limit is linear in indices of outer loops and in sizes.
static bool isLinear(const FormTable &table, const StreamPlan &plan,
                     const FormBound &bound) {
  std::optional<LinearLimit> limit = readLinear(table, bound.limit);
  return limit && llvm::all_of(limit->indices, [&](auto index) {
           return llvm::any_of(plan.outer, [&](const NestLoop &loop) {
             return loop.dimension == index.first;
           });
         });
}

/// Replaces the loops of all forms so that each dimension has one loop. Returns
/// false, with a reason, if a form has two loops over one dimension.
bool GroupStream::rename(FormPlan found) {
  FormTable &table = forms->getTable();
  auto loopOf = [&](unsigned dimension) {
    auto [entry, isNew] = plan->loops.try_emplace(dimension, 0);
    if (isNew)
      entry->second = table.loops().addLoop(dimension);
    return entry->second;
  };
  bool isUnique = true;
  auto renameAll = [&](ArrayRef<unsigned> loops, ArrayRef<Form *> renamed) {
    SmallVector<IndexReplacement> replacements;
    SmallVector<unsigned> seen;
    for (unsigned loop : loops) {
      unsigned own = loopOf(table.loops().dimensionOf(loop));
      isUnique &= !llvm::is_contained(seen, own);
      seen.push_back(own);
      replacements.push_back({loop, table.index(own)});
    }
    for (Form *form : renamed)
      *form = substitute(table, *form, replacements);
  };
  auto renameLoops = [&](auto &loops) {
    for (unsigned &loop : loops)
      loop = loopOf(table.loops().dimensionOf(loop));
  };
  for (FormAccumulator &own : found.passes.front()) {
    SmallVector<unsigned> loops(own.along.begin(), own.along.end());
    llvm::append_range(loops, own.bound);
    renameAll(loops, {&own.body, &own.moved});
    renameLoops(own.along);
    renameLoops(own.bound);
  }
  for (auto [result, form] : llvm::zip_equal(results, found.results)) {
    FormAtLoops own{form, result.loops};
    renameAll(own.loops, {&own.form});
    renameLoops(own.loops);
    plan->results.push_back(own);
  }
  if (!isUnique)
    return refuse("a form has two loops over one dimension");
  plan->accumulators = std::move(found.passes.front());
  plan->centres = std::move(found.centres);
  plan->bounds =
      findBounds(table, plan->accumulators, loopOf(plan->streamed.dimension));
  llvm::erase_if(plan->bounds, [&](const FormBound &bound) {
    return !isLinear(table, *plan, bound);
  });
  return readsSlices() || refuse("an operand is read at places of no slice");
}

/// Returns true if each step reads slices of the operands.
bool GroupStream::readsSlices() {
  FormTable &table = forms->getTable();
  TileOrder order(*plan, table);
  SmallVector<Form> read;
  for (const FormAccumulator &own : plan->accumulators)
    llvm::append_values(read, own.body, own.moved);
  for (const FormAtLoops &result : plan->results)
    read.push_back(result.form);
  for (const FormCentre &centre : plan->centres)
    read.push_back(centre.value);
  SmallVector<Form> indices;
  walkAtoms(table, read, [&](const FormAtom &atom) {
    if (atom.kind == FormAtom::Input)
      llvm::append_range(indices, atom.operands);
  });
  return llvm::all_of(indices, [&](Form index) {
    return splitIndex(table, order, index).has_value();
  });
}

} // namespace ag
