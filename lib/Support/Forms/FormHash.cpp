//===- FormHash.cpp - hashes of forms across programs ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Forms/FormHash.h"
#include "Forms/CombineHashes.h"
#include "ag/Support/Forms/FormArithmetic.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>
#include <map>
#include <tuple>

namespace ag {
namespace {
/// A hash of the appearance of each loop, sorted by loop.
using Looks = std::map<unsigned, uint64_t>;

/// The hash that x and -x share, and which of them it was computed for.
struct SignedHash {
  uint64_t hash;
  bool isNegative;
};

struct FormHashes {
  uint64_t whole;
  SignedHash upToSign;
};

class Hashing {
public:
  explicit Hashing(const FormTable &table) : table(table) {}

  uint64_t hash(Form form, const Looks &looks) {
    return hashBoth(form, looks).whole;
  }

private:
  FormHashes hashBoth(Form form, const Looks &looks);
  SignedHash hashTerm(const FormTerm &term, const Looks &looks);
  SignedHash hashAtom(const FormAtom &atom, const Looks &looks);
  SignedHash hashReduction(const FormAtom &atom, const Looks &looks);

  const FormTable &table;
  /// Indexed by form, number of marked loops, and the looks of the form's
  /// loops.
  std::map<std::tuple<unsigned, unsigned, Hashes>, FormHashes> known;
  /// The number of marked loops, each of a reduction in the body of the one
  /// before.
  unsigned marks = 0;
};
} // namespace

/// The number of marked loops inside which a reduction does not mark its own.
/// Their looks are then equal. Otherwise, each level of nesting would multiply
/// the work.
static constexpr unsigned mostMarks = 2;

/// Returns true if most of the terms with the least hash are negative; the term
/// that is first in a table is arbitrary. If there are equally many of both,
/// the next hash decides.
static bool isNegative(llvm::ArrayRef<SignedHash> sorted) {
  for (size_t first = 0, end = 0; first < sorted.size(); first = end) {
    int64_t balance = 0;
    for (end = first;
         end < sorted.size() && sorted[end].hash == sorted[first].hash; ++end)
      balance += sorted[end].isNegative ? -1 : 1;
    if (balance != 0)
      return balance < 0;
  }
  return false;
}

FormHashes Hashing::hashBoth(Form form, const Looks &looks) {
  Hashes own;
  for (unsigned loop : table.facts(form).loops)
    own.push_back(looks.at(loop));
  std::tuple key(form.number, marks, std::move(own));
  auto found = known.find(key);
  if (found != known.end())
    return found->second;
  llvm::SmallVector<SignedHash> terms;
  for (const FormTerm &term : table.terms(form))
    terms.push_back(hashTerm(term, looks));
  llvm::sort(terms, [](const SignedHash &a, const SignedHash &b) {
    return std::tie(a.hash, a.isNegative) < std::tie(b.hash, b.isNegative);
  });
  bool isTurned = isNegative(terms);
  Hashes whole, upToSign;
  for (const SignedHash &term : terms) {
    whole.push_back(combine({term.hash, term.isNegative}));
    upToSign.push_back(combine({term.hash, term.isNegative != isTurned}));
  }
  FormHashes result = {combineAnyOrder(whole),
                       {combineAnyOrder(upToSign), isTurned}};
  known.insert({std::move(key), result});
  return result;
}

SignedHash Hashing::hashTerm(const FormTerm &term, const Looks &looks) {
  Hashes factors;
  bool isNegative = term.coefficient < 0;
  for (const FormFactor &factor : term.product) {
    const FormAtom &atom = table.atom(factor.atom);
    // Sizes that are numbers are not factors, so symbols must not be either.
    if (atom.kind == FormAtom::Symbol)
      continue;
    SignedHash own = hashAtom(atom, looks);
    bool keepsSign = isWhole(factor.exponent);
    if (std::fmod(factor.exponent, 2.0) != 0.0)
      isNegative ^= keepsSign && own.isNegative;
    factors.push_back(
        combine({own.hash, llvm::bit_cast<uint64_t>(factor.exponent),
                 static_cast<uint64_t>(!keepsSign && own.isNegative)}));
  }
  return {combineAnyOrder(factors), isNegative};
}

SignedHash Hashing::hashAtom(const FormAtom &atom, const Looks &looks) {
  if (atom.kind == FormAtom::Index)
    return {combine({FormAtom::Index, looks.at(atom.number)}), false};
  if (atom.kind == FormAtom::Reduction)
    return hashReduction(atom, looks);
  if (atom.kind == FormAtom::Sum || atom.kind == FormAtom::IsZero) {
    SignedHash own = hashBoth(atom.operands.front(), looks).upToSign;
    return {combine({static_cast<uint64_t>(atom.kind), atom.number, own.hash}),
            atom.kind == FormAtom::Sum && own.isNegative};
  }
  Hashes parts;
  for (Form operand : atom.operands)
    parts.push_back(hash(operand, looks));
  if (atom.kind == FormAtom::Apply &&
      isCommutative(static_cast<Primitive>(atom.number)))
    llvm::sort(parts);
  parts.push_back(atom.kind);
  parts.push_back(atom.number);
  parts.push_back(static_cast<uint64_t>(atom.type));
  return {combine(parts), false};
}

/// Returns the combiner of the negated elements: sums stay sums, and maxima
/// become minima. std::nullopt for other combiners.
static std::optional<Primitive> findTurned(Primitive combiner) {
  switch (combiner) {
  case Primitive::Add:
    return Primitive::Add;
  case Primitive::Max:
    return Primitive::Min;
  case Primitive::Min:
    return Primitive::Max;
  default:
    return std::nullopt;
  }
}

/// Hashes a reduction. Its parameters look as their loops outside. A loop of
/// its own looks as the body in which it alone is marked, refined twice.
SignedHash Hashing::hashReduction(const FormAtom &atom, const Looks &looks) {
  const FormReduction &reduction = table.reduction(atom.number);
  std::optional<Primitive> turned = findTurned(reduction.combiner);
  auto hashBody = [&](const Looks &looks) {
    FormHashes own = hashBoth(reduction.body, looks);
    return turned ? own.upToSign : SignedHash{own.whole, false};
  };
  Looks inner;
  for (auto [own, given] : llvm::zip_equal(reduction.parameters, atom.loops))
    inner[own] = looks.at(given);
  for (unsigned loop : reduction.bound)
    inner[loop] = 0;
  bool tells = reduction.bound.size() > 1 && marks < mostMarks;
  for (unsigned round = 1; round <= 2 && tells; ++round) {
    Looks next(inner);
    ++marks;
    for (unsigned loop : reduction.bound) {
      Looks marked(inner);
      marked[loop] = combine({inner[loop], round});
      next[loop] = hashBody(marked).hash;
    }
    --marks;
    inner = std::move(next);
  }
  SignedHash body = hashBody(inner);
  Primitive combiner = body.isNegative ? *turned : reduction.combiner;
  return {combine({static_cast<uint64_t>(combiner), reduction.bound.size(),
                   body.hash}),
          body.isNegative};
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
