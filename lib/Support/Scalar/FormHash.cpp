//===- FormHash.cpp - forms told apart across programs --------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Scalar/FormHash.h"
#include "CombineHashes.h"
#include "llvm/ADT/STLExtras.h"

namespace ag {
namespace {
/// What a loop looks like, in order of the loops.
using Looks = std::map<unsigned, uint64_t>;

class Hashing {
public:
  explicit Hashing(const FormTable &table) : table(table) {}

  uint64_t hash(Form form, const Looks &looks);

private:
  uint64_t hashTerm(const FormTerm &term, const Looks &looks);
  uint64_t hashAtom(const FormAtom &atom, const Looks &looks);
  uint64_t hashReduction(const FormAtom &atom, const Looks &looks);

  const FormTable &table;
  /// By the form, and the looks of its loops.
  std::map<std::pair<unsigned, Hashes>, uint64_t> known;
};
} // namespace

uint64_t Hashing::hash(Form form, const Looks &looks) {
  Hashes own;
  for (unsigned loop : table.facts(form).loops)
    own.push_back(looks.at(loop));
  std::pair key(form.number, std::move(own));
  auto found = known.find(key);
  if (found != known.end())
    return found->second;
  Hashes terms;
  for (const FormTerm &term : table.terms(form))
    terms.push_back(hashTerm(term, looks));
  uint64_t result = combineAnyOrder(terms);
  known.insert({std::move(key), result});
  return result;
}

uint64_t Hashing::hashTerm(const FormTerm &term, const Looks &looks) {
  Hashes factors = {term.coefficient < 0};
  for (const FormFactor &factor : term.product) {
    const FormAtom &atom = table.atom(factor.atom);
    // A size that is a number is none of the factors, either.
    if (atom.kind != FormAtom::Symbol)
      factors.push_back(combine(
          {hashAtom(atom, looks), llvm::bit_cast<uint64_t>(factor.exponent)}));
  }
  return combineAnyOrder(factors);
}

uint64_t Hashing::hashAtom(const FormAtom &atom, const Looks &looks) {
  if (atom.kind == FormAtom::Index)
    return combine({FormAtom::Index, looks.at(atom.number)});
  if (atom.kind == FormAtom::Reduction)
    return hashReduction(atom, looks);
  Hashes parts;
  for (Form operand : atom.operands)
    parts.push_back(hash(operand, looks));
  if (atom.kind == FormAtom::Apply &&
      isCommutative(static_cast<Primitive>(atom.number)))
    llvm::sort(parts);
  parts.push_back(atom.kind);
  parts.push_back(atom.number);
  parts.push_back(static_cast<uint64_t>(atom.type));
  return combine(parts);
}

/// Its own loops look as the body does where each alone is marked, twice over;
/// the others as outside.
uint64_t Hashing::hashReduction(const FormAtom &atom, const Looks &looks) {
  const FormReduction &reduction = table.reduction(atom.number);
  Looks inner;
  for (auto [own, given] : llvm::zip_equal(reduction.parameters, atom.loops))
    inner[own] = looks.at(given);
  for (unsigned loop : reduction.bound)
    inner[loop] = 0;
  for (unsigned round = 1; round <= 2 && reduction.bound.size() > 1; ++round) {
    Looks next(inner);
    for (unsigned loop : reduction.bound) {
      Looks marked(inner);
      marked[loop] = combine({inner[loop], round});
      next[loop] = hash(reduction.body, marked);
    }
    inner = std::move(next);
  }
  return combine({static_cast<uint64_t>(reduction.combiner),
                  reduction.bound.size(), hash(reduction.body, inner)});
}

uint64_t hashForm(const FormTable &table, Form form,
                  llvm::ArrayRef<unsigned> loops) {
  Looks looks;
  for (unsigned loop : table.facts(form).loops)
    looks[loop] = 0;
  for (auto [place, loop] : llvm::enumerate(loops))
    looks[loop] = place + 1;
  return Hashing(table).hash(form, looks);
}

uint64_t hashForms(const FormTable &table,
                   llvm::ArrayRef<FormAtLoops> results) {
  Hashes hashes;
  for (const FormAtLoops &result : results)
    hashes.push_back(hashForm(table, result.form, result.loops));
  return combine(hashes);
}

} // namespace ag
