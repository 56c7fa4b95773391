//===- ContractionShape.h - numbers that decide tiles -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What decides the tiles of a contraction?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_CPU_CONTRACTION_CONTRACTIONSHAPE_H
#define AG_LIB_PHASES_SCHEDULE_CPU_CONTRACTION_CONTRACTIONSHAPE_H

#include "Common/ContractionPlan.h"
#include "ag/Machine/Common/Machine.h"

namespace ag {

/// The numbers of a contraction and its machine that decide the tiles.
struct ContractionShape {
  /// The numbers of rows and columns, or ShapedType::kDynamic.
  int64_t rows = 1, columns = 1;
  /// The number of elements in a vector register, and that of registers.
  int64_t lanes = 1, registers = 16;
  /// Whether the vector operand is contiguous along n.
  bool isContiguous = false;
  /// The summed loop along which both operands are contiguous, if there is one
  /// that vectors may span.
  std::optional<unsigned> dotLoop = std::nullopt;
  /// The largest number of rows for which a vector operand that is not
  /// contiguous is read in place. With more rows it is copied first.
  int64_t mostRowsInPlace = 0;
};

/// Returns the shape of `op`, which must be vectorizable along n. `plan` is its
/// plan.
ContractionShape readShape(mlir::linalg::GenericOp op,
                           const ContractionPlan &plan, const Machine &machine);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_CPU_CONTRACTION_CONTRACTIONSHAPE_H
