//===- ProductChecks.h - products that load may not make --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Do two parameters that are multiplied before the run keep their digits?
//
//   (x * 1e-30) * 1e30       is x
//   x * (1e30 * 1e30)        is infinite: load fails, and names both parameters
//
// What parameters are is not known before load. So the program requires that
// products of finite, normal numbers are finite, and not all subnormal.
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
  /// Of the op that was written, in whose place load multiplies.
  mlir::Location loc;
};

/// Inserts an ag.require for each product that is used: where factors are
/// normal numbers, no element of it is infinite, and one is subnormal or 0 only
/// beside another that is so much greater that nothing is lost. It is computed
/// again from what the function has outside of its loops and regions, so that
/// load can check it.
void requireNormalProducts(llvm::ArrayRef<JoinedParameters> products,
                           mlir::FunctionOpInterface function,
                           const LoadOps &load);

} // namespace ag

#endif // AG_LIB_PHASES_FUSE_ALGEBRA_PRODUCTCHECKS_H
