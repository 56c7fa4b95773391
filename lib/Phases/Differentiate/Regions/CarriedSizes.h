//===- CarriedSizes.h - sizes that loops leave alone ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Is a tensor that a loop carries as long in every turn as what it started
// from? ValueBounds says so where it becomes one of its own size. Several may
// do so by way of each other:
//
//   %r:2 = scf.for .. iter_args(%a = %h, %b = %c) -> (tensor<?xf32>, ..) {
//     %0 = ag.tanh %b
//     %1 = ag.add %a, %b
//     scf.yield %0, %1
//   }
//
// Of all that are carried it is taken for true, then those for which it does
// not follow are left out, until it follows for all that are left.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_REGIONS_CARRIEDSIZES_H
#define AG_LIB_PHASES_DIFFERENTIATE_REGIONS_CARRIEDSIZES_H

#include "mlir/Interfaces/LoopLikeInterface.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"
#include <map>

namespace ag {

/// Of the loops that it is asked about; they may not change meanwhile.
class CarriedSizes {
public:
  /// What `tensor` started from, if a loop carries it, or hands it on, with
  /// dimension `dim` as long as that of the start; else null.
  mlir::Value findStart(mlir::Value tensor, int64_t dim);

  /// `map` of `operands`, starts in place of all that is as long as these.
  mlir::ValueBoundsConstraintSet::Variable
  startFor(mlir::AffineMap map, const mlir::ValueDimList &operands);

private:
  /// Numbers of carried tensors, with dimensions.
  using Dims = llvm::SetVector<std::pair<unsigned, int64_t>>;

  void findKept(mlir::LoopLikeOpInterface loop, Dims &dims);
  bool follows(mlir::LoopLikeOpInterface loop, unsigned number, int64_t dim);

  /// Asking about one loop may ask about others.
  std::map<mlir::Operation *, Dims> kept;
};

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_REGIONS_CARRIEDSIZES_H
