//===- GroupKeys.h - what groups have in common -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Are some ops equal to others, so that results for these can be reused? The
// layers of a model often are. The ops
//
//   %a = ag.exp %x : tensor<8x4xf32>       %c = ag.exp %a : tensor<8x4xf32>
//   %b = ag.mul %a, %x                     %d = ag.mul %c, %a
//
// have equal keys. A key has the names and attributes of the ops, types, which
// value of the ops each operand is, and which outside values are equal or have
// dimensions of equal length. The key ignores value identity and locations. Ops
// with regions have no key, because they may capture values.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_EQUALITY_GROUPKEYS_H
#define AG_ANALYSIS_EQUALITY_GROUPKEYS_H

#include "ag/Analysis/Groups/GroupDimensions.h"
#include "llvm/ADT/DenseMap.h"
#include <functional>
#include <vector>

namespace ag {

/// A sequence of numbers that only equal ops have.
using GroupKey = std::vector<uintptr_t>;

/// Writes keys of ops of one function, whose attributes must not change
/// meanwhile.
class GroupKeys {
public:
  using SizeOf = std::function<int64_t(mlir::Value tensor, int64_t dim)>;
  /// The properties and the discardable attributes of ops, as pointers.
  using AttributeTable =
      llvm::DenseMap<mlir::Operation *, std::pair<const void *, const void *>>;

  /// If `sizeOf` is given, ops are equal only if it returns equal sizes for
  /// dynamic dimensions. Dynamic sizes do not count otherwise.
  explicit GroupKeys(SizeOf sizeOf = nullptr) : sizeOf(std::move(sizeOf)) {}

  /// Returns the key of ops in program order, which distinguishes their
  /// `marked` values from others. Returns std::nullopt if they have none.
  std::optional<GroupKey> find(llvm::ArrayRef<const StatedOp *> ops,
                               mlir::ValueRange marked);

private:
  SizeOf sizeOf;
  AttributeTable attributes;
};

} // namespace ag

#endif // AG_ANALYSIS_EQUALITY_GROUPKEYS_H
