//===- IterArgSizes.h - sizes of iter_args that do not change ---*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does a tensor that is an iter_arg have the size of its init operand in every
// iteration? ValueBounds proves this if the yielded tensor has the size of the
// iter_arg. Several iter_args may depend on each other:
//
//   %r:2 = scf.for .. iter_args(%a = %h, %b = %c) -> (tensor<?xf32>, ..) {
//     %0 = ag.tanh %b
//     %1 = ag.add %a, %b
//     scf.yield %0, %1
//   }
//
// The analysis assumes it for all iter_args. Then it removes those for which it
// does not follow, until it follows for all that remain.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_REGIONS_ITERARGSIZES_H
#define AG_LIB_PHASES_DIFFERENTIATE_REGIONS_ITERARGSIZES_H

#include "mlir/Interfaces/LoopLikeInterface.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"
#include <map>

namespace ag {

/// Caches what it found for each loop. Loops must not change while it is used.
class IterArgSizes {
public:
  /// Returns the init operand of `tensor`, an iter_arg or a result of a loop,
  /// if dimension `dim` has the init operand's size in every iteration. Returns
  /// null otherwise.
  mlir::Value findStart(mlir::Value tensor, int64_t dim);

  /// Returns `map` of `operands`, with init operands in place of tensors that
  /// have their sizes.
  mlir::ValueBoundsConstraintSet::Variable
  startFor(mlir::AffineMap map, const mlir::ValueDimList &operands);

private:
  /// Numbers of iter_args, and dimensions of these.
  using Dims = llvm::SetVector<std::pair<unsigned, int64_t>>;

  void findKept(mlir::LoopLikeOpInterface loop, Dims &dims);
  bool follows(mlir::LoopLikeOpInterface loop, unsigned number, int64_t dim);

  /// The dimensions found for each loop. References into this map must stay
  /// valid, as a query about one loop may add others.
  std::map<mlir::Operation *, Dims> kept;
};

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_REGIONS_ITERARGSIZES_H
