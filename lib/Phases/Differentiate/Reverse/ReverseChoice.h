//===- ReverseChoice.h - choices of regions in reverse ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are cotangents pulled back through an op that runs one of its regions,
// once? An op with the same condition has regions that reverse the original
// ones:
//
//   %y = scf.if %c -> tensor<4xf32> {     %x' = scf.if %c -> tensor<4xf32> {
//     %0 = ag.exp %x                        %1 = ag.mul %y', %0
//     scf.yield %0                          scf.yield %1
//   } else {                              } else {
//     scf.yield %x                          scf.yield %y'
//   }                                     }
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_REVERSE_REVERSECHOICE_H
#define AG_LIB_PHASES_DIFFERENTIATE_REVERSE_REVERSECHOICE_H

#include "Reverse/Reverse.h"

namespace ag {

/// Pulls back through `op`, for which isChoice returns true.
mlir::LogicalResult pullBackChoice(mlir::Operation *op, Reverse &reverse);

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_REVERSE_REVERSECHOICE_H
