//===- KnownSums.h - sums made of what is there -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_FUSE_KNOWNSUMS_H
#define AG_LIB_PHASES_FUSE_KNOWNSUMS_H

#include "mlir/IR/Block.h"

namespace ag {

/// Makes sums of the block of what is there already, or of nothing, where
/// their forms tell that. Gives how many have become others.
unsigned useKnownSums(mlir::Block &block);

} // namespace ag

#endif // AG_LIB_PHASES_FUSE_KNOWNSUMS_H
