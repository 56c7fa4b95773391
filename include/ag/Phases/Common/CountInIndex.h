//===- CountInIndex.h - loops over integers that count in index -*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which loops does upstream misread, and how are they rewritten so that it does
// not?
//
// Upstream computes the distance of the bounds in the type of the induction
// variable. It may overflow there:
//
//   scf.for %i = -100 to 100 step 1 : i8       -> in index, where 200 fits
//   scf.for %i = -2^63 to 2^63 - 1 step 2^62   -> its iterations, from 0
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_COMMON_COUNTININDEX_H
#define AG_PHASES_COMMON_COUNTININDEX_H

#include "mlir/Dialect/SCF/IR/SCF.h"

namespace ag {

/// Changes the induction variable of `loop` to index. Users of the old one get
/// a value of the old type. Keeps a loop of more than 64 bits. Fails, and emits
/// an error, if the step is a constant below 1.
mlir::LogicalResult countInIndex(mlir::scf::ForOp loop);

} // namespace ag

#endif // AG_PHASES_COMMON_COUNTININDEX_H
