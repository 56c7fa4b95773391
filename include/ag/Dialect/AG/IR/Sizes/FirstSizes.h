//===- FirstSizes.h - sizes of where tensors begin --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// For which size are upstream's value bounds computed instead of that of a
// given tensor?
//
// Value bounds traverse all ops that lead to a tensor, and compare all values
// that loops on the way yield. This function skips ops that preserve a size,
// one by one:
//
//   %d = tensor.dim %x, 0
//   %e = tensor.empty(%d)
//   %y = scf.for ... iter_args(%a = %e)        // its first size is that of %x
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_SIZES_FIRSTSIZES_H
#define AG_DIALECT_AG_IR_SIZES_FIRSTSIZES_H

#include "ag/Dialect/AG/IR/Sizes/SizeOrigins.h"

namespace ag {

/// Finds first sizes, and caches those of all sizes on the way. The ops
/// involved must not change.
class FirstSizes {
public:
  /// Returns the first size that is known to be always equal to `size`: a
  /// number, a dimension of another tensor, or an index. It may be inside a
  /// body (BodyOpInterface) even if `size` is not.
  SizeOrigin get(const SizeOrigin &size);

  /// Takes `size` for a first one, so that nothing before it is visited. It
  /// must not have been visited before.
  void endAt(const SizeOrigin &size) {
    nodes[getPlace(size)].first = getPlace(size);
  }

private:
  using Place = std::pair<mlir::Value, int64_t>;
  struct Node {
    /// The direct origins; empty for a size at which an origin begins.
    llvm::SmallVector<Place, 2> sources;
    llvm::SmallVector<Place, 2> users;
    /// std::nullopt if nothing is known yet.
    std::optional<Place> first;
  };
  static Place getPlace(const SizeOrigin &size) {
    return {size.value, size.number};
  }
  static llvm::SmallVector<Place, 2> findSources(const Place &place);
  static std::optional<Place> findEqual(const Place &a, const Place &b);
  std::optional<Place> findFirst(const Place &place, const Node &node) const;
  llvm::SmallVector<Place> addSources(const Place &place);

  /// The sizes from which a size may originate, with the first size of each.
  llvm::DenseMap<Place, Node> nodes;
};

/// Returns the first size of a single size.
SizeOrigin getFirstSize(const SizeOrigin &size);

/// Replaces each tensor.dim in `root` by its first size, where that is
/// available. Returns true if it changed an op.
bool useFirstSizes(mlir::Operation *root);

} // namespace ag

#endif // AG_DIALECT_AG_IR_SIZES_FIRSTSIZES_H
