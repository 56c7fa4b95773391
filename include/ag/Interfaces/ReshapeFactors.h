//===- ReshapeFactors.h - the dimension rule of a reshape -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which loops do the dimensions of both sides of a reshape count?
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_RESHAPEFACTORS_H
#define AG_INTERFACES_RESHAPEFACTORS_H

#include "ag/Interfaces/DimensionRuleOp.h"

namespace ag {

/// The first dimensions, so many of either side.
struct DimensionEnds {
  unsigned from, to;
};

/// Operand 0, of an op with so many operands, with its elements in row-major
/// order in another shape. Neighbouring dimensions up to each of `groups`, of
/// which the last are all, have as many elements as each other; `isAsLong`
/// tells of two dynamic ones whether they are known to be equal. Dimensions of
/// one element, and all where there are none, are whole.
DimensionRule
factorReshape(mlir::RankedTensorType from, mlir::RankedTensorType to,
              unsigned operands, llvm::ArrayRef<DimensionEnds> groups,
              llvm::function_ref<bool(unsigned from, unsigned to)> isAsLong);

} // namespace ag

#endif // AG_INTERFACES_RESHAPEFACTORS_H
