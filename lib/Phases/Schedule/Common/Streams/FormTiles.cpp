//===- FormTiles.cpp - forms computed on tiles ----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Common/Streams/FormTiles.h"
#include "ag/Support/Forms/FormArithmetic.h"
#include "ag/Support/Forms/FormPrint.h"
#include "ag/Support/Forms/FormReductions.h"
#include "ag/Support/Forms/FormShifts.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace mlir;

namespace ag {

using Loops = ArrayRef<unsigned>;

FormTiles::FormTiles(FormTable &table, FloatType type, OpBuilder &builder,
                     Location loc, StreamSteps steps,
                     std::map<unsigned, Value> tensors,
                     ArrayRef<FormCentre> centres)
    : table(table), type(type), steps(std::move(steps)),
      tensors(std::move(tensors)), scopes(table, builder, this->centres),
      ops(table, type, builder, loc, this->steps) {
  for (const FormCentre &centre : centres)
    this->centres.insert_or_assign(centre.input, centre);
}

LogicalResult FormTiles::refuse(const Twine &why) {
  if (reason.empty())
    reason = why.str();
  return failure();
}

//===----------------------------------------------------------------------===//
// Steps
//===----------------------------------------------------------------------===//

void FormTiles::setTile(unsigned input, FormTile tile) {
  tiles[input] = std::move(tile);
  scopes.addInput(input);
}

void FormTiles::enter(Operation *loop, unsigned dimension, LoopTile step) {
  scopes.enter(loop, dimension);
  steps.setStep(dimension, step);
}

void FormTiles::leave() { scopes.leave(); }

void FormTiles::share(ArrayRef<FormAccumulator> accumulators) {
  shared = findShared(table, steps.getOrder(), accumulators);
}

//===----------------------------------------------------------------------===//
// Tiles of forms
//===----------------------------------------------------------------------===//

FailureOr<FormTile> FormTiles::make(Form form) {
  return scopes.make(form, [&] {
    if (std::optional<unsigned> read = findRead(table, form))
      return makeLeaf(*read);
    return makeElements(
        form, steps.getOrder().orderLoops(table.facts(form).loops), type);
  });
}

FailureOr<FormTile> FormTiles::makeElements(Form form, Loops loops,
                                            Type element) {
  FailureOr<TileLeaves> leaves =
      makeLeaves(form, loops,
                 findRead(table, form) ? std::nullopt : table.singleAtom(form));
  if (failed(leaves))
    return failure();
  FailureOr<FormTile> made = ops.compute(form, loops, *leaves, element, rules);
  if (failed(made))
    return refuse(ops.getReason());
  return made;
}

FailureOr<FormTile> FormTiles::makeMoved(Form form, Loops loops) {
  llvm::SaveAndRestore guarding(rules.guardsDivisions, true);
  return makeElements(form, loops, type);
}

FormTile FormTiles::fill(double value, Loops loops) {
  return ops.fill(value, loops);
}

/// Emits the tiles that the form reads over `loops`. The atom `root`, which is
/// being computed, is not among them.
FailureOr<TileLeaves> FormTiles::makeLeaves(Form form, Loops loops,
                                            std::optional<unsigned> root) {
  TileLeaves leaves;
  for (unsigned atom :
       findLeaves(table, steps.getOrder(), shared, form, loops, root)) {
    FailureOr<FormTile> leaf = make(table.make(FormAtom(table.atom(atom))));
    if (failed(leaf))
      return failure();
    leaves.insert({atom, *leaf});
  }
  return leaves;
}

FailureOr<FormTile> FormTiles::makeLeaf(unsigned number) {
  const FormAtom atom = table.atom(number);
  if (atom.kind == FormAtom::Reduction)
    return makeReduction(number);
  auto centre = centres.find(atom.number);
  if (centre != centres.end())
    return makeCentred(number, centre->second);
  auto tile = tiles.find(atom.number);
  if (tile != tiles.end()) {
    FailureOr<FormTile> read = readTile(table, atom, tile->second);
    if (failed(read))
      return refuse(printAtom(table, number) + " is of another tile");
    return read;
  }
  auto tensor = tensors.find(atom.number);
  FailureOr<FormTile> part = failure();
  if (tensor != tensors.end())
    part = ops.cut(atom, tensor->second);
  if (failed(part))
    return refuse(printAtom(table, number) + " is no part of a tensor");
  return part;
}

/// Returns the tile of an input's elements minus their centre.
FailureOr<FormTile> FormTiles::makeCentred(unsigned number,
                                           const FormCentre &centre) {
  FormAtom atom = table.atom(number);
  atom.number = centre.of;
  SmallVector<IndexReplacement> replacements;
  for (auto [loop, index] : llvm::zip_equal(
           centre.loops, dropPlaces(ArrayRef(atom.operands), centre.places)))
    replacements.push_back({loop, index});
  Form element = table.make(atom);
  Form value = substitute(table, centre.value, replacements);
  FailureOr<FormTile> elements = make(element), means = make(value);
  if (failed(elements) || failed(means))
    return failure();
  // The centre is read as a new input, as the forms would otherwise expand it
  // into the tensors that it is computed from.
  Form read = readAsInput(table, *means);
  TileLeaves leaves;
  leaves.insert({*table.singleAtom(element), *elements});
  leaves.insert({*table.singleAtom(read), *means});
  FailureOr<FormTile> made = ops.compute(
      subtract(table, element, read),
      steps.getOrder().orderLoops(elements->loops), leaves, type, rules);
  if (failed(made))
    return refuse(ops.getReason());
  return made;
}

} // namespace ag
