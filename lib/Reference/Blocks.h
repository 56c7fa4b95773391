//===- Blocks.h - what each rank has of a tensor ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a whole tensor dealt to ranks, and how put together again? Along each
// dimension, block k begins at k times its size:
//
//   [5] over 2 ranks:   rank 0  0 1 2     rank 1  3 4 poison
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_REFERENCE_BLOCKS_H
#define AG_LIB_REFERENCE_BLOCKS_H

#include "ag/Dialect/AG/IR/Mesh.h"
#include "ag/Support/Tensor/Tensor.h"

namespace ag {

/// Rank `rank`'s block of `whole`, of type `type`. Where sizes are dynamic, an
/// error names the dimension, as `nameDim` does, and the axes of which the
/// whole is no multiple.
llvm::Expected<Tensor>
takeBlock(const Tensor &whole, ShardingAttr sharding,
          mlir::RankedTensorType type, const Mesh &mesh, int64_t rank,
          llvm::function_ref<std::string(unsigned dim)> nameDim);

/// What is made of the blocks of all ranks. An error names two ranks that have
/// one element, but not the same, or blocks of different sizes.
llvm::Expected<Tensor> joinBlocks(llvm::ArrayRef<Tensor> blocks,
                                  ShardingAttr sharding, const Mesh &mesh);

/// What all ranks have; an error names two that have not the same.
llvm::Expected<Tensor> joinCopies(llvm::ArrayRef<Tensor> copies);

} // namespace ag

#endif // AG_LIB_REFERENCE_BLOCKS_H
