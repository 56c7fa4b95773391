//===- GroupedProducts.h - products that groups do again --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which products may the reverse do again, since what is made of them is never
// in memory as a whole?
//
//   s = q k^T        512 x 512
//   p = e^s / l      512 x 512, l of rows of e^s
//   o = p v          512 x 64
//
// is one group (ag/Analysis/Groups/Groups.h), which goes through s tile by
// tile. To keep s or p for the reverse, which goes through them in the same
// way, they would have to be written, and are larger than all that the group
// reads and writes; or do not lie near until the reverse, where neither operand
// is a weight, so that they grow as the square of the length. They do not if a
// product stands behind the group, as in a network. A product of which this is
// not so is kept, or what it is kept for.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_RESIDUALS_GROUPEDPRODUCTS_H
#define AG_LIB_PHASES_DIFFERENTIATE_RESIDUALS_GROUPEDPRODUCTS_H

#include "ag/Machine/Common/Machine.h"
#include "mlir/IR/Operation.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"

namespace ag {

class GroupedProducts {
public:
  /// `isForward` tells which ops of a block are of the forward.
  GroupedProducts(mlir::Block &block, const Machine &machine,
                  llvm::function_ref<bool(mlir::Operation *)> isForward);

  /// Whether the op is such a product.
  bool contains(mlir::Operation *op) const { return products.contains(op); }
  /// Whether the value is of such a group, which does not write it.
  bool isInside(mlir::Value value) const { return ends.contains(value); }
  /// Whether the value is of a group that keeps all its product makes near: one
  /// with the reverse, then, if nothing of it is computed again behind.
  bool isNear(mlir::Value value) const { return near.contains(value); }
  /// What the group makes in the end that the value is inside of.
  mlir::Value getEnd(mlir::Value value) const { return ends.lookup(value); }

private:
  llvm::DenseSet<mlir::Operation *> products;
  llvm::DenseMap<mlir::Value, mlir::Value> ends;
  llvm::DenseSet<mlir::Value> near;
};

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_RESIDUALS_GROUPEDPRODUCTS_H
