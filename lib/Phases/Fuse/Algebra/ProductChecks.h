//===- ProductChecks.h - checks of load's products --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Do two parameters keep their digits if load multiplies them?
//
//   (x * 1e-30) * 1e30       is x
//   x * (1e30 * 1e30)        is infinite: load fails, and names both parameters
//
// The values of parameters are not known before load. The program therefore
// requires that products of finite, normal numbers are finite, and not all
// subnormal.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_FUSE_ALGEBRA_PRODUCTCHECKS_H
#define AG_LIB_PHASES_FUSE_ALGEBRA_PRODUCTCHECKS_H

#include "Algebra/FactorBounds.h"
#include "ag/Analysis/Entry/LoadOps.h"

namespace ag {

/// A product of two values that both depend on parameters, or their quotient.
struct JoinedParameters {
  mlir::Value product, value;
  Factor factor;
  /// The location of the op that load replaces.
  mlir::Location loc;
};

/// Inserts an ag.require for each product that has uses. If the factors are
/// normal numbers, the product must not be infinite. It may be subnormal or 0
/// only in a tensor with another element that is so much greater that nothing
/// is lost. The check is computed from values outside of the function's loops
/// and regions, so that load can run it.
void requireNormalProducts(llvm::ArrayRef<JoinedParameters> products,
                           mlir::FunctionOpInterface function,
                           const LoadOps &load);

} // namespace ag

#endif // AG_LIB_PHASES_FUSE_ALGEBRA_PRODUCTCHECKS_H
