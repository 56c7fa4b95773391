//===- FormContractions.h - sums of products as contractions ----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// When is a sum of products a contraction? If its factors fall into two sets
// that each lack a loop of the other. A factor joins the set that has all of
// its loops:
//
//   sum over j of [i >= j] * e^s[i, j] * v[j, e]
//
// Contractions with a common factor are one: x v + y v is (x + y) v.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_GROUPS_STREAMS_FORMCONTRACTIONS_H
#define AG_ANALYSIS_GROUPS_STREAMS_FORMCONTRACTIONS_H

#include "ag/Analysis/Groups/Streams/TileOrder.h"
#include <array>

namespace ag {

/// One factor of a contraction, and its loops in the order of a tile's
/// dimensions.
struct ContractionFactor {
  Form form;
  llvm::SmallVector<unsigned> loops;
};

/// A product of two factors that each lack a loop of the other.
using FormContraction = std::array<ContractionFactor, 2>;

/// A sum, taken apart: contractions, and the sum of the other terms, which is 0
/// if there are none.
struct ContractedSum {
  llvm::SmallVector<FormContraction> contractions;
  Form rest;
};

/// Returns the contractions of a sum. Those with a common factor are one.
ContractedSum findContractions(FormTable &table, const TileOrder &order,
                               Form sum);

} // namespace ag

#endif // AG_ANALYSIS_GROUPS_STREAMS_FORMCONTRACTIONS_H
