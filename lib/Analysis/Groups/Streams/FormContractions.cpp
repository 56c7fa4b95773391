//===- FormContractions.cpp - sums of products as contractions ------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Groups/Streams/FormContractions.h"
#include "ag/Support/Forms/FormArithmetic.h"

namespace ag {

static bool contains(llvm::ArrayRef<unsigned> all,
                     llvm::ArrayRef<unsigned> some) {
  return llvm::all_of(
      some, [&](unsigned loop) { return llvm::is_contained(all, loop); });
}

/// Splits the term into two factors that each lack a loop of the other. A
/// factor joins the side that has all of its loops. Returns std::nullopt if
/// that does not give two sides.
static std::optional<FormContraction>
splitTerm(FormTable &table, const TileOrder &order, const FormTerm &term) {
  llvm::SmallVector<std::pair<llvm::SmallVector<unsigned>, FormFactor>> factors;
  for (const FormFactor &factor : term.product)
    factors.push_back(
        {order.orderLoops(table.atomFacts(factor.atom).loops), factor});
  llvm::sort(factors, [](const auto &a, const auto &b) {
    return a.first.size() != b.first.size() ? a.first.size() > b.first.size()
                                            : a.second < b.second;
  });
  llvm::SmallVector<llvm::ArrayRef<unsigned>> sides;
  llvm::SmallVector<FormTerm> terms;
  for (const auto &entry : factors) {
    llvm::ArrayRef<unsigned> own = entry.first;
    auto *home = llvm::find_if(sides, [&](llvm::ArrayRef<unsigned> side) {
      return contains(side, own);
    });
    if (home == sides.end()) {
      sides.push_back(own);
      terms.push_back({1.0, {entry.second}});
    } else {
      terms[home - sides.begin()].product.push_back(entry.second);
    }
  }
  if (sides.size() != 2)
    return std::nullopt;
  terms.front().coefficient = term.coefficient;
  FormContraction both;
  for (unsigned side = 0; side < 2; ++side) {
    llvm::sort(terms[side].product);
    both[side] = {table.make({terms[side]}),
                  llvm::SmallVector<unsigned>(sides[side])};
  }
  return both;
}

/// Merges x v + y v into (x + y) v. Returns false if no factor is common.
static bool mergeCommon(FormTable &table, const TileOrder &order,
                        FormContraction &product,
                        const FormContraction &other) {
  for (unsigned own : {0, 1})
    for (unsigned same : {0, 1}) {
      if (product[own].form != other[same].form)
        continue;
      ContractionFactor &rest = product[1 - own];
      rest.form = add(table, rest.form, other[1 - same].form);
      rest.loops = order.orderLoops(table.facts(rest.form).loops);
      return true;
    }
  return false;
}

ContractedSum findContractions(FormTable &table, const TileOrder &order,
                               Form sum) {
  llvm::SmallVector<FormContraction> products;
  llvm::SmallVector<FormTerm, 2> left;
  for (const FormTerm &term : llvm::SmallVector<FormTerm>(table.terms(sum))) {
    std::optional<FormContraction> product = splitTerm(table, order, term);
    if (!product)
      left.push_back(term);
    else if (llvm::none_of(products, [&](FormContraction &other) {
               return mergeCommon(table, order, other, *product);
             }))
      products.push_back(*product);
  }
  return {products, table.make(left)};
}

} // namespace ag
