//===- SharedForms.cpp - forms with tiles of their own --------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Groups/Streams/SharedForms.h"
#include "ag/Analysis/Groups/Streams/FormContractions.h"
#include "ag/Support/Forms/FormWalk.h"

namespace ag {

SharedForms findShared(FormTable &table, const TileOrder &order,
                       llvm::ArrayRef<FormAccumulator> accumulators) {
  SharedForms shared;
  std::set<Form> roots;
  for (const FormAccumulator &own : accumulators) {
    roots.insert(own.body);
    roots.insert(own.moved);
    if (own.combiner != Primitive::Add)
      continue;
    ContractedSum sum = findContractions(table, order, own.body);
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
static bool isLeaf(const FormTable &table, const TileOrder &order,
                   const SharedForms &shared, unsigned number,
                   llvm::ArrayRef<unsigned> loops) {
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
    llvm::SmallVector<unsigned> own =
        order.orderLoops(table.atomFacts(number).loops);
    return own.size() < loops.size();
  }
  default:
    return false;
  }
}

llvm::SmallVector<unsigned> findLeaves(const FormTable &table,
                                       const TileOrder &order,
                                       const SharedForms &shared, Form form,
                                       llvm::ArrayRef<unsigned> loops,
                                       std::optional<unsigned> root) {
  llvm::SmallVector<unsigned> leaves;
  auto insert = [&](unsigned atom) {
    if (!llvm::is_contained(leaves, atom))
      leaves.push_back(atom);
  };
  for (const FormTerm &term : table.terms(form))
    for (const FormFactor &factor : term.product) {
      if (factor.atom != root &&
          isLeaf(table, order, shared, factor.atom, loops)) {
        insert(factor.atom);
        continue;
      }
      for (Form operand : table.atom(factor.atom).operands)
        llvm::for_each(findLeaves(table, order, shared, operand, loops),
                       insert);
    }
  return leaves;
}

std::optional<unsigned> findRead(const FormTable &table, Form form) {
  std::optional<unsigned> single = table.singleAtom(form);
  if (single && (table.atom(*single).kind == FormAtom::Input ||
                 table.atom(*single).kind == FormAtom::Reduction))
    return single;
  return std::nullopt;
}

} // namespace ag
