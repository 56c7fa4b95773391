//===- AffineAccess.h - the numbers that affine maps name -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which element of a tensor does an affine map select at a point of some loops?
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_SPEC_AFFINEACCESS_H
#define AG_INTERFACES_SPEC_AFFINEACCESS_H

#include "mlir/IR/AffineMap.h"
#include "llvm/Support/Error.h"
#include <optional>

namespace ag {

/// Returns the value of `expr`, or std::nullopt if it overflows or contains a
/// division by less than 1.
std::optional<int64_t> evaluateAffine(mlir::AffineExpr expr,
                                      llvm::ArrayRef<int64_t> dims,
                                      llvm::ArrayRef<int64_t> symbols);

/// The row-major position of the element that a map selects. If the map is
/// linear, as it nearly always is, the position is
///
///   base + strides[0] * point[0] + strides[1] * point[1] + ...
///
/// and bounds are checked once for all points. For (i, j) -> (j, i + 1) into a
/// tensor of 4 x 8, base is 1 and the strides are 1 and 8.
class AffineAccess {
public:
  /// Creates the access to a tensor of `shape` by loops from 0 to `extents`,
  /// exclusive. `what` is the tensor's name in messages. Returns an error with
  /// [bounds] if the map is linear and selects an element outside of the tensor
  /// at any point.
  static llvm::Expected<AffineAccess> create(mlir::AffineMap map,
                                             llvm::ArrayRef<int64_t> symbols,
                                             llvm::ArrayRef<int64_t> shape,
                                             llvm::ArrayRef<int64_t> extents,
                                             llvm::StringRef what);

  bool isLinear() const { return linear; }
  /// Returns the stride of `loop`. The access must be linear.
  int64_t stride(unsigned loop) const { return strides[loop]; }
  /// Returns the position at `point`. The access must be linear.
  int64_t linearPosition(llvm::ArrayRef<int64_t> point) const {
    int64_t position = base;
    for (size_t loop = 0; loop < point.size(); ++loop)
      position += strides[loop] * point[loop];
    return position;
  }

  /// Returns the position at `point`, or an error with [bounds] if it is
  /// outside.
  llvm::Expected<int64_t> position(llvm::ArrayRef<int64_t> point) const;

private:
  llvm::Error addLinear(mlir::AffineExpr expr, int64_t dim, int64_t weight,
                        llvm::ArrayRef<int64_t> extents);
  llvm::Error outside(int64_t dim, int64_t lowest, int64_t highest) const;

  bool linear = true;
  int64_t base = 0;
  llvm::SmallVector<int64_t> strides;
  mlir::AffineMap map;
  llvm::SmallVector<int64_t> symbols;
  llvm::SmallVector<int64_t> shape;
  std::string what;
};

} // namespace ag

#endif // AG_INTERFACES_SPEC_AFFINEACCESS_H
