//===- SizeBounds.h - sizes in terms of known ones --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is a size, or what bounds it, in terms of known sizes?
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_SIZES_SIZEBOUNDS_H
#define AG_DIALECT_AG_IR_SIZES_SIZEBOUNDS_H

#include "mlir/Interfaces/ValueBoundsOpInterface.h"

namespace ag {

/// A `map` of index values and of dimensions of tensors.
struct SizeBound {
  mlir::AffineMap map;
  mlir::ValueDimList operands;

  bool operator==(const SizeBound &other) const {
    return map == other.map && operands == other.operands;
  }
};

/// Returns the bound of a size that equals it, in terms of what its op takes
/// it from; without `dim`, `value` is an index. Returns std::nullopt if its op
/// states none, or has regions.
std::optional<SizeBound> findStatedSize(mlir::Value value,
                                        std::optional<int64_t> dim);

/// Returns the size itself (EQ), or its closed upper (UB) or lower bound (LB),
/// in terms of index values and dimensions for which `isKnown` is true. Returns
/// std::nullopt if there is none.
std::optional<SizeBound> computeSizeBound(
    mlir::presburger::BoundType type,
    const mlir::ValueBoundsConstraintSet::Variable &size,
    llvm::function_ref<bool(mlir::Value, std::optional<int64_t>)> isKnown);

} // namespace ag

#endif // AG_DIALECT_AG_IR_SIZES_SIZEBOUNDS_H
