//===- GroupKeys.h - what groups have in common -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Are some ops the same as others, so that what was found out of these need not
// be found out again? The layers of a model are. Of
//
//   %a = ag.exp %x : tensor<8x4xf32>       %c = ag.exp %a : tensor<8x4xf32>
//   %b = ag.mul %a, %x                     %d = ag.mul %c, %a
//
// the keys are equal: ops and attributes, types, which of the ops' values each
// reads, and which of the others are one, or of one length. Which these are
// does not count, nor where ops come from. There is no key of ops with regions,
// of which values far away may say more.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_EQUALITY_GROUPKEYS_H
#define AG_ANALYSIS_EQUALITY_GROUPKEYS_H

#include "ag/Analysis/GroupDimensions.h"
#include "llvm/ADT/DenseMap.h"
#include <functional>
#include <vector>

namespace ag {

/// Numbers that are the same for such ops alone.
using GroupKey = std::vector<uintptr_t>;

/// Of one function, whose ops keep their attributes meanwhile.
class GroupKeys {
public:
  using SizeOf = std::function<int64_t(mlir::Value tensor, int64_t dim)>;
  /// The properties and the discardable attributes of ops, as pointers.
  using AttributeTable =
      llvm::DenseMap<mlir::Operation *, std::pair<const void *, const void *>>;

  /// Ops are the same only if sizes that types don't tell are, by `sizeOf`; if
  /// that is not given, they may be of any.
  explicit GroupKeys(SizeOf sizeOf = nullptr) : sizeOf(std::move(sizeOf)) {}

  /// Of ops in the order in which they stand, of which `marked` are told apart
  /// from other values that they make.
  std::optional<GroupKey> find(llvm::ArrayRef<const StatedOp *> ops,
                               mlir::ValueRange marked);

private:
  SizeOf sizeOf;
  AttributeTable attributes;
};

} // namespace ag

#endif // AG_ANALYSIS_EQUALITY_GROUPKEYS_H
