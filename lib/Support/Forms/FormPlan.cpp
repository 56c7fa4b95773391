//===- FormPlan.cpp - forms computed tile by tile -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Forms/FormPlan.h"
#include "ag/Support/Forms/FormAnchors.h"
#include "ag/Support/Forms/FormArithmetic.h"
#include "ag/Support/Forms/FormFunctions.h"
#include "ag/Support/Forms/FormPasses.h"
#include "ag/Support/Forms/FormReductions.h"
#include "ag/Support/Forms/FormShifts.h"
#include "ag/Support/Forms/FormWalk.h"
#include "llvm/ADT/STLExtras.h"
#include <set>

namespace ag {

using Terms = llvm::SmallVector<FormTerm, 2>;
using Loops = llvm::ArrayRef<unsigned>;

namespace {
/// Makes accumulators, and reads their values before a tile.
class Accumulators {
public:
  explicit Accumulators(FormTable &table) : table(table) {}

  /// Makes an accumulator. Its `moved` is its value before the tile, which
  /// callers replace if anchors or centres move.
  FormAccumulator make(Loops along, Primitive combiner, Form body, Loops bound);
  /// Returns the form with the values of this pass before this tile.
  Form earlier(Form form);
  /// Begins another pass. Accumulators of earlier passes do not change in it,
  /// so that `earlier` keeps them.
  void beginPass() { before.clear(); }

private:
  FormTable &table;
  /// Maps the tensor of an accumulator of this pass to the one that has its
  /// value before this tile.
  std::map<unsigned, unsigned> before;
};

class Planner {
public:
  Planner(FormTable &table, unsigned dimension)
      : table(table), dimension(dimension), accumulators(table) {}

  std::optional<FormPlan> run(llvm::ArrayRef<Form> results);

private:
  void plan(unsigned number);
  Form replace(Form form);
  Form readBody(unsigned number);
  Form findAnchor(llvm::ArrayRef<FormTerm> terms, Loops bound);
  Form accumulate(const FormReduction &reduction, Form body, Form anchor);
  FormCentre centre(const FormShift &shift);
  Form accumulateMean(Form body, Loops along, Loops bound);
  llvm::SmallVector<Form> centreAll(llvm::ArrayRef<Form> forms);
  bool readsCentred(Form form);
  Form moveCentres(const FormReduction &reduction);
  std::optional<Form> readMoved(const FormAtom &atom, unsigned copied,
                                const std::map<unsigned, unsigned> &moves);
  void planAll(Form form);

