//===- StreamHeld.cpp - tiles that a stream holds -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "StreamHeld.h"
#include "ag/Analysis/Groups/Streams/FormContractions.h"
#include "ag/Analysis/Groups/Streams/StreamSums.h"
#include "ag/Support/Forms/FormReductions.h"
#include "ag/Support/Forms/FormWalk.h"
#include "ag/Support/Signature/ArtefactSignature.h"
#include "ag/Support/Sizes/Saturating.h"

using namespace mlir;

namespace ag {

//===----------------------------------------------------------------------===//
// Tiles of forms
//===----------------------------------------------------------------------===//

unsigned StreamHeld::add(ArrayRef<unsigned> loops, bool isKept) {
  Tile tile{{}, ops, ops};
  tile.isKept = isKept;
  for (unsigned loop : order.orderLoops(loops))
    tile.dimensions.push_back(table.loops().dimensionOf(loop));
  tiles.push_back(std::move(tile));
  return tiles.size() - 1;
}

void StreamHeld::read(Made tile) {
  if (tile)
    tiles[*tile].last = ops;
}

/// Returns true if the form has to be computed in each step.
bool StreamHeld::isInStep(Form form) const {
  return hasAtom(table, {form}, [&](const FormAtom &atom) {
    if (atom.kind == FormAtom::Index)
      return table.loops().dimensionOf(atom.number) == plan.streamed.dimension;
    return atom.kind == FormAtom::Input && inputs.count(atom.number) != 0;
  });
}

StreamHeld::Made StreamHeld::make(Form form) {
  auto found = made.find(form.number);
  if (found != made.end())
    return found->second;
  size_t before = tiles.size();
  std::optional<unsigned> atom = findRead(table, form);
  Made tile = atom ? makeLeaf(*atom)
                   : compute(form, order.orderLoops(table.facts(form).loops));
  if (!isInStep(form))
    for (; before < tiles.size(); ++before)
      tiles[before].isKept = true;
  return made[form.number] = tile;
}

StreamHeld::Made StreamHeld::makeLeaf(unsigned number) {
  const FormAtom atom = table.atom(number);
  if (atom.kind == FormAtom::Reduction) {
    OpenReduction opened = open(table, atom);
    combine(table.reduction(atom.number).combiner, opened.body, opened.loops,
            atom.loops);
    return tiles.size() - 1;
  }
  auto tile = inputs.find(atom.number);
  if (tile != inputs.end())
    return tile->second;
  const auto *centre =
      llvm::find_if(plan.centres, [&](const FormCentre &centre) {
        return centre.input == atom.number;
      });
  if (centre == plan.centres.end())
    return std::nullopt;
  Made means = make(centre->value);
  ++ops;
  read(means);
  return add(table.atomFacts(number).loops);
}

/// Adds an op that reads these leaves, and returns their tiles.
SmallVector<StreamHeld::Made> StreamHeld::readAll(ArrayRef<unsigned> leaves) {
  SmallVector<Made> all = llvm::map_to_vector(leaves, [&](unsigned atom) {
    return make(table.make(FormAtom(table.atom(atom))));
  });
  ++ops;
  for (Made tile : all)
    read(tile);
  return all;
}

/// Adds the tile of an element-wise op.
unsigned StreamHeld::compute(Form form, ArrayRef<unsigned> loops) {
  SmallVector<Made> leaves = readAll(
      findLeaves(table, order, shared, form, loops, table.singleAtom(form)));
  unsigned tile = add(loops);
  for (Made leaf : leaves)
    if (leaf && tiles[*leaf].dimensions == tiles[tile].dimensions)
      tiles[tile].over.push_back(*leaf);
  return tile;
}

/// Combines the values of a form with a tile over the loops `start`, which is
/// added last. It is filled in front of the ops that make what is combined.
void StreamHeld::combine(Primitive combiner, Form body,
                         ArrayRef<unsigned> bound, ArrayRef<unsigned> start) {
  unsigned first = ops + 1;
  if (combiner == Primitive::Add) {
    ContractedSum sum = findContractions(table, order, body);
    for (const FormContraction &factors : sum.contractions) {
      Made left = make(factors[0].form), right = make(factors[1].form);
      ++ops;
      read(left);
      read(right);
    }
    body = sum.rest;
  }
  if (combiner != Primitive::Add || table.number(body) != 0.0) {
    SmallVector<unsigned> loops(order.orderLoops(start));
    for (unsigned loop : order.orderLoops(bound))
      if (table.facts(body).dependsOn({loop}))
        loops.push_back(loop);
    if (shared.forms.count(body.number)) {
      Made tile = make(body);
      ++ops;
      read(tile);
    } else {
      readAll(findLeaves(table, order, shared, body, loops));
    }
  }
  unsigned tile = add(start);
  tiles[tile].first = first;
}

//===----------------------------------------------------------------------===//
// Steps
//===----------------------------------------------------------------------===//

/// Adds the tiles of an accumulator. Those of a step are its anchor after the
/// step, as others read the one before it, and the block of a sum over many
/// tiles, which has an excess.
void StreamHeld::takeStep(const FormAccumulator &own, bool isLong) {
  readAll(
      findLeaves(table, order, shared, own.moved, order.orderLoops(own.along)));
  combine(own.combiner, own.body, own.bound, own.along);
  bool isAnchor = own.combiner != Primitive::Add;
  if (isAnchor) {
    ++ops;
    read(tiles.size() - 1);
    add(own.along, /*isKept=*/true);
  } else if (!isLong) {
    // It adds to the sum in place.
    tiles.pop_back();
  }
  inputs[own.now] = add(own.along, /*isKept=*/true);
  if (isLong)
    add(own.along, /*isKept=*/true);
}

StreamHeld::StreamHeld(const StreamPlan &plan, FormTable &table,
                       std::optional<int64_t> length)
    : plan(plan), table(table), order(plan, table),
      shared(findShared(table, order, plan.accumulators)) {
  SmallVector<StreamSum> sums = findLongSums(table, plan, length);
  for (const FormAccumulator &own : plan.accumulators)
    inputs[own.before] = std::nullopt;
  for (auto [number, own] : llvm::enumerate(plan.accumulators))
    takeStep(own, llvm::any_of(sums, [&, number = number](const auto &sum) {
               return sum.number == number;
             }));
}

int64_t StreamHeld::countBytes(
    int64_t elementBytes,
    llvm::function_ref<int64_t(ArrayRef<unsigned>)> countPlaces) const {
  std::set<unsigned> replaced;
  for (const Tile &tile : tiles)
    for (unsigned other : tile.over)
      if (tiles[other].last == tile.first && !tiles[other].isKept &&
          replaced.insert(other).second)
        break;
  SmallVector<int64_t> held(ops + 1);
  for (auto [number, tile] : llvm::enumerate(tiles)) {
    int64_t bytes = plus(times(countPlaces(tile.dimensions), elementBytes),
                         workspaceAlignment - 1);
    bytes -= bytes % workspaceAlignment;
    unsigned first = tile.isKept ? 0 : tile.first;
    unsigned end = tile.isKept ? ops + 1 : tile.last + !replaced.count(number);
    for (unsigned at = first; at < end; ++at)
      held[at] = plus(held[at], bytes);
  }
  return *llvm::max_element(held);
}

} // namespace ag
