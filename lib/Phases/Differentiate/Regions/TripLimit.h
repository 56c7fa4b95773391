//===- TripLimit.h - the most iterations of a while loop --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How many iterations may a while loop have, whatever else ends it?
//
//   while (i < 20 and the error is large)       i starts at 0 and grows by 1:
//                                               at most 20 iterations
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_REGIONS_TRIPLIMIT_H
#define AG_LIB_PHASES_DIFFERENTIATE_REGIONS_TRIPLIMIT_H

#include "mlir/Dialect/SCF/IR/SCF.h"

namespace ag {

/// Returns the constant, at least 1, that an iteration adds to an argument of
/// the loop's condition; std::nullopt if there is none.
std::optional<int64_t> findStep(mlir::BlockArgument before,
                                mlir::scf::WhileOp loop);

/// Returns a number that the trip count of the loop does not exceed, if its
/// condition demands that an integer is less than a constant which starts from
/// a constant and grows by a constant. The integer may be a tensor of rank 0.
std::optional<int64_t> findTripLimit(mlir::scf::WhileOp loop);

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_REGIONS_TRIPLIMIT_H
