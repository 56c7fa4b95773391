//===- StridedIndex.cpp - slices of operands in a stream ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Groups/Streams/StridedIndex.h"
#include "ag/Support/Forms/FormArithmetic.h"
#include "ag/Support/Forms/FormWalk.h"

namespace ag {

std::optional<StridedIndex> splitIndex(FormTable &table, const TileOrder &order,
                                       Form index) {
  StridedIndex split{std::nullopt, 1, index};
  auto isMoving = [&](const FormAtom &atom) {
    return atom.kind == FormAtom::Index &&
           !order.isSingle(table.loops().dimensionOf(atom.number));
  };
  for (const FormTerm &term : table.terms(index)) {
    if (term.product.size() != 1 || term.product.front().exponent != 1.0 ||
        !isMoving(table.atom(term.product.front().atom)))
      continue;
    if (split.loop || term.coefficient < 1)
      return std::nullopt;
    split.loop = table.atom(term.product.front().atom).number;
    split.stride = static_cast<int64_t>(term.coefficient);
    split.rest = subtract(table, index, table.make({term}));
  }
  return hasAtom(table, {split.rest}, isMoving) ? std::nullopt
                                                : std::optional(split);
}

} // namespace ag
