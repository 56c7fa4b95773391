//===- VerifyBlocks.h - the proof of blocks' own memory ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Are the buffers of a block apart that are in use at the same time?
//
//   %a = memref.view %bytes[%c0][%n]    // 4 n bytes, where n is at most 8
//   %b = memref.view %bytes[%c64][]
//
// Each is taken at its largest, as upstream's ValueBounds say: what is apart
// and inside then is so at all sizes, and in all blocks.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_ALLOCATE_VERIFY_VERIFYBLOCKS_H
#define AG_LIB_PHASES_ALLOCATE_VERIFY_VERIFYBLOCKS_H

#include "mlir/Dialect/SCF/IR/SCF.h"

namespace ag {

/// Proves the memory of a block of `loop`, and returns how many buffers are in
/// it. Fails, with an error, at what is not proved.
mlir::FailureOr<int64_t> verifyBlocks(mlir::scf::ForallOp loop);

} // namespace ag

#endif // AG_LIB_PHASES_ALLOCATE_VERIFY_VERIFYBLOCKS_H
