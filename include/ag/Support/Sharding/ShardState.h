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
// that differ in other axes hold copies, or, along partial axes, values whose
// sum (product, maximum, minimum) is the tensor. On dp = 2, tp = 2, rows and
// columns of a 4x4 are split so:
//
//   [{dp}, {tp}]   [{dp, tp}, {}]   [{tp, dp}, {}]   [{tp}, {}] sum{dp}
//
//     0 0 1 1         0 0 0 0          0 0 0 0       0+2 0+2 0+2 0+2
//     0 0 1 1         1 1 1 1          2 2 2 2       0+2 0+2 0+2 0+2
//     2 2 3 3         2 2 2 2          1 1 1 1       1+3 1+3 1+3 1+3
//     2 2 3 3         3 3 3 3          3 3 3 3       1+3 1+3 1+3 1+3
//
// What does not divide is padded at the end, up to a multiple of a quantum,
// which is a multiple of all the numbers of parts that the dimension is ever
// split into. So blocks nest: an axis more at the minor end splits each block
// in itself. 5 elements with a quantum of 4, stored as 8:
//
//   {}       0 1 2 3 4 . . .
//   {x}      0 1 2 3|4 . . .        a local size of 4; 4 and 1 are valid
//   {x, y}   0 1|2 3|4 .|. .        of 2; 2, 2, 1 and 0 are valid
//
// An axis of size 1 splits nothing, wherever it stands.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SHARDING_SHARDSTATE_H
#define AG_SUPPORT_SHARDING_SHARDSTATE_H

#include "ag/Support/Sharding/Mesh.h"
#include "llvm/ADT/Hashing.h"
#include "llvm/ADT/SmallVector.h"

namespace ag {

/// How partial values are combined. Each has a neutral element.
enum class Monoid : uint8_t { Sum, Product, Max, Min };

/// "sum", "product", "max" or "min".
llvm::StringRef spell(Monoid monoid);

/// Axes of a mesh by their numbers.
using AxisList = llvm::SmallVector<unsigned, 2>;

struct ShardState {
  /// Of each dimension, major first.
  llvm::SmallVector<AxisList, 4> dims;
  /// In increasing order.
  AxisList partial = {};
  /// Given if and only if there are partial axes.
  std::optional<Monoid> monoid = std::nullopt;

  bool operator==(const ShardState &other) const {
    return dims == other.dims && partial == other.partial &&
           monoid == other.monoid;
  }
  bool operator!=(const ShardState &other) const { return !(*this == other); }
  bool operator<(const ShardState &other) const;
};

llvm::hash_code hashOf(const ShardState &state);

/// Each rank holds all of it.
ShardState wholeState(unsigned rank);

/// For instance "[{dp}, {tp, sp}] sum{ep}"; "[]" is a scalar.
std::string spell(const ShardState &state, const Mesh &mesh);

/// An error names an axis that is not there, or stands twice, and partial axes
/// that are not in order, or with no monoid, or a monoid without them.
llvm::Error checkState(const ShardState &state, const Mesh &mesh);

/// The axes along which a state has copies, in increasing order.
AxisList copiedAxes(const ShardState &state, const Mesh &mesh);

/// A dimension of the whole, with what it is padded to a multiple of.
struct StoredDim {
  int64_t size;
  int64_t quantum = 1;

  /// Size and padding of all blocks together.
  int64_t getStoredSize() const;
};
using StoredShape = llvm::SmallVector<StoredDim, 4>;

/// An error names a negative size, a quantum that is no multiple of the parts
/// that its dimension is split into, and a storage of 2^63 elements or more; or
/// it is checkState's, or says that the ranks differ.
llvm::Error checkStored(const ShardState &state, const Mesh &mesh,
                        llvm::ArrayRef<StoredDim> shape);

/// Of each dimension, how many elements a rank stores, padding counted.
llvm::SmallVector<int64_t, 4> localSizes(const ShardState &state,
                                         const Mesh &mesh,
                                         llvm::ArrayRef<StoredDim> shape);

/// What a rank has of one dimension.
struct DimBlock {
  /// Where it begins in the whole, which it may be behind.
  int64_t offset;
  /// How many elements are stored, and how many of these, the first, are not
  /// padding.
  int64_t size, valid;
};
DimBlock blockOf(int64_t rank, llvm::ArrayRef<unsigned> axes, const Mesh &mesh,
                 StoredDim dim);

} // namespace ag

#endif // AG_SUPPORT_SHARDING_SHARDSTATE_H
