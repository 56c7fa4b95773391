//===- StepDependences.h - which ops of a block keep their order *- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops of an entry's block must come after which others? For instance
//
//   linalg.exp ins(%x) outs(%a)      // 0
//   linalg.tanh ins(%x) outs(%b)     // 1: after nothing
//   linalg.abs ins(%a) outs(%r)      // 2: after 0, which writes %a
//   ag.require %holds                // 3: after 2, if %r is the caller's
//   linalg.neg ins(%x) outs(%a)      // 4: after 0, 2, which reads %a, and 3
//
// The iterations of a loop run one after the other, whatever the order in each.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_ALLOCATE_PLAN_STEPDEPENDENCES_H
#define AG_LIB_PHASES_ALLOCATE_PLAN_STEPDEPENDENCES_H

#include "mlir/Dialect/Bufferization/Transforms/BufferViewFlowAnalysis.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace ag {

/// Returns the ops of the same block whose results `op` and its regions use.
llvm::SetVector<mlir::Operation *> getProducers(mlir::Operation *op);

/// Returns, for each of `steps`, the smaller numbers of the steps that it must
/// follow. `steps` are all ops of one block of the entry that are not pure, in
/// order.
///
/// Memory is distinguished by its origin: allocations, constants, and the
/// entry's arguments. Memory that callers pass for a result overlaps with no
/// argument other than the one whose buffer the result takes over. The runtime
/// checks this.
std::vector<llvm::SmallVector<unsigned, 4>>
findDependences(mlir::func::FuncOp entry,
                llvm::ArrayRef<mlir::Operation *> steps,
                const mlir::BufferViewFlowAnalysis &views);

} // namespace ag

#endif // AG_LIB_PHASES_ALLOCATE_PLAN_STEPDEPENDENCES_H
