//===- FactorBounds.h - factors that keep their digits ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which constants can meet before the data does?
//
//   (x * 1e30) * 1e30        x * inf is NaN where x is 0
//   (x * w) * 1e-30          x * (w * 1e-30) has lost digits of a small w
//
// Moderate ones, whose product is moderate as well (Moderate.h). What
// parameters are is not known before load; the constants that they are
// multiplied by count.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_FUSE_ALGEBRA_FACTORBOUNDS_H
#define AG_LIB_PHASES_FUSE_ALGEBRA_FACTORBOUNDS_H

#include "ag/Analysis/Groups/GroupDimensions.h"

namespace ag {

/// What something is multiplied by, or divided.
struct Factor {
  /// A tensor, or a number.
  mlir::Value tensor;
  std::optional<Cell> number;
  /// From places of what is multiplied to places of the tensor.
  mlir::AffineMap map;
  bool divides = false;
};

/// The number that a tensor has everywhere, if that is known.
std::optional<Cell> findNumber(mlir::Value value);

/// The numbers of the operands that the Spec's inputs read, each once.
llvm::SmallVector<unsigned> findReadOperands(const StatedOp &op);

class FactorBounds {
public:
  /// Returns true if a fixed value can be multiplied by the factor: the
  /// constants of both are moderate, and so is what they become.
  bool mayJoin(mlir::Value value, const Factor &factor);

  /// Returns true if a factor can be moved past the op, whose operands `moved`
  /// take it in: all its other constants are moderate, or 0.
  static bool isPassable(const StatedOp &op, llvm::ArrayRef<unsigned> moved);

private:
  std::optional<double> findScale(mlir::Value value, ScalarType type,
                                  unsigned depth = 0);
  bool isLiteralModerate(mlir::ElementsAttr literal, ScalarType type);

  /// Whether each number of a constant is moderate.
  llvm::DenseMap<mlir::Attribute, bool> literals;
};

} // namespace ag

#endif // AG_LIB_PHASES_FUSE_ALGEBRA_FACTORBOUNDS_H
