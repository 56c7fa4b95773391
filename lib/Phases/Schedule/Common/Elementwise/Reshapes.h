//===- Reshapes.h - reshapes of as few dimensions as possible ---*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a reshape written so that its users can be analysed through it?
// Dimensions that it does not change stay separate:
//
//   %f = tensor.collapse_shape %x [[0, 1, 2]]     : ?x?x384 into ?
//   %y = tensor.expand_shape %f [[0, 1, 2, 3]]    : ? into ?x?x12x32
//
// becomes
//
//   %y = tensor.expand_shape %x [[0], [1], [2, 3]]
//
// as MergeReshapes.h describes. Users of a reshape that only adds dimensions of
// size 1 read its source instead. A reshape of a slice is beside the slice.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_COMMON_ELEMENTWISE_RESHAPES_H
#define AG_LIB_PHASES_SCHEDULE_COMMON_ELEMENTWISE_RESHAPES_H

#include "mlir/IR/PatternMatch.h"

namespace ag {

void populateReshapePatterns(mlir::RewritePatternSet &patterns);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_ELEMENTWISE_RESHAPES_H
