//===- Transpose.h - copies that exchange dimensions ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a copy made whose source and result are contiguous along different
// loops?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_CPU_TRANSPOSE_H
#define AG_LIB_PHASES_SCHEDULE_CPU_TRANSPOSE_H

#include "ag/Machine/Machine.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace ag {

/// Replaces a copy that exchanges the innermost dimension with another by
/// transposed squares. Fails without a change if the op is none.
mlir::LogicalResult emitTranspose(mlir::RewriterBase &rewriter,
                                  mlir::linalg::GenericOp op,
                                  const Machine &machine);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_CPU_TRANSPOSE_H
