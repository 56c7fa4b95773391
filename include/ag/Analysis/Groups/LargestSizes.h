//===- LargestSizes.h - how large dimensions may be -------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_GROUPS_LARGESTSIZES_H
#define AG_ANALYSIS_GROUPS_LARGESTSIZES_H

#include "ag/Dialect/AG/IR/Sizes/FirstSizes.h"
#include <memory>

namespace ag {

/// The largest sizes of tensors' dimensions. Caches what it finds, so that the
/// groups of a function share what they have before them. Copies have one
/// cache. The ops that lead to the tensors must not change.
class LargestSizes {
public:
  LargestSizes() : known(std::make_shared<Known>()) {}

  /// Returns the largest size, or failure if it has no bound.
  llvm::FailureOr<int64_t> of(mlir::Value tensor, int64_t dim) const;

private:
  struct Known {
    FirstSizes first;
    /// The bounds of first sizes.
    llvm::DenseMap<std::pair<mlir::Value, int64_t>, llvm::FailureOr<int64_t>>
        bounds;
  };
  std::shared_ptr<Known> known;
};

} // namespace ag

#endif // AG_ANALYSIS_GROUPS_LARGESTSIZES_H
