//===- SizeOperands.cpp - the sizes in a maximum --------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Sizes/SizeOperands.h"
#include "ag/Support/Sizes/SizeSplit.h"
#include <algorithm>
#include <functional>
#include <map>

using namespace llvm;

namespace ag {

/// Calls `add` with the operands of the maxima in the sum `a`.
static void addOperands(const SizeAtoms &atoms, const Size &a,
                        function_ref<void(Size)> add) {
  for (const Size::Term &term : a.getTerms()) {
    if (term.factors.size() != 1 || term.coefficient != 1 ||
        atoms[term.factors.front()].kind != SizeAtom::Max)
      continue;
    std::optional<SizeSplit> parts = splitSize(atoms, a, term.factors.front());
    if (!parts || !atoms.isPlainlyNonNegative(parts->rest))
      continue;
    // Added constants are kept; other addends are dropped, so that few sizes
    // result.
    Size added = parts->rest.getNumber().value_or(0);
    for (const Size &operand : atoms[parts->atom].operands)
      add(operand + added);
  }
}

bool visitOperands(const SizeAtoms &atoms, const Size &a,
                   function_ref<bool(const Size &)> visit, const Size *least) {
  // Counts atoms from 1. Operands contain earlier atoms only. In the order of
  // last atoms, all sizes that lead to a size are therefore visited before it.
  auto getLast = [](const Size &size, bool all) {
    unsigned last = 0;
    for (const Size::Term &term : size.getTerms())
      if (!term.factors.empty() && (all || term.coefficient > 0))
        last = std::max(last, term.factors.back() + 1);
    return last;
  };
  using Key = std::pair<unsigned, std::vector<int64_t>>;
  std::map<Key, std::pair<int64_t, Size>, std::greater<Key>> open;
  auto addOpen = [&](Size size) {
    auto [code, number] = size.splitNumber();
    Key key(getLast(size, /*all=*/true), std::move(code));
    auto [entry, isNew] = open.try_emplace(std::move(key), number, size);
    if (!isNew && entry->second.first < number)
      entry->second = {number, std::move(size)};
  };
  addOpen(a);
  unsigned first = least ? getLast(*least, /*all=*/false) : 0;
  while (!open.empty() && open.begin()->first.first >= first) {
    Size size = std::move(open.begin()->second.second);
    open.erase(open.begin());
    if (visit(size))
      return true;
    addOperands(atoms, size, addOpen);
  }
  return false;
}

} // namespace ag
