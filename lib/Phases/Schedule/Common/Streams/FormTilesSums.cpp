//===- FormTilesSums.cpp - sums and maxima of forms -----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are the values of a form over loops combined with a tile? The terms of a
// sum that are contractions are added first, each by an op of its own. The
// remaining terms, and every maximum, are combined element by element.
//
//===----------------------------------------------------------------------===//
#include "Common/Streams/FormTiles.h"
#include "ag/Support/Forms/FormArithmetic.h"
#include "ag/Support/Forms/FormPrint.h"
#include "ag/Support/Forms/FormReductions.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace mlir;

namespace ag {

using Loops = ArrayRef<unsigned>;

/// Emits a reduction over loops whose steps cover their dimension completely.
FailureOr<FormTile> FormTiles::makeReduction(unsigned number) {
  const FormAtom atom = table.atom(number);
  Primitive combiner = table.reduction(atom.number).combiner;
  OpenReduction opened = open(table, atom);
  for (unsigned loop : opened.loops)
    if (!steps.isWhole(table.loops().dimensionOf(loop)))
      return refuse(printAtom(table, number) + " goes over more than a tile");
  if (combiner != Primitive::Add && combiner != Primitive::Max &&
      combiner != Primitive::Min)
    return refuse(printAtom(table, number) + " is no sum or maximum");
  return combine(combiner, opened.body, opened.loops,
                 fill(findNeutral(combiner), atom.loops));
}

FailureOr<FormTile> FormTiles::combine(Primitive combiner, Form body,
                                       Loops bound, FormTile start) {
  Form left = body;
  if (combiner == Primitive::Add) {
    ContractedSum sum = findContractions(table, steps.getOrder(), body);
    for (const FormContraction &factors : sum.contractions) {
      FailureOr<FormTile> next = contract(factors, bound, start);
      if (failed(next))
        return failure();
      start = *next;
    }
    left = sum.rest;
    if (table.number(left) == 0.0)
      return start;
  }
  SmallVector<unsigned> along(steps.getOrder().orderLoops(bound));
  if (combiner == Primitive::Add)
    left = multiplyBySizes(left, along);
  llvm::erase_if(along, [&](unsigned loop) {
    return !table.facts(left).dependsOn({loop});
  });
  SmallVector<unsigned> loops(start.loops);
  llvm::append_range(loops, along);
  TileLeaves leaves;
  bool isThere = shared.forms.count(left.number);
  if (!isThere) {
    FailureOr<TileLeaves> own = makeLeaves(left, loops);
    if (failed(own))
      return failure();
    leaves = *own;
  }
  if (isThere || !haveLoops(leaves, along)) {
    // The form has a tile, or will have one. If it depends on indices alone, no
    // operand determines the extents of the loops. It is read as a new input.
    leaves.clear();
    FailureOr<FormTile> made = make(left);
    if (failed(made))
      return failure();
    left = readAsInput(table, *made);
    leaves.insert({*table.singleAtom(left), *made});
  }
  FailureOr<FormTile> made =
      ops.combine(combiner, left, along, leaves, start, rules);
  if (failed(made))
    return refuse(ops.getReason());
  return made;
}

/// Combines in registers that start from the neutral element, then combines the
/// result with `start`.
FailureOr<FormTile> FormTiles::combineNumbers(Primitive combiner, Form body,
                                              Loops bound,
                                              const FormTile &start) {
  llvm::SaveAndRestore counting(rules.ignoresNaNs, true);
  FailureOr<FormTile> made =
      combine(combiner, body, bound, fill(findNeutral(combiner), start.loops));
  if (failed(made))
    return failure();
  Form own = readAsInput(table, *made);
  TileLeaves leaves;
  leaves.insert({*table.singleAtom(own), *made});
  FailureOr<FormTile> joined =
      ops.combine(combiner, own, /*bound=*/{}, leaves, start, rules);
  if (failed(joined))
    return refuse(ops.getReason());
  return joined;
}

/// Multiplies the body by the sizes of the loops in `bound` that it does not
/// depend on, as a sum over such a loop would.
Form FormTiles::multiplyBySizes(Form body, Loops bound) {
  for (unsigned loop : bound) {
    if (table.facts(body).dependsOn({loop}))
      continue;
    if (std::optional<int64_t> number =
            getConstantIntValue(steps.getStepOf(loop).size)) {
      body = scale(table, body, static_cast<double>(*number));
      continue;
    }
    FormTile positions = ops.countPositions(loop);
    Form count = readAsInput(table, positions);
    setTile(table.atom(*table.singleAtom(count)).number, positions);
    body = multiply(table, body, count);
  }
  return body;
}

/// Adds a contraction over the loops `bound` to `start`.
FailureOr<FormTile> FormTiles::contract(const FormContraction &factors,
                                        Loops bound, const FormTile &start) {
  SmallVector<FormTile, 2> tiles;
  for (const ContractionFactor &factor : factors) {
    FailureOr<FormTile> made = make(factor.form);
    if (failed(made))
      return failure();
    tiles.push_back(*made);
  }
  // The operand that the first dimension of the result indexes comes first.
  if (!start.loops.empty() &&
      !llvm::is_contained(factors.front().loops, start.loops.front()))
    std::swap(tiles[0], tiles[1]);
  return ops.contract(tiles[0], tiles[1], bound, start);
}

} // namespace ag
