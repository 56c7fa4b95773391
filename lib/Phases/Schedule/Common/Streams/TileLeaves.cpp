//===- TileLeaves.cpp - tiles that an op reads ----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Common/Streams/TileLeaves.h"
#include "Common/Streams/FormContractions.h"
#include "ag/Support/Forms/FormWalk.h"

using namespace mlir;

namespace ag {

using Loops = ArrayRef<unsigned>;

//===----------------------------------------------------------------------===//
// Choice
//===----------------------------------------------------------------------===//

SharedForms findShared(FormTable &table, const StreamSteps &steps,
                       ArrayRef<FormAccumulator> accumulators) {
  SharedForms shared;
  std::set<Form> roots;
  for (const FormAccumulator &own : accumulators) {
    roots.insert(own.body);
    roots.insert(own.moved);
    if (own.combiner != Primitive::Add)
      continue;
    ContractedSum sum = findContractions(table, steps, own.body);
    for (const FormContraction &product : sum.contractions) {
      roots.erase(own.body);
      for (const ContractionFactor &factor : product) {
        roots.insert(factor.form);
        shared.forms.insert(factor.form.number);
      }
    }
  }
  std::map<unsigned, unsigned> counts;
  for (Form root : roots) {
    std::set<unsigned> seen;
    walkAtoms(table, {root}, [&](const FormAtom &atom) {
      if (atom.kind == FormAtom::Exp || atom.kind == FormAtom::Log ||
          atom.kind == FormAtom::Apply)
        seen.insert(table.make(atom).number);
    });
    for (unsigned form : seen)
      if (++counts[form] == 2)
        shared.atoms.insert(*table.singleAtom(Form{form}));
  }
  return shared;
}

/// Returns true if the atom is read from a tile. Inputs and reductions are, and
/// so are expensive atoms that are shared or depend on fewer than `loops`.
static bool isLeaf(const FormTable &table, const StreamSteps &steps,
                   const SharedForms &shared, unsigned number, Loops loops) {
  switch (table.atom(number).kind) {
  case FormAtom::Input:
  case FormAtom::Reduction:
    return true;
  case FormAtom::Exp:
  case FormAtom::Log:
  case FormAtom::Apply: {
    if (table.atomFacts(number).isWhole)
      return false;
    if (shared.atoms.count(number))
      return true;
    SmallVector<unsigned> own = steps.orderLoops(table.atomFacts(number).loops);
    return own.size() < loops.size();
  }
  default:
    return false;
  }
}

SmallVector<unsigned> findLeaves(const FormTable &table,
                                 const StreamSteps &steps,
                                 const SharedForms &shared, Form form,
                                 Loops loops, std::optional<unsigned> root) {
  SmallVector<unsigned> leaves;
  auto insert = [&](unsigned atom) {
    if (!llvm::is_contained(leaves, atom))
      leaves.push_back(atom);
  };
  for (const FormTerm &term : table.terms(form))
    for (const FormFactor &factor : term.product) {
      if (factor.atom != root &&
          isLeaf(table, steps, shared, factor.atom, loops)) {
        insert(factor.atom);
        continue;
      }
      for (Form operand : table.atom(factor.atom).operands)
        llvm::for_each(findLeaves(table, steps, shared, operand, loops),
                       insert);
    }
  return leaves;
}

//===----------------------------------------------------------------------===//
// Tiles
//===----------------------------------------------------------------------===//

FailureOr<FormTile> readTile(const FormTable &table, const FormAtom &element,
                             const FormTile &tile) {
  FormTile read{tile.tensor, {}};
  SmallVector<unsigned> own;
  for (Form index : element.operands) {
    std::optional<unsigned> single = table.singleAtom(index);
    if (!single || table.atom(*single).kind != FormAtom::Index)
      return failure();
    own.push_back(table.atom(*single).number);
  }
  for (unsigned loop : tile.loops) {
    auto *same = llvm::find_if(own, [&](unsigned other) {
      return table.loops().dimensionOf(other) ==
             table.loops().dimensionOf(loop);
    });
    if (same == own.end())
      return failure();
    read.loops.push_back(*same);
  }
  return read;
}

Form readAsInput(FormTable &table, const FormTile &tile) {
  SmallVector<Form> indices;
  for (unsigned loop : tile.loops)
    indices.push_back(table.index(loop));
  return table.element(table.addInput(), indices);
}

bool haveLoops(const TileLeaves &leaves, Loops loops) {
  return llvm::all_of(loops, [&](unsigned loop) {
    return llvm::any_of(leaves, [&](const auto &leaf) {
      return llvm::is_contained(leaf.second.loops, loop);
    });
  });
}

} // namespace ag
