//===- Fusion.h - fewer ops before the loops are made -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which linalg ops are joined before each becomes loops?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_CONVERSION_LINALGTOCPU_FUSION_H
#define AG_LIB_CONVERSION_LINALGTOCPU_FUSION_H

#include "mlir/IR/PatternMatch.h"

namespace ag {

/// Joins element-wise ops with their users where no work is done twice that is
/// worth a pass over memory; linalg ops other than fill become generics.
mlir::LogicalResult fuseElementwise(mlir::Operation *function);

} // namespace ag

#endif // AG_LIB_CONVERSION_LINALGTOCPU_FUSION_H
