//===- ForwardRegions.h - tangents through control flow ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are tangents pushed through control flow? Along the same edges as values:
// an op with regions takes, forwards and returns the tangents of values that
// may have one, after the values themselves.
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

/// Replaces `op` by an op that also forwards tangents. Refuses an op whose
/// forwarded operands are not its last ones, or whose regions have several
/// blocks.
mlir::LogicalResult pushForwardRegions(mlir::RegionBranchOpInterface op,
                                       Forward &forward);

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_FORWARD_FORWARDREGIONS_H
