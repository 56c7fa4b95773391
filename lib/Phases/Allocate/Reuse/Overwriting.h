//===- Overwriting.h - may an op write over what it reads? ------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A nest of loops reads %a and writes %b, which are of one size. Does it still
// write the same if %b lies where %a does? It does here,
//
//   scf.for %i = %c0 to %n step %c8 {
//     %v = vector.transfer_read %a[%i] ... vector<8xf32>
//     %w = math.exp %v
//     vector.transfer_write %w, %b[%i]
//   }
//
// as no iteration uses the places of another one, and in one all reads of %a
// come before the writes of %b. It does not if it reads %a[%i + 8], or if the
// last tile is moved back over the one before, by %j = minsi %i, %last.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_ALLOCATE_REUSE_OVERWRITING_H
#define AG_LIB_PHASES_ALLOCATE_REUSE_OVERWRITING_H

#include "ag/Analysis/Buffers/BufferAccesses.h"

namespace ag {

/// Why one buffer can't lie where another does; Allowed if it can.
enum class Overwriting {
  Allowed,
  /// The places that an op uses, or the order of its turns, is not understood.
  Unknown,
  /// What it reads is written by then.
  WrittenBefore,
};

/// Whether `nest` does the same where `written`, which it writes and which
/// nothing used before, lies in the place of `read`, which nothing needs
/// behind it. Both are compact and of one size.
Overwriting mayOverwrite(mlir::Operation *nest, mlir::Value read,
                         mlir::Value written,
                         const mlir::BufferViewFlowAnalysis &views);

} // namespace ag

#endif // AG_LIB_PHASES_ALLOCATE_REUSE_OVERWRITING_H
