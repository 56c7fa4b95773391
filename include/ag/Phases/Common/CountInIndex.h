//===- CountInIndex.h - loops over integers that count in index -*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which loops may upstream take for others, and how are they stated so that it
// doesn't? A loop whose bounds are further apart than its type can tell:
//
//   scf.for %i = -100 to 100 step 1 : i8       -> in index, where 200 fits
//   scf.for %i = -2^63 to 2^63 - 1 step 2^62   -> its turns, counted from 0
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_COMMON_COUNTININDEX_H
#define AG_PHASES_COMMON_COUNTININDEX_H

#include "mlir/Dialect/SCF/IR/SCF.h"

namespace ag {

/// Lets `loop` count in index; what uses its index uses a number of its type
/// still. Reports a step that is a number below 1.
mlir::LogicalResult countInIndex(mlir::scf::ForOp loop);

} // namespace ag

#endif // AG_PHASES_COMMON_COUNTININDEX_H
