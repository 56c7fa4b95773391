//===- Reshapes.h - reshapes of as few dimensions as possible ---*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a reshape written so that users see through it? Dimensions that it
// does not change stay apart:
//
//   %f = tensor.collapse_shape %x [[0, 1, 2]]     : ?x?x384 into ?
//   %y = tensor.expand_shape %f [[0, 1, 2, 3]]    : ? into ?x?x12x32
//
// becomes
//
//   %y = tensor.expand_shape %x [[0], [1], [2, 3]]
//
// At most one dimension of a group is then dynamic, as memref wants it. What a
// reshape adds of one element is not read at all: the source is.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_COMMON_ELEMENTWISE_RESHAPES_H
#define AG_LIB_PHASES_SCHEDULE_COMMON_ELEMENTWISE_RESHAPES_H

#include "mlir/IR/PatternMatch.h"

namespace ag {

void populateReshapePatterns(mlir::RewritePatternSet &patterns);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_ELEMENTWISE_RESHAPES_H
