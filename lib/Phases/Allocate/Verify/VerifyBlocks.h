//===- VerifyBlocks.h - the proof of blocks' own memory ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Are the buffers of a block disjoint while they are in use?
//
//   %a = memref.view %bytes[%c0][%n]    // 4 n bytes, where n is at most 8
//   %b = memref.view %bytes[%c64][]
//
// Each buffer is taken at its largest, according to upstream's ValueBounds. If
// buffers are disjoint and inside of the memory then, they are so at all sizes,
// and in all blocks.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_ALLOCATE_VERIFY_VERIFYBLOCKS_H
#define AG_LIB_PHASES_ALLOCATE_VERIFY_VERIFYBLOCKS_H

#include "mlir/Dialect/SCF/IR/SCF.h"

namespace ag {

/// Proves the memory of a block of `loop`, and returns the number of buffers in
/// it. Fails, with an error, at the first claim that is not proved.
mlir::FailureOr<int64_t> verifyBlocks(mlir::scf::ForallOp loop);

} // namespace ag

#endif // AG_LIB_PHASES_ALLOCATE_VERIFY_VERIFYBLOCKS_H
