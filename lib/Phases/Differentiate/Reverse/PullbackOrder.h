//===- PullbackOrder.h - the order of a block's pullbacks -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In which order does the reverse visit the ops of a block?
//
// From the last op to the first, but a read of a tensor follows the op that
// changes the tensor:
//
//   %b = ag.update %a, %p [0] [1]       // 1st
//   %q = ag.slice %a [%i] [1] [1]       // 2nd
//
// The update computes a cotangent of the size of %a. The slice adds to an
// element of it, and not to zeros of that size, which the update's cotangent
// would have to be added to.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_REVERSE_PULLBACKORDER_H
#define AG_LIB_PHASES_DIFFERENTIATE_REVERSE_PULLBACKORDER_H

#include "mlir/IR/Operation.h"

namespace ag {

/// Returns the operand that an op changes a slice of, or shows in another
/// shape; null if there is none.
mlir::Value findChangedOperand(mlir::Operation *op);

/// Returns the active ops of a block, which are in the block's order in `ops`,
/// in the order in which they are pulled back.
llvm::SmallVector<mlir::Operation *>
orderPullbacks(llvm::ArrayRef<mlir::Operation *> ops,
               llvm::function_ref<bool(mlir::Value)> isActive);

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_REVERSE_PULLBACKORDER_H
