//===- GroupDemands.h - checks before groups --------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where are the requirements of a group's ops checked?
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_COMMON_GROUPDEMANDS_H
#define AG_PHASES_COMMON_GROUPDEMANDS_H

#include "mlir/IR/Operation.h"
#include "llvm/ADT/DenseSet.h"

namespace ag {

/// Moves each ag.require out of its ag.fused in `root`, to before the group.
/// The ops that compute its condition are cloned there, from the group's
/// operands. A group is inlined instead in three cases:
///  - A clone would compute a tensor twice, other than by ops in `asked`, which
///    were created for requirements. Scalars and sizes may be computed twice.
///  - The ag.require is in a loop or a branch.
///  - The group has other effects, as a loop has that copies an iter_arg.
void demandInFront(mlir::Operation *root,
                   const llvm::DenseSet<mlir::Operation *> &asked = {});

} // namespace ag

#endif // AG_PHASES_COMMON_GROUPDEMANDS_H
