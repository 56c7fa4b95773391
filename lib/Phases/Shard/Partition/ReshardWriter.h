//===- ReshardWriter.h - moves between states -------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a rank bring its part of a tensor from one state to another? A
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
// A dimension that is not split has no padding. Partial values may have the
// accumulator's type instead of the tensor's; they are cast once they are
// complete.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SHARD_PARTITION_RESHARDWRITER_H
#define AG_LIB_PHASES_SHARD_PARTITION_RESHARDWRITER_H

#include "ag/Dialect/AG/IR/Sharding/ProgramMesh.h"
#include "ag/Support/Sharding/Reshard.h"

namespace ag {

/// A tensor as a rank holds it.
struct HeldTensor {
  mlir::Value value;
  ShardState state;
};

/// An unsplit tensor.
struct WholeTensor {
  mlir::RankedTensorType type;
  /// The quanta, and the sizes that are static.
  StoredShape shape;
};

/// Returns the number of elements that a rank has of a dimension with `parts`
/// parts, or ShapedType::kDynamic if it is dynamic.
int64_t getLocalSize(StoredDim dim, int64_t parts);

/// Returns the type of a rank's part in a state. Dynamic sizes stay dynamic.
mlir::RankedTensorType getLocalType(const WholeTensor &whole,
                                    const ShardState &state, const Mesh &mesh);

class ReshardWriter {
public:
  ReshardWriter(MeshAttr attr, const Mesh &mesh)
      : attr(attr), mesh(mesh), reshards(mesh) {}

  /// Returns the cost of bringing `held` to the state `to`.
  MoveCost getCost(const HeldTensor &held, const ShardState &to,
                   const WholeTensor &whole);

  /// Emits moves that bring `held` to the state `to`, and returns the result.
  mlir::Value write(HeldTensor held, const ShardState &to,
                    const WholeTensor &whole, mlir::OpBuilder &builder,
                    mlir::Location loc);

  /// Emits the offset of a rank's block, which has `size` elements of a
  /// dimension.
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

/// Returns `value` with another size along a dimension: truncated, or extended
/// by undefined elements.
mlir::Value resize(mlir::Value value, unsigned dim, mlir::OpFoldResult size,
                   mlir::OpBuilder &builder, mlir::Location loc);

} // namespace ag

#endif // AG_LIB_PHASES_SHARD_PARTITION_RESHARDWRITER_H
