//===- SharedForms.h - forms with tiles of their own ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which tiles does an op read to compute a form? Inputs and reductions are
// tiles. An expensive atom, such as e^x, is one if several readers share it, or
// if it depends on fewer loops than the op:
//
//   (i, j)  p[i, j] * log(m[i])               reads p and log(m[i])
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_GROUPS_STREAMS_SHAREDFORMS_H
#define AG_ANALYSIS_GROUPS_STREAMS_SHAREDFORMS_H

#include "ag/Analysis/Groups/Streams/TileOrder.h"
#include <set>

namespace ag {

/// The numbers of forms and atoms that are computed separately, because several
/// readers share them.
struct SharedForms {
  std::set<unsigned> forms, atoms;
};

/// Returns the factors of contractions, and the expensive atoms that occur in
/// several of these accumulators.
SharedForms findShared(FormTable &table, const TileOrder &order,
                       llvm::ArrayRef<FormAccumulator> accumulators);

/// Returns the atoms of a form that an op over `loops` reads from tiles, each
/// once, in the order of the form. The atom `root`, which the op computes, is
/// not among them.
llvm::SmallVector<unsigned>
findLeaves(const FormTable &table, const TileOrder &order,
           const SharedForms &shared, Form form, llvm::ArrayRef<unsigned> loops,
           std::optional<unsigned> root = std::nullopt);

/// Returns the atom if the form is a single input or reduction, which is read
/// as it is, else std::nullopt.
std::optional<unsigned> findRead(const FormTable &table, Form form);

} // namespace ag

#endif // AG_ANALYSIS_GROUPS_STREAMS_SHAREDFORMS_H
