//===- TileLeaves.h - tiles that an op reads --------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The tiles that are there, and those that an op reads to compute a form
// (ag/Analysis/Groups/Streams/SharedForms.h).
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_COMMON_STREAMS_TILELEAVES_H
#define AG_LIB_PHASES_SCHEDULE_COMMON_STREAMS_TILELEAVES_H

#include "Common/Streams/StreamSteps.h"
#include "ag/Analysis/Groups/Streams/SharedForms.h"
#include "llvm/ADT/MapVector.h"

namespace ag {

/// The values of a form, with one dimension for each of `loops`.
struct FormTile {
  mlir::Value tensor;
  llvm::SmallVector<unsigned> loops;
};

/// The tiles that an op reads for a form, by the atoms that they represent.
using TileLeaves = llvm::MapVector<unsigned, FormTile>;

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
