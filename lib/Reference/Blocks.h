//===- Blocks.h - what each rank has of a tensor ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a whole tensor split into blocks of ranks, and how are these joined
// again? Along each dimension, block k begins at k times the block size:
//
//   [5] over 2 ranks:   rank 0  0 1 2     rank 1  3 4 poison
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_REFERENCE_BLOCKS_H
#define AG_LIB_REFERENCE_BLOCKS_H

#include "ag/Dialect/AG/IR/Sharding/ProgramMesh.h"
#include "ag/Support/Tensor/Tensor.h"

namespace ag {

/// Returns the block of `whole` on rank `rank`, of type `type`. If a dynamic
/// size is not a multiple of the number of blocks, the error names the axes and
/// the dimension, which `nameDim` spells.
llvm::Expected<Tensor>
takeBlock(const Tensor &whole, ShardingAttr sharding,
          mlir::RankedTensorType type, const Mesh &mesh, int64_t rank,
          llvm::function_ref<std::string(unsigned dim)> nameDim);

/// Returns the whole tensor of the blocks of all ranks. The error names two
/// ranks whose copies of one block differ, or whose blocks have different
/// shapes.
llvm::Expected<Tensor> joinBlocks(llvm::ArrayRef<Tensor> blocks,
                                  ShardingAttr sharding, const Mesh &mesh);

/// Returns the tensor that all ranks have. The error names two ranks whose
/// tensors differ.
llvm::Expected<Tensor> joinCopies(llvm::ArrayRef<Tensor> copies);

} // namespace ag

#endif // AG_LIB_REFERENCE_BLOCKS_H
