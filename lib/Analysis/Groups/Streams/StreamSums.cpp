//===- StreamSums.cpp - sums of a stream over many tiles ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Groups/Streams/StreamSums.h"
#include "ag/Analysis/Groups/LoopLimits.h"
#include "ag/Support/Forms/FormReductions.h"
#include "ag/Support/Forms/FormWalk.h"

using namespace mlir;

namespace ag {

/// Returns those terms of the moved accumulator that contain its value before
/// the tile, with the excess in place of that value.
static Form getMovedExcess(FormTable &table, const FormAccumulator &own,
                           unsigned excess) {
  auto isOwn = [&](const FormAtom &atom) {
    return atom.kind == FormAtom::Input && atom.number == own.before;
  };
  SmallVector<FormTerm, 2> terms;
  for (const FormTerm &term : table.terms(own.moved))
    if (llvm::any_of(term.product, [&](const FormFactor &factor) {
          return isOwn(table.atom(factor.atom));
        }))
      terms.push_back(term);
  return replaceAtoms(table, table.make(terms),
                      [&](const FormAtom &atom) -> std::optional<Form> {
                        if (!isOwn(atom))
                          return std::nullopt;
                        return table.element(excess, atom.operands);
                      });
}

/// Returns true if every term that is added is a product of which no factor
/// depends on all loops, as in a contraction.
static bool addsProducts(const FormTable &table, const FormAccumulator &own) {
  SmallVector<unsigned> all = llvm::to_vector_of<unsigned>(own.along);
  llvm::append_range(all, own.bound);
  auto goesAlongAll = [&](const FormFactor &factor) {
    return llvm::all_of(all, [&](unsigned loop) {
      return table.atomFacts(factor.atom).dependsOn({loop});
    });
  };
  return llvm::all_of(table.terms(own.body), [&](const FormTerm &term) {
    return term.product.size() > 1 && llvm::none_of(term.product, goesAlongAll);
  });
}

/// Returns the number of tiles that plain summation may join. In Spec.md, the
/// bound for sums of products has 64 more roundings than the one for sums. With
/// at most 64 terms per tile, this suffices for 32 tiles, each of which
/// rescales and adds.
static int64_t countPlainTiles(const FormTable &table, const StreamPlan &plan,
                               const FormAccumulator &own) {
  constexpr int64_t blockTerms = 64, productTiles = 32;
  return plan.streamed.tile <= blockTerms && addsProducts(table, own)
             ? productTiles
             : groupBlocks;
}

SmallVector<StreamSum> findLongSums(FormTable &table, const StreamPlan &plan,
                                    std::optional<int64_t> length) {
  SmallVector<StreamSum> sums;
  for (auto [number, own] : llvm::enumerate(plan.accumulators)) {
    if (own.combiner != Primitive::Add || table.number(own.body) == 0.0)
      continue;
    int64_t plain = countPlainTiles(table, plan, own) * plan.streamed.tile;
    if (length && *length <= plain)
      continue;
    unsigned excess = table.addInput();
    Form moved = getMovedExcess(table, own, excess);
    if (table.number(moved) != 0.0)
      sums.push_back({unsigned(number), excess, moved});
  }
  return sums;
}

static bool reads(const FormTable &table, Form form, unsigned input) {
  return hasAtom(table, {form}, [&](const FormAtom &atom) {
    return atom.kind == FormAtom::Input && atom.number == input;
  });
}

bool isRead(const FormTable &table, ArrayRef<FormAccumulator> later,
            const FormAccumulator &own) {
  return llvm::any_of(later, [&](const FormAccumulator &other) {
    return reads(table, other.body, own.now) ||
           reads(table, other.moved, own.now);
  });
}

bool isRead(const FormTable &table, ArrayRef<FormAtLoops> results,
            const FormAccumulator &own) {
  return llvm::any_of(results, [&](const FormAtLoops &result) {
    return reads(table, result.form, own.now);
  });
}

} // namespace ag
