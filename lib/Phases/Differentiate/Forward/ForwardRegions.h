//===- ForwardRegions.h - control flow forward ------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do tangents go through control flow? Beside values, along the same edges:
// an op with regions takes, hands on and returns the tangent of each value that
// may have one behind the values.
//
//   %y = scf.while (%a = %x)        %y, %y' = scf.while (%a = %x, %a' = %x')
//     %c = ... %a                     %c = ... %a
//     scf.condition(%c) %a            scf.condition(%c) %a, %a'
//   do (%b) {                       do (%b, %b') {
//     %0 = ag.exp %b                  %0 = ag.exp %b
//                                     %1 = ag.mul %b', %0
//     scf.yield %0                    scf.yield %0, %1
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_FORWARD_FORWARDREGIONS_H
#define AG_LIB_PHASES_DIFFERENTIATE_FORWARD_FORWARDREGIONS_H

#include "Forward/Forward.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"

namespace ag {

/// Puts in place of `op` one that handles tangents too. Refused is one whose
/// operands don't end with those that it hands on, or with regions of several
/// blocks.
mlir::LogicalResult pushForwardRegions(mlir::RegionBranchOpInterface op,
                                       Forward &forward);

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_FORWARD_FORWARDREGIONS_H
