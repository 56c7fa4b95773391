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
  /// Upper bounds of its dynamic sizes, computed at the beginning of the entry.
  llvm::SmallVector<mlir::Value> extents;
  /// The number of the copy that the op allocates, less than `copies`; null if
  /// there is only one.
  mlir::Value copy;
  int64_t copies = 1;

  int64_t getElementBytes();
};

/// Fails, with an error, if `op` cannot be a view of bytes.
mlir::LogicalResult checkBufferType(mlir::memref::AllocOp op);

/// Erases the deallocations of `buffer`, because planned memory is not freed.
/// No view was created or erased since `liveness` was computed.
void eraseDeallocations(mlir::Value buffer, const BufferLiveness &liveness);

/// Returns the buffers that `entry` allocates, without extents. In a loop that
/// threads or blocks share, each chunk or block has a copy. All copies live as
/// long as the loop, because the progress of other iterations is unknown.
/// Fails, with an error, if a buffer cannot be a view of bytes, or if any
/// number of it may exist at one time.
mlir::FailureOr<std::vector<Temporary>>
collectTemporaries(mlir::func::FuncOp entry, const BufferLiveness &liveness);

/// Computes the extents, at the beginning of the entry. Fails, with an error,
/// if the size of a buffer does not follow from the sizes of the entry's
/// arguments.
mlir::LogicalResult boundExtents(mlir::func::FuncOp entry,
                                 llvm::MutableArrayRef<Temporary> temporaries);

/// Returns the size of an entry's argument that `op` queries, or std::nullopt
/// if it queries another value.
std::optional<EntrySize> getArgumentSize(mlir::memref::DimOp op,
                                         mlir::func::FuncOp entry,
                                         const EntryABI &abi);

/// Returns the temporaries at these values of the entry's symbols. Sizes are in
/// bytes, rounded up to the alignment, and cover all copies. Fails, with an
/// error, if a buffer has 2^63 bytes or more, unless the entry's demands refuse
/// such sizes.
mlir::FailureOr<std::vector<LiveBuffer>>
measureTemporaries(mlir::func::FuncOp entry, const EntrySignature &signature,
                   llvm::ArrayRef<Temporary> temporaries,
                   llvm::ArrayRef<int64_t> symbols);

} // namespace ag

#endif // AG_LIB_PHASES_ALLOCATE_PLAN_TEMPORARIES_H
