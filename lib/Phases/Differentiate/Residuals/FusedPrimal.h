//===- FusedPrimal.h - contractions that groups recompute -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which contractions may the reverse recompute, since a fused group never
// writes their results to memory?
//
//   s = q k^T        512 x 512
//   p = e^s / l      512 x 512, l of rows of e^s
//   o = p v          512 x 64
//
// is one group (ag/Analysis/Groups/Groups.h), which computes s tile by tile. So
// does the reverse. To save s or p for it, they would have to be written,
// although they are larger than all that the group reads and writes. If neither
// operand is a weight, they grow as the square of the length and do not stay in
// the cache until the reverse. They may stay there if no contraction follows
// the group; in a network, one does. In all other cases a contraction, or a
// value computed from it, is saved.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_RESIDUALS_FUSEDPRIMAL_H
#define AG_LIB_PHASES_DIFFERENTIATE_RESIDUALS_FUSEDPRIMAL_H

#include "ag/Machine/Common/Machine.h"
#include "mlir/IR/Operation.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"

namespace ag {

class FusedPrimal {
public:
  /// `isForward` returns true for the ops of the block that are not of the
  /// reverse.
  FusedPrimal(mlir::Block &block, const Machine &machine,
              llvm::function_ref<bool(mlir::Operation *)> isForward);

  /// Returns true if the op is a contraction that is better recomputed than
  /// saved.
  bool contains(mlir::Operation *op) const { return products.contains(op); }
  /// Returns true if such a group computes the value without writing it.
  bool isInside(mlir::Value value) const { return ends.contains(value); }
  /// Returns true if the value belongs to a group that is better not
  /// recomputed, as its tiles fit in a core's memory. That group can be fused
  /// with the reverse if the reverse recomputes none of it.
  bool isNear(mlir::Value value) const { return near.contains(value); }
  /// Returns the last result of the group that computes `value` without writing
  /// it.
  mlir::Value getEnd(mlir::Value value) const { return ends.lookup(value); }

private:
  llvm::DenseSet<mlir::Operation *> products;
  llvm::DenseMap<mlir::Value, mlir::Value> ends;
  llvm::DenseSet<mlir::Value> near;
};

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_RESIDUALS_FUSEDPRIMAL_H
