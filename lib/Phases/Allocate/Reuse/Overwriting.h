//===- Overwriting.h - may an op write over what it reads? ------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A nest of loops reads %a and writes %b, which have the same size. Does it
// compute the same values if %b is in the memory of %a? It does here,
//
//   scf.for %i = %c0 to %n step %c8 {
//     %v = vector.transfer_read %a[%i] ... vector<8xf32>
//     %w = math.exp %v
//     vector.transfer_write %w, %b[%i]
//   }
//
// because no iteration accesses elements of another one, and each iteration
// reads %a before it writes %b. It does not if it reads %a[%i + 8], or if
// %j = minsi %i, %last moves the last tile back over the previous one.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_ALLOCATE_REUSE_OVERWRITING_H
#define AG_LIB_PHASES_ALLOCATE_REUSE_OVERWRITING_H

#include "ag/Analysis/Buffers/BufferAccesses.h"

namespace ag {

/// Why one buffer cannot be in the memory of another; Allowed if it can.
enum class Overwriting {
  Allowed,
  /// The elements that an op accesses, or the order of iterations, are unknown.
  Unknown,
  /// An element is written before it is read.
  WrittenBefore,
};

/// Returns whether `nest` computes the same values if `written` is in the
/// memory of `read`. No op uses `written` before `nest`, which writes it, and
/// no op needs `read` after it. Both are compact and of the same size.
Overwriting mayOverwrite(mlir::Operation *nest, mlir::Value read,
                         mlir::Value written,
                         const mlir::BufferViewFlowAnalysis &views);

} // namespace ag

#endif // AG_LIB_PHASES_ALLOCATE_REUSE_OVERWRITING_H
