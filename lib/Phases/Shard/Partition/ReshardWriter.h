//===- ReshardWriter.h - blocks of one state become another's ---*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a rank bring what it has of a tensor from one state to another? A
// dimension of 5 with a quantum of 4, from {x} to {} and back:
//
//   %w = ag.all_gather ["x"] %b [0] : tensor<4xf32> -> tensor<8xf32>
//   %y = tensor.extract_slice %w[0] [5] [1] : tensor<8xf32> to tensor<5xf32>
//
//   %e = tensor.empty() : tensor<8xf32>
//   %w = tensor.insert_slice %y into %e[0] [5] [1]
//   %i = ag.mesh_index ["x"] : index
//   %o = arith.muli %i, %c4 : index
//   %b = tensor.extract_slice %w[%o] [4] [1] : tensor<8xf32> to tensor<4xf32>
//
// A dimension that is not split has no padding. Partial values may be of
// another type than the tensor, what they are accumulated in; they are cast
// once they are complete.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SHARD_PARTITION_RESHARDWRITER_H
#define AG_LIB_PHASES_SHARD_PARTITION_RESHARDWRITER_H

#include "ag/Dialect/AG/IR/Sharding/Mesh.h"
#include "ag/Support/Sharding/Reshard.h"

namespace ag {

/// A tensor as a rank holds it.
struct HeldTensor {
  mlir::Value value;
  ShardState state;
};

/// A tensor as a whole.
struct WholeTensor {
  mlir::RankedTensorType type;
  /// The quanta, and the sizes where these are static.
  StoredShape shape;
};

/// How many elements a rank has of a dimension that is split into `parts`; none
/// where that is dynamic.
int64_t getLocalSize(StoredDim dim, int64_t parts);

/// The type of what a rank holds in a state; sizes that are dynamic stay so.
mlir::RankedTensorType getLocalType(const WholeTensor &whole,
                                    const ShardState &state, const Mesh &mesh);

class ReshardWriter {
public:
  ReshardWriter(MeshAttr attr, const Mesh &mesh)
      : attr(attr), mesh(mesh), reshards(mesh) {}

  /// What it takes.
  MoveCost getCost(const HeldTensor &held, const ShardState &to,
                   const WholeTensor &whole);

  /// `held` in the state `to`.
  mlir::Value write(HeldTensor held, const ShardState &to,
                    const WholeTensor &whole, mlir::OpBuilder &builder,
                    mlir::Location loc);

  /// Where a rank's block begins, along a dimension of which it has `size`.
  mlir::OpFoldResult writeOffset(llvm::ArrayRef<unsigned> axes,
                                 mlir::OpFoldResult size,
                                 mlir::OpBuilder &builder,
                                 mlir::Location loc) const;

private:
  const Reshard &find(const HeldTensor &held, const ShardState &to,
                      const WholeTensor &whole);
  mlir::Value makeMove(const HeldTensor &held, const ShardMove &move,
                       mlir::OpBuilder &builder, mlir::Location loc) const;
  mlir::Value makePaddedMove(HeldTensor held, const ShardMove &move,
                             const WholeTensor &whole, mlir::OpBuilder &builder,
                             mlir::Location loc) const;
  mlir::Value slice(mlir::Value value, const ShardMove &move,
                    mlir::OpBuilder &builder, mlir::Location loc) const;
  mlir::Value permute(const HeldTensor &held, const ShardMove &move,
                      mlir::OpBuilder &builder, mlir::Location loc) const;

  MeshAttr attr;
  const Mesh &mesh;
  ReshardTable reshards;
};

/// `value` with another size along a dimension: without its end, or with any
/// elements behind it.
mlir::Value resize(mlir::Value value, unsigned dim, mlir::OpFoldResult size,
                   mlir::OpBuilder &builder, mlir::Location loc);

} // namespace ag

#endif // AG_LIB_PHASES_SHARD_PARTITION_RESHARDWRITER_H
