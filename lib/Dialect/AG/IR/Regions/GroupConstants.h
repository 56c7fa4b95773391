//===- GroupConstants.h - constants that a group reads ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DIALECT_AG_IR_REGIONS_GROUPCONSTANTS_H
#define AG_LIB_DIALECT_AG_IR_REGIONS_GROUPCONSTANTS_H

#include "mlir/IR/PatternMatch.h"

namespace ag {

/// Adds patterns that propagate constants and static sizes of an ag.fused's
/// operands into its body, and those of its results out of it.
void populateGroupConstantsPatterns(mlir::RewritePatternSet &patterns);

} // namespace ag

#endif // AG_LIB_DIALECT_AG_IR_REGIONS_GROUPCONSTANTS_H
