//===- GroupDemands.h - demands stand in front of groups --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where does a program demand what a group's ops need?
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_COMMON_GROUPDEMANDS_H
#define AG_PHASES_COMMON_GROUPDEMANDS_H

#include "mlir/IR/Operation.h"
#include "llvm/ADT/DenseSet.h"

namespace ag {

/// Puts each ag.require that stands in an ag.fused of `root` in front of that,
/// with what it asks computed there again, of what the group is given. Opens
/// the group instead where this would compute twice what is none of `asked`,
/// the ops that were made for demands, nor a number or a size; and where the
/// demand stands in a loop or a branch; and where the group has other effects,
/// as a loop in it has that copies what it carries.
void demandInFront(mlir::Operation *root,
                   const llvm::DenseSet<mlir::Operation *> &asked = {});

} // namespace ag

#endif // AG_PHASES_COMMON_GROUPDEMANDS_H
