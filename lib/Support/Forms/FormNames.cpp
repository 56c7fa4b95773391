//===- FormNames.cpp - what the loops of a reduction are called -----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Forms/FormNames.h"
#include "Forms/CombineHashes.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"

namespace ag {
namespace {
using Colours = llvm::SmallDenseMap<unsigned, uint64_t>;

/// A form whose loops are represented by their colours only.
class ColouredForm {
public:
  ColouredForm(const FormTable &table, const Colours &colours)
      : table(table), colours(colours) {}

  uint64_t hash(Form form) {
    auto found = known.find(form.number);
    if (found != known.end())
      return found->second;
    uint64_t result =
        table.facts(form).loops.empty() ? form.number : hashTerms(form);
    known[form.number] = result;
    return result;
  }

private:
  uint64_t hashTerms(Form form) {
    Hashes terms;
    for (const FormTerm &term : table.terms(form)) {
      Hashes factors;
      for (const FormFactor &factor : term.product)
        factors.push_back(combine({hashAtom(factor.atom),
                                   llvm::bit_cast<uint64_t>(factor.exponent)}));
      terms.push_back(combine({llvm::bit_cast<uint64_t>(term.coefficient),
                               combineAnyOrder(factors)}));
    }
    return combineAnyOrder(terms);
  }

  uint64_t hashAtom(unsigned number) {
    const FormAtom &atom = table.atom(number);
    if (atom.kind == FormAtom::Index)
      return combine({FormAtom::Index, colours.lookup(atom.number)});
    Hashes parts;
    for (Form operand : atom.operands)
      parts.push_back(hash(operand));
    if (isUnordered(atom))
      llvm::sort(parts);
    for (unsigned loop : atom.loops)
      parts.push_back(colours.lookup(loop));
    parts.push_back(atom.kind);
    parts.push_back(atom.number);
    parts.push_back(static_cast<uint64_t>(atom.type));
    return combine(parts);
  }

  static bool isUnordered(const FormAtom &atom) {
    return atom.kind == FormAtom::Apply &&
           isCommutative(static_cast<Primitive>(atom.number));
  }

  const FormTable &table;
  const Colours &colours;
  llvm::DenseMap<unsigned, uint64_t> known;
};

class LoopOrdering {
public:
  LoopOrdering(const FormTable &table, Form body,
               llvm::ArrayRef<unsigned> loops)
      : table(table), body(body), loops(loops) {}

  /// The loops sorted by colour, and the hash of the form with these colours.
  struct Order {
    llvm::SmallVector<unsigned> loops;
    uint64_t look;
  };

  Order find(Colours colours);

private:
  uint64_t look(const Colours &colours) {
    return ColouredForm(table, colours).hash(body);
  }
  void refine(Colours &colours);
  /// Returns the loops of the least colour that several loops have; empty if
  /// there is none.
  llvm::SmallVector<unsigned> findTie(const Colours &colours);
  size_t countColours(const Colours &colours);

  const FormTable &table;
  Form body;
  llvm::ArrayRef<unsigned> loops;
  unsigned triesLeft = 64;
};

size_t LoopOrdering::countColours(const Colours &colours) {
  llvm::SmallVector<uint64_t> all;
  for (unsigned loop : loops)
    all.push_back(colours.lookup(loop));
  llvm::sort(all);
  return std::distance(all.begin(), llvm::unique(all));
}

void LoopOrdering::refine(Colours &colours) {
  size_t count = countColours(colours), before = 0;
  while (count != before && count != loops.size()) {
    Colours next(colours);
    for (unsigned loop : loops) {
      Colours marked(colours);
      marked[loop] = combine({colours.lookup(loop), 1});
      next[loop] = combine({colours.lookup(loop), look(marked)});
    }
    colours = std::move(next);
    before = std::exchange(count, countColours(colours));
  }
}

llvm::SmallVector<unsigned> LoopOrdering::findTie(const Colours &colours) {
  std::map<uint64_t, llvm::SmallVector<unsigned>> classes;
  for (unsigned loop : loops)
    classes[colours.lookup(loop)].push_back(loop);
  for (auto &[colour, same] : classes)
    if (same.size() > 1)
      return same;
  return {};
}

LoopOrdering::Order LoopOrdering::find(Colours colours) {
  refine(colours);
  llvm::SmallVector<unsigned> tied = findTie(colours);
  if (tied.empty()) {
    Order order{llvm::to_vector(loops), 0};
    llvm::sort(order.loops, [&](unsigned a, unsigned b) {
      return colours.lookup(a) < colours.lookup(b);
    });
    order.look = look(colours);
    return order;
  }
  std::optional<Order> best;
  for (unsigned loop : tied) {
    if (best && triesLeft == 0)
      break;
    triesLeft -= triesLeft != 0;
    Colours first(colours);
    first[loop] = combine({colours.lookup(loop), 2});
    Order order = find(std::move(first));
    if (!best || order.look < best->look)
      best = std::move(order);
  }
  return *best;
}
} // namespace

LoopOrder findLoopOrder(const FormTable &table, Form body,
                        llvm::ArrayRef<unsigned> bound) {
  llvm::ArrayRef<unsigned> loops = table.facts(body).loops;
  Colours colours;
  for (unsigned loop : loops)
    colours[loop] = combine({llvm::is_contained(bound, loop) ? 1u : 0u,
                             table.loops().dimensionOf(loop)});
  LoopOrder order;
  for (unsigned loop :
       LoopOrdering(table, body, loops).find(std::move(colours)).loops)
    (llvm::is_contained(bound, loop) ? order.bound : order.parameters)
        .push_back(loop);
  return order;
}

} // namespace ag
