//===- Overwrites.h - ops that may write to a tensor's buffer ---*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops must come before an op that changes a tensor? Those that read the
// tensor, or the op has to copy all of it:
//
//   %r = ag.slice %a [%i, 0] [1, 4] [1, 1]     first
//   %b = ag.update %a, %y [%j, 0] [1, 1]       then; writes to a's buffer
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_BUFFERS_OVERWRITES_H
#define AG_ANALYSIS_BUFFERS_OVERWRITES_H

#include "mlir/IR/Block.h"
#include "mlir/IR/BuiltinTypes.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SmallVector.h"

namespace ag {

/// Returns true if `op` may write a result to the buffer of a tensor of that
/// type, which it uses: it changes the tensor, or has blocks that may.
bool mayOverwrite(mlir::Operation *op, mlir::Type type);

/// Returns true if the op's only result has fewer elements than `tensor`, which
/// the op reads.
bool readsPart(mlir::Operation *op, mlir::RankedTensorType tensor);

/// The ops of a block that use a tensor, possibly in another shape, and the op
/// that may overwrite it; null if none may, or several.
struct TensorUses {
  struct Use {
    mlir::Operation *op;
    mlir::RankedTensorType type;
  };
  llvm::SmallVector<Use, 2> all;
  mlir::Operation *writer = nullptr;
};

/// Returns the uses of each tensor in the block's ops, in their order. A use in
/// a region of an op is one of that op.
llvm::MapVector<mlir::Value, TensorUses> findTensorUses(mlir::Block &block);

} // namespace ag

#endif // AG_ANALYSIS_BUFFERS_OVERWRITES_H
