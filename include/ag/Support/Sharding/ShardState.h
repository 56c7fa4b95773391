//===- ShardState.h - how a tensor lies on a mesh ---------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which part of a tensor does each rank hold?
//
// Each dimension is split along an ordered list of axes, major first. Ranks
// that differ in other axes hold copies or, along partial axes, values whose
// sum (product, maximum, minimum) is the tensor. These states split the rows
// and columns of a 4x4 tensor on dp = 2, tp = 2:
//
//   [{dp}, {tp}]   [{dp, tp}, {}]   [{tp, dp}, {}]   [{tp}, {}] sum{dp}
//
//     0 0 1 1         0 0 0 0          0 0 0 0       0+2 0+2 0+2 0+2
//     0 0 1 1         1 1 1 1          2 2 2 2       0+2 0+2 0+2 0+2
//     2 2 3 3         2 2 2 2          1 1 1 1       1+3 1+3 1+3 1+3
//     2 2 3 3         3 3 3 3          3 3 3 3       1+3 1+3 1+3 1+3
//
// A dimension that does not divide evenly is padded at the end, up to a
// multiple of a quantum. The quantum is a multiple of every number of parts
// that the dimension is split into, so that blocks nest: an additional axis at
// the minor end splits each block. This is a dimension of 5 elements with a
// quantum of 4, stored as 8:
//
//   {}       0 1 2 3 4 . . .
//   {x}      0 1 2 3|4 . . .        a local size of 4; 4 and 1 are valid
//   {x, y}   0 1|2 3|4 .|. .        of 2; 2, 2, 1 and 0 are valid
//
// An axis of size 1 has no effect in any place.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SHARDING_SHARDSTATE_H
#define AG_SUPPORT_SHARDING_SHARDSTATE_H

#include "ag/Support/Sharding/Mesh.h"
#include "llvm/ADT/Hashing.h"
#include "llvm/ADT/SmallVector.h"

namespace ag {

/// The operation that combines partial values. Each has a neutral element.
enum class Monoid : uint8_t { Sum, Product, Max, Min };

/// Returns "sum", "product", "max" or "min".
llvm::StringRef spell(Monoid monoid);

/// Numbers of axes of a mesh.
using AxisList = llvm::SmallVector<unsigned, 2>;

struct ShardState {
  /// For each dimension, the axes that split it, major first.
  llvm::SmallVector<AxisList, 4> dims;
  /// The partial axes, in increasing order.
  AxisList partial = {};
  /// Present if and only if there are partial axes.
  std::optional<Monoid> monoid = std::nullopt;

  bool operator==(const ShardState &other) const {
    return dims == other.dims && partial == other.partial &&
           monoid == other.monoid;
  }
  bool operator!=(const ShardState &other) const { return !(*this == other); }
  bool operator<(const ShardState &other) const;
};

llvm::hash_code hashOf(const ShardState &state);

/// Returns the state in which each rank holds the complete tensor of `rank`
/// dimensions.
ShardState wholeState(unsigned rank);

/// Returns the state's text, as in "[{dp}, {tp, sp}] sum{ep}"; "[]" for a
/// scalar.
std::string spell(const ShardState &state, const Mesh &mesh);

/// Returns an error if an axis does not exist or occurs twice, if partial axes
/// are not sorted, or if only one of monoid and partial axes is present.
llvm::Error checkState(const ShardState &state, const Mesh &mesh);

/// Returns the axes along which ranks hold copies, in increasing order.
AxisList copiedAxes(const ShardState &state, const Mesh &mesh);

/// A dimension of the unsplit tensor, and the number of which its stored size
/// is a multiple.
struct StoredDim {
  int64_t size;
  int64_t quantum = 1;

  /// Returns the size of all blocks together, padding included.
  int64_t getStoredSize() const;
};
using StoredShape = llvm::SmallVector<StoredDim, 4>;

/// Returns checkState()'s error, or an error if the numbers of dimensions
/// differ, a size is negative, a quantum is not a multiple of its dimension's
/// number of parts, or the storage has 2^63 elements or more.
llvm::Error checkStored(const ShardState &state, const Mesh &mesh,
                        llvm::ArrayRef<StoredDim> shape);

/// Returns the number of elements that a rank stores along each dimension,
/// padding included.
llvm::SmallVector<int64_t, 4> localSizes(const ShardState &state,
                                         const Mesh &mesh,
                                         llvm::ArrayRef<StoredDim> shape);

/// The block of one dimension that a rank holds.
struct DimBlock {
  /// The first element's index in the unsplit dimension; may exceed its size.
  int64_t offset;
  /// The number of stored elements, and the number of these, from the first on,
  /// that are not padding.
  int64_t size, valid;
};
DimBlock blockOf(int64_t rank, llvm::ArrayRef<unsigned> axes, const Mesh &mesh,
                 StoredDim dim);

} // namespace ag

#endif // AG_SUPPORT_SHARDING_SHARDSTATE_H
