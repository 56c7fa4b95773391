//===- ReshapeFactors.h - the dimension rule of a reshape -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which loops do the dimensions of both sides of a reshape consist of?
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_SPEC_RESHAPEFACTORS_H
#define AG_INTERFACES_SPEC_RESHAPEFACTORS_H

#include "ag/Interfaces/DimensionRuleOp.h"

namespace ag {

/// Numbers of leading dimensions of both sides.
struct DimensionEnds {
  unsigned from, to;
};

/// Returns the rule of a reshape of operand 0, of an op with `operands`
/// operands. Adjacent dimensions up to each of `groups`, the last of which
/// includes all, have equally many elements. `isAsLong` returns true for two
/// dynamic dimensions that are known to be equal. Dimensions of one element are
/// unsplit, and so are all dimensions if there are no groups.
DimensionRule
factorReshape(mlir::RankedTensorType from, mlir::RankedTensorType to,
              unsigned operands, llvm::ArrayRef<DimensionEnds> groups,
              llvm::function_ref<bool(unsigned from, unsigned to)> isAsLong);

} // namespace ag

#endif // AG_INTERFACES_SPEC_RESHAPEFACTORS_H
