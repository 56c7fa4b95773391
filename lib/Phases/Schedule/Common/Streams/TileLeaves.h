//===- TileLeaves.h - tiles that an op reads --------------------*- C++ -*-===//
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
#ifndef AG_LIB_PHASES_SCHEDULE_COMMON_STREAMS_TILELEAVES_H
#define AG_LIB_PHASES_SCHEDULE_COMMON_STREAMS_TILELEAVES_H

#include "Common/Streams/StreamSteps.h"
#include "ag/Support/Forms/FormPlan.h"
#include "llvm/ADT/MapVector.h"

namespace ag {

/// The values of a form, with one dimension for each of `loops`.
struct FormTile {
  mlir::Value tensor;
  llvm::SmallVector<unsigned> loops;
};

/// The tiles that an op reads for a form, by the atoms that they represent.
using TileLeaves = llvm::MapVector<unsigned, FormTile>;

/// The numbers of forms and atoms that are computed separately, because several
/// readers share them.
struct SharedForms {
  std::set<unsigned> forms, atoms;
};

/// Returns the factors of contractions, and the expensive atoms that occur in
/// several of these accumulators.
SharedForms findShared(FormTable &table, const StreamSteps &steps,
                       llvm::ArrayRef<FormAccumulator> accumulators);

/// Returns the atoms of a form that an op over `loops` reads from tiles, each
/// once, in the order of the form. The atom `root`, which the op computes, is
/// not among them.
llvm::SmallVector<unsigned>
findLeaves(const FormTable &table, const StreamSteps &steps,
           const SharedForms &shared, Form form, llvm::ArrayRef<unsigned> loops,
           std::optional<unsigned> root = std::nullopt);

/// Returns the tile of an input with the loops that index `element` instead of
/// its own. Fails if an index is no loop, or a loop's dimension is missing.
mlir::FailureOr<FormTile>
readTile(const FormTable &table, const FormAtom &element, const FormTile &tile);

/// Adds an input to the table that the tile is the value of. Returns its
/// element at the tile's loops.
Form readAsInput(FormTable &table, const FormTile &tile);

/// Returns true if each of the loops indexes one of the tiles.
bool haveLoops(const TileLeaves &leaves, llvm::ArrayRef<unsigned> loops);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_STREAMS_TILELEAVES_H