  FormTable &table;
  unsigned dimension;
  Accumulators accumulators;
  FormPlan result;
  /// Reductions that occur only as terms of results, or times factors without
  /// exponentials.
  std::set<unsigned> added;
  /// The values of reductions, over their parameters, in terms of accumulators.
  std::map<unsigned, Form> values;
  /// Maps a tensor that is reduced by its centre to that centre.
  std::map<unsigned, FormCentre> centres;
  /// The number of elements along the dimension in earlier tiles.
  Form earlierCount = table.constant(0);
  unsigned pass = 0;
};
} // namespace

//===----------------------------------------------------------------------===//
// Reductions
//===----------------------------------------------------------------------===//

/// Returns the reductions over the dimension, each after its level.
static std::set<std::pair<unsigned, unsigned>>
findReductions(const FormTable &table, llvm::ArrayRef<Form> forms,
               unsigned dimension) {
  std::set<std::pair<unsigned, unsigned>> reductions;
  walkAtoms(table, forms, [&](const FormAtom &atom) {
    if (atom.kind != FormAtom::Reduction)
      return;
    const FormReduction &reduction = table.reduction(atom.number);
    if (!findLoopsOver(table, reduction, dimension).empty())
      reductions.insert(
          {countLevels(table, reduction.body, dimension), atom.number});
  });
  return reductions;
}

/// Returns the reductions that occur only as terms of the forms, or times
/// factors without exponentials.
static std::set<unsigned> findAdded(const FormTable &table,
                                    llvm::ArrayRef<Form> forms) {
  std::set<unsigned> added, others;
  auto isOfWeights = [&](const FormFactor &factor) {
    const FormAtom &atom = table.atom(factor.atom);
    return atom.kind == FormAtom::Exp || atom.kind == FormAtom::Sum;
  };
  auto addOthers = [&](llvm::ArrayRef<Form> inner) {
    walkAtoms(table, inner, [&](const FormAtom &atom) {
      if (atom.kind == FormAtom::Reduction)
        others.insert(atom.number);
    });
  };
  for (Form form : forms)
    for (const FormTerm &term : table.terms(form))
      for (const FormFactor &factor : term.product) {
        const FormAtom &atom = table.atom(factor.atom);
        addOthers(atom.operands);
        if (atom.kind != FormAtom::Reduction)
          continue;
        addOthers({table.reduction(atom.number).body});
        bool isAdded =
            factor.exponent == 1 && llvm::none_of(term.product, isOfWeights);
        (isAdded ? added : others).insert(atom.number);
      }
  for (unsigned number : others)
    added.erase(number);
  return added;
}

//===----------------------------------------------------------------------===//
// Accumulators
//===----------------------------------------------------------------------===//

static Form element(FormTable &table, unsigned input, Loops along) {
  llvm::SmallVector<Form> indices;
  for (unsigned loop : along)
    indices.push_back(table.index(loop));
  return table.element(input, indices);
}

FormAccumulator Accumulators::make(Loops along, Primitive combiner, Form body,
                                   Loops bound) {
  auto add = [&] {
    return combiner == Primitive::Add ? table.addInput() : table.addExtreme();
  };
  unsigned now = add(), was = add();
  FormAccumulator own{now, was, {}, combiner, body, {}, body};
  own.along.assign(along.begin(), along.end());
  own.bound.assign(bound.begin(), bound.end());
  before[own.now] = own.before;
  own.moved = element(table, own.before, along);
  return own;
}

Form Accumulators::earlier(Form form) {
  return replaceAtoms(
      table, form, [&](const FormAtom &atom) -> std::optional<Form> {
        auto was = atom.kind == FormAtom::Input ? before.find(atom.number)
                                                : before.end();
        if (was == before.end())
          return std::nullopt;
        return table.element(was->second, atom.operands);
      });
}

/// Returns the form with planned reductions replaced by their accumulators.
Form Planner::replace(Form form) {
  return replaceAtoms(
      table, form, [&](const FormAtom &atom) -> std::optional<Form> {
        auto value = atom.kind == FormAtom::Reduction ? values.find(atom.number)
                                                      : values.end();
        if (value == values.end())
          return std::nullopt;
        llvm::SmallVector<IndexReplacement> indices;
        for (auto [own, given] : llvm::zip_equal(
                 table.reduction(atom.number).parameters, atom.loops))
          indices.push_back({own, table.index(given)});
        return substitute(table, value->second, indices);
      });
}

/// Returns the number that is subtracted from the terms' exponents: the maximum
/// of those that are not masked.
Form Planner::findAnchor(llvm::ArrayRef<FormTerm> terms, Loops bound) {
  Form anchor = reduce(table, Primitive::Max,
                       findGreatestExponent(table, terms, bound), bound);
  planAll(anchor);
  return replace(anchor);
}

/// Returns the sum with each of its terms multiplied by e^-anchor, which joins
/// their exponents.
static Form weigh(FormTable &table, Form body, Form anchor) {
  Form weight = exp(table, scale(table, anchor, -1));
  Terms weighted;
  for (const FormTerm &term : Terms(table.terms(body)))
    llvm::append_range(
        weighted, table.terms(multiply(table, table.make({term}), weight)));
  return addTerms(table, weighted);
}

/// Adds an accumulator for a sum whose terms are multiplied by e^-anchor, and
/// returns the sum: the accumulator times e^anchor.
Form Planner::accumulate(const FormReduction &reduction, Form body,
                         Form anchor) {
  body = weigh(table, body, anchor);
  FormAccumulator own = accumulators.make(
      reduction.parameters, reduction.combiner, body, reduction.bound);
  own.moved = multiply(
      table, own.moved,
      exp(table, subtract(table, accumulators.earlier(anchor), anchor)));
  result.passes[pass].push_back(own);
  return multiply(table, exp(table, anchor),
                  element(table, own.now, own.along));
}

/// Plans the reductions over the dimension that a form contains and that are
/// not planned yet.
void Planner::planAll(Form form) {
  for (const FormTerm &term : Terms(table.terms(form)))
    for (const FormFactor &factor : term.product) {
      const FormAtom &atom = table.atom(factor.atom);
      bool isOver =
          atom.kind == FormAtom::Reduction &&
          !findLoopsOver(table, table.reduction(atom.number), dimension)
               .empty();
      if (isOver && !values.count(atom.number))
        plan(atom.number);
    }
}

/// Returns the reduction's body with accumulators and anchors. If it is a sum,
/// each term has its own weight.
Form Planner::readBody(unsigned number) {
  Form body = replace(table.reduction(number).body);
  if (table.reduction(number).combiner == Primitive::Add)
    body = spreadWeights(table, body);
  return anchorSums(table, body, /*mayVanish=*/added.count(number));
}

void Planner::plan(unsigned number) {
  const FormReduction reduction = table.reduction(number);
  Form body = readBody(number), none = table.constant(0);
  if (pass == 0 && readsCentred(body)) {
    FormAccumulator own = accumulators.make(
        reduction.parameters, reduction.combiner, body, reduction.bound);
    values.insert({number, element(table, own.now, own.along)});
    own.moved = moveCentres(reduction);
    result.passes[pass].push_back(own);
    return;
  }
  if (reduction.combiner != Primitive::Add) {
    values.insert({number, accumulate(reduction, body, none)});
    return;
  }
  Terms weighted, plain;
  for (const FormTerm &term : table.terms(body))
    (isWeighted(table, term) ? weighted : plain).push_back(term);
  Form value = none;
  if (!weighted.empty())
    value = accumulate(reduction, table.make(weighted),
                       findAnchor(weighted, reduction.bound));
  if (!plain.empty())
    value = add(table, value, accumulate(reduction, table.make(plain), none));
  values.insert({number, value});
}

//===----------------------------------------------------------------------===//
// Centres
//===----------------------------------------------------------------------===//

/// Returns the centre at the indices.
static Form getCentre(FormTable &table, const FormCentre &centre,
                      llvm::ArrayRef<Form> indices) {
  llvm::SmallVector<IndexReplacement> replacements;
  for (auto [loop, index] : llvm::zip_equal(centre.loops, indices))
    replacements.push_back({loop, index});
  return substitute(table, centre.value, replacements);
}

/// Returns the indices at which an unknown is read.
static llvm::SmallVector<Form> readUnknown(FormTable &table,
                                           const FormAtom &atom) {
  Form body = open(table, atom).body;
  llvm::ArrayRef<Form> all = table.atom(*table.singleAtom(body)).operands;
  return llvm::SmallVector<Form>(all.drop_back());
}

/// Returns the form with the unknown `added` replaced by the centre.
static Form readCentre(FormTable &table, Form form, const FormCentre &centre,
                       unsigned added) {
  return replaceAtoms(
      table, form, [&](const FormAtom &atom) -> std::optional<Form> {
        if (getUnknown(table, atom) != added)
          return std::nullopt;
        return getCentre(table, centre, readUnknown(table, atom));
      });
}

/// Adds a tensor that replaces the shifted one.
FormCentre Planner::centre(const FormShift &shift) {
  FormCentre own{
      table.addInput(), shift.input, shift.places, {}, table.constant(0)};
  llvm::SmallVector<unsigned> bound;
  for (auto [place, index] : llvm::enumerate(shift.element.operands)) {
    unsigned loop = table.atom(*table.singleAtom(index)).number;
    if (llvm::is_contained(shift.places, place))
      bound.push_back(loop);
    else
      own.loops.push_back(loop);
  }
  own.value = accumulateMean(shift.summed, own.loops, bound);
  result.centres.push_back(own);
  centres.insert({own.input, own});
  return own;
}

/// Adds accumulators for the mean of all elements so far, and returns it. The
/// mean is moved by the offset of the tile's own mean. Dividing a sum of all
/// elements by their count would lose more digits from tile to tile.
Form Planner::accumulateMean(Form body, Loops along, Loops bound) {
  llvm::SmallVector<unsigned> tiled, others;
  for (unsigned loop : bound)
    (table.loops().dimensionOf(loop) == dimension ? tiled : others)
        .push_back(loop);
  Form one = table.constant(1), none = table.constant(0);
  FormAccumulator sum = accumulators.make(along, Primitive::Add, body, bound);
  FormAccumulator size = accumulators.make({}, Primitive::Add, one, tiled);
  FormAccumulator count = accumulators.make({}, Primitive::Add, one, tiled);
  FormAccumulator offset = accumulators.make(along, Primitive::Add, none, {});
  FormAccumulator mean = accumulators.make(along, Primitive::Add, none, {});
  sum.moved = size.moved = none;
  auto divide = [&](Form form, const FormAccumulator &by) {
    return multiply(table, form, power(table, element(table, by.now, {}), -1));
  };
  Form places = reduce(table, Primitive::Add, one, others);
  offset.moved =
      subtract(table,
               multiply(table, divide(element(table, sum.now, along), size),
                        power(table, places, -1)),
               mean.moved);
  mean.moved = add(table, mean.moved,
                   divide(multiply(table, element(table, offset.now, along),
                                   element(table, size.now, {})),
                          count));
  earlierCount = element(table, count.before, {});
  result.passes.resize(1);
  result.passes[0].append({sum, size, count, offset, mean});
  return element(table, mean.now, along);
}

bool Planner::readsCentred(Form form) {
  return hasAtom(table, form, [&](const FormAtom &atom) {
    return atom.kind == FormAtom::Input && centres.count(atom.number);
  });
}

/// Returns the form that adapts a reduction when centres move by d. It is the
/// reduction of y - d over a copy of the dimension with unknown size, which the
/// rules of forms express by reductions of y.
Form Planner::moveCentres(const FormReduction &reduction) {
  unsigned copied = table.loops().addDimension(std::nullopt);
  llvm::SmallVector<IndexReplacement> copies;
  llvm::SmallVector<unsigned> bound;
  for (unsigned loop : reduction.bound) {
    bool isTiled = table.loops().dimensionOf(loop) == dimension;
    bound.push_back(table.loops().addLoop(
        isTiled ? copied : table.loops().dimensionOf(loop)));
    copies.push_back({loop, table.index(bound.back())});
  }
  /// Maps a tensor of unknown elements, by which a centre moves, to that
  /// centre's tensor.
  std::map<unsigned, unsigned> moves;
  Form body = replaceAtoms(
      table, substitute(table, reduction.body, copies),
      [&](const FormAtom &atom) -> std::optional<Form> {
        auto own = atom.kind == FormAtom::Input ? centres.find(atom.number)
                                                : centres.end();
        if (own == centres.end())
          return std::nullopt;
        unsigned moved = table.addInput();
        moves[moved] = atom.number;
        Form by = makeUnknown(
            table, moved,
            dropPlaces(llvm::ArrayRef(atom.operands), own->second.places),
            copied);
        return subtract(table, table.make(atom), by);
      });
  Form moved = reduce(table, reduction.combiner, body, bound);
  return replaceAtoms(table, moved,
                      [&](const FormAtom &atom) -> std::optional<Form> {
                        return readMoved(atom, copied, moves);
                      });
}

/// Returns the meaning of an atom in a reduction's copy: the number of elements
/// so far, the distance by which a centre has moved, or the value of another
/// reduction before the tile. std::nullopt for other atoms.
std::optional<Form>
Planner::readMoved(const FormAtom &atom, unsigned copied,
                   const std::map<unsigned, unsigned> &moves) {
  if (atom.kind == FormAtom::Symbol && atom.number == copied)
    return earlierCount;
  if (atom.kind != FormAtom::Reduction ||
      findLoopsOver(table, table.reduction(atom.number), copied).empty())
    return std::nullopt;
  std::optional<unsigned> unknown = getUnknown(table, atom);
  auto move = unknown ? moves.find(*unknown) : moves.end();
  if (move != moves.end()) {
    Form value =
        getCentre(table, centres.at(move->second), readUnknown(table, atom));
    return subtract(table, value, accumulators.earlier(value));
  }
  OpenReduction opened = open(table, atom);
  llvm::SmallVector<IndexReplacement> back;
  llvm::SmallVector<unsigned> bound;
  for (unsigned loop : opened.loops) {
    bool isTiled = table.loops().dimensionOf(loop) == copied;
    bound.push_back(isTiled ? table.loops().addLoop(dimension) : loop);
    back.push_back({loop, table.index(bound.back())});
  }
  Form same = reduce(table, table.reduction(atom.number).combiner,
                     substitute(table, opened.body, back), bound);
  planAll(same);
  return accumulators.earlier(replace(same));
}

/// Returns the forms with shifted tensors replaced by centred ones, where
/// getShifted() allows it.
llvm::SmallVector<Form> Planner::centreAll(llvm::ArrayRef<Form> forms) {
  llvm::SmallVector<Form> centred(forms);
  for (const FormShift &shift : findShifts(table, forms, dimension)) {
    FormCentre own = centre(shift);
    unsigned added = table.addInput();
    for (Form &form : centred)
      if (std::optional<Form> shifted =
              getShifted(table, form, shift, dimension, own.input, added))
        form = readCentre(table, *shifted, own, added);
  }
  return centred;
}

std::optional<FormPlan> Planner::run(llvm::ArrayRef<Form> results) {
  llvm::SmallVector<Form> forms = centreAll(results);
  added = findAdded(table, forms);
  for (auto [level, number] : findReductions(table, forms, dimension)) {
    if (findLoopsOver(table, table.reduction(number), dimension).size() > 1)
      return std::nullopt;
    if (level > pass)
      accumulators.beginPass();
    pass = level;
    result.passes.resize(std::max<size_t>(result.passes.size(), pass + 1));
    if (!values.count(number))
      plan(number);
  }
  for (Form form : forms)
    result.results.push_back(
        anchorSums(table, replace(form), /*mayVanish=*/true));
  return result;
}

std::optional<FormPlan> makePlan(FormTable &table, llvm::ArrayRef<Form> results,
                                 unsigned dimension) {
  return Planner(table, dimension).run(results);
}

} // namespace ag
