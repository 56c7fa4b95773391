//===- TileScopes.h - tiles of forms by steps -------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In which step is the tile of a form computed, and which tiles are there
// already? A form that does not depend on the current step is computed in front
// of its loop, once:
//
//   for j step 64:  s[i, j] * a[i]^-1       a[i]^-1 in front of the loop, the
//                                           product in it
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_COMMON_STREAMS_TILESCOPES_H
#define AG_LIB_PHASES_SCHEDULE_COMMON_STREAMS_TILESCOPES_H

#include "Common/Streams/TileLeaves.h"

namespace ag {

/// The steps that tiles are computed in, from the outside in, with the tiles
/// that each has already.
class TileScopes {
public:
  /// Creates the outermost scope. `centres` are those of inputs that forms may
  /// read, by the input.
  TileScopes(const FormTable &table, mlir::OpBuilder &builder,
             const std::map<unsigned, FormCentre> &centres)
      : table(table), builder(builder), centres(centres), scopes(1) {}

  /// Enters a step along `dimension`. Ops that do not depend on it are created
  /// before `loop`, unless it is null.
  void enter(mlir::Operation *loop, unsigned dimension);
  void leave();
  /// Lets forms of the input depend on the current step from now on.
  void addInput(unsigned input);

  /// Returns the tile of a form in the scope that it depends on. If the scope
  /// does not have it yet, calls `emit` with the builder in that scope.
  mlir::FailureOr<FormTile>
  make(Form form, llvm::function_ref<mlir::FailureOr<FormTile>()> emit);

private:
  struct Scope {
    bool isStep = false;
    mlir::Operation *loop = nullptr;
    unsigned dimension = 0;
    std::set<unsigned> inputs;
    std::map<unsigned, FormTile> made;
  };

  bool isInStep(Form form) const;

  const FormTable &table;
  mlir::OpBuilder &builder;
  const std::map<unsigned, FormCentre> &centres;
  llvm::SmallVector<Scope, 2> scopes;
};

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_STREAMS_TILESCOPES_H
