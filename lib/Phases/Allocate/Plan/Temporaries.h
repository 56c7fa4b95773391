//===- Temporaries.h - what a workspace has to hold -------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which buffers does an entry allocate, when do they live, and how large are
// they at given sizes of its arguments?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_ALLOCATE_PLAN_TEMPORARIES_H
#define AG_LIB_PHASES_ALLOCATE_PLAN_TEMPORARIES_H

#include "ag/Analysis/Buffers/BufferLiveness.h"
#include "ag/Analysis/Entry/EntryABI.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

namespace ag {

struct Temporary {
  mlir::memref::AllocOp op;
  llvm::SmallVector<LiveRange, 1> live;
  /// Bounds above its dynamic sizes, computed where the entry begins.
  llvm::SmallVector<mlir::Value> extents;
  /// Which copy of it is meant at the op, a number below `copies`; null if
  /// there is one.
  mlir::Value copy;
  int64_t copies = 1;

  int64_t getElementBytes();
};

/// Checks that `op` can be a view of bytes; an error if not.
mlir::LogicalResult checkBufferType(mlir::memref::AllocOp op);

/// Erases what frees `buffer`: what lies in planned memory is not freed one by
/// one. No view has come or gone since `liveness` was made.
void eraseDeallocations(mlir::Value buffer, const BufferLiveness &liveness);

/// What `entry` allocates, without extents. In a loop that threads or blocks
/// share, each chunk or block has a copy, and all copies live as long as the
/// loop: nobody knows how far the other ones are. An error at a buffer that
/// can't be a view of bytes, or that may be made any number of times at once.
mlir::FailureOr<std::vector<Temporary>>
collectTemporaries(mlir::func::FuncOp entry, const BufferLiveness &liveness);

/// Computes the extents, at the beginning of the entry. An error at a buffer
/// whose size does not follow from those of the entry's arguments.
mlir::LogicalResult boundExtents(mlir::func::FuncOp entry,
                                 llvm::MutableArrayRef<Temporary> temporaries);

/// The size of one of the entry's arguments, if that is what an op asks for.
std::optional<EntrySize> getArgumentSize(mlir::memref::DimOp op,
                                         mlir::func::FuncOp entry,
                                         const EntryABI &abi);

/// The temporaries as they are where the entry's symbols have these values;
/// sizes are rounded up to the alignment and count all copies. An error at a
/// buffer of 2^63 bytes or more, unless the entry's demands refuse such sizes.
mlir::FailureOr<std::vector<LiveBuffer>>
measureTemporaries(mlir::func::FuncOp entry, const EntrySignature &signature,
                   llvm::ArrayRef<Temporary> temporaries,
                   llvm::ArrayRef<int64_t> symbols);

} // namespace ag

#endif // AG_LIB_PHASES_ALLOCATE_PLAN_TEMPORARIES_H
