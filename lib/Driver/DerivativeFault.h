//===- DerivativeFault.h - which op's derivative is wrong -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which op is at fault where a gradient that ag-differentiate makes is not what
// the duals say? The rest of the function from an op on is a function of its
// own, of what it reads of the ops in front:
//
//   func.func @f(%x) {                func.func @rest(%x, %0) {
//     %0 = ag.exp %x
//     %1 = ag.mul %0, %x                %1 = ag.mul %0, %x
//     %2 = ag.tanh %1                   %2 = ag.tanh %1
//     return %2                         return %2
//
// The last op from which on it is wrong is the one; that is found by halving.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DRIVER_DERIVATIVEFAULT_H
#define AG_LIB_DRIVER_DERIVATIVEFAULT_H

#include "DerivativePoint.h"

namespace ag {

/// The op in the body of the point's function, at whose arguments the gradient
/// is wrong; null if it can't be found.
mlir::Operation *findFault(const DerivativePoint &point, uint64_t seed);

} // namespace ag

#endif // AG_LIB_DRIVER_DERIVATIVEFAULT_H
