//===- TileScopes.cpp - tiles of forms by steps ---------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Common/Streams/TileScopes.h"
#include "ag/Support/Forms/FormWalk.h"

using namespace mlir;

namespace ag {

void TileScopes::enter(Operation *loop, unsigned dimension) {
  scopes.push_back({true, loop, dimension, {}, {}});
}

void TileScopes::leave() { scopes.pop_back(); }

void TileScopes::addInput(unsigned input) {
  scopes.back().inputs.insert(input);
}

/// Returns true if the form depends on the current step.
bool TileScopes::isInStep(Form form) const {
  const Scope &scope = scopes.back();
  if (!scope.isStep)
    return false;
  auto isOf = [&](const FormAtom &atom) {
    if (atom.kind == FormAtom::Index)
      return table.loops().dimensionOf(atom.number) == scope.dimension;
    if (atom.kind != FormAtom::Input)
      return false;
    auto centre = centres.find(atom.number);
    return scope.inputs.count(atom.number) != 0 ||
           (centre != centres.end() && isInStep(centre->second.value));
  };
  return hasAtom(table, {form}, isOf);
}

FailureOr<FormTile>
TileScopes::make(Form form, llvm::function_ref<FailureOr<FormTile>()> emit) {
  bool isHere = isInStep(form) || scopes.size() == 1;
  Scope &scope = isHere ? scopes.back() : scopes.front();
  auto found = scope.made.find(form.number);
  if (found != scope.made.end())
    return found->second;
  OpBuilder::InsertPoint here = builder.saveInsertionPoint();
  SmallVector<Scope, 2> inner;
  if (!isHere) {
    if (Operation *loop = scopes.back().loop)
      builder.setInsertionPoint(loop);
    inner.push_back(scopes.pop_back_val());
  }
  FailureOr<FormTile> tile = emit();
  if (succeeded(tile))
    scopes.back().made.insert({form.number, *tile});
  if (!isHere) {
    if (inner.front().loop)
      builder.restoreInsertionPoint(here);
    scopes.push_back(std::move(inner.front()));
  }
  return tile;
}

} // namespace ag
