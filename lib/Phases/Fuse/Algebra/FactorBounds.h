//===- FactorBounds.h - factors that lose no digits -------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which constants may be multiplied with each other before the data is?
//
//   (x * 1e30) * 1e30        x * inf is NaN where x is 0
//   (x * w) * 1e-30          x * (w * 1e-30) has lost digits of a small w
//
// Constants are multiplied if they and their product are moderate (Moderate.h).
// The values of parameters are not known before load. Only the constants that
// they are multiplied by count.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_FUSE_ALGEBRA_FACTORBOUNDS_H
#define AG_LIB_PHASES_FUSE_ALGEBRA_FACTORBOUNDS_H

#include "ag/Analysis/Groups/GroupDimensions.h"

namespace ag {

/// A value that a tensor is multiplied by, or divided by.
struct Factor {
  /// The factor: a tensor, or a number.
  mlir::Value tensor;
  std::optional<Cell> number;
  /// Maps a position in the multiplied tensor to a position in the factor.
  mlir::AffineMap map;
  bool divides = false;
};

/// Returns the number that all elements of a tensor have, or std::nullopt.
std::optional<Cell> findNumber(mlir::Value value);

/// Returns the numbers of the operands that the Spec's inputs read, each once.
llvm::SmallVector<unsigned> findReadOperands(const StatedOp &op);

class FactorBounds {
public:
  /// Returns true if the fixed value may be multiplied by the factor, because
  /// the constants of both, and their product, are moderate.
  bool mayJoin(mlir::Value value, const Factor &factor);

  /// Returns true if a factor may be moved past the op to its operands `moved`,
  /// because all other constants of the op are moderate, or 0.
  static bool isPassable(const StatedOp &op, llvm::ArrayRef<unsigned> moved);

private:
  std::optional<double> findScale(mlir::Value value, ScalarType type,
                                  unsigned depth = 0);
  bool isLiteralModerate(mlir::ElementsAttr literal, ScalarType type);

  /// Says whether each number of a constant is moderate or 0.
  llvm::DenseMap<mlir::Attribute, bool> literals;
};

} // namespace ag

#endif // AG_LIB_PHASES_FUSE_ALGEBRA_FACTORBOUNDS_H
