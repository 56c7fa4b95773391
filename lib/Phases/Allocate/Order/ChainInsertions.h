//===- ChainInsertions.h - insertions at one place --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which insertions into one tensor can write one buffer, one after the other?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_ALLOCATE_ORDER_CHAININSERTIONS_H
#define AG_LIB_PHASES_ALLOCATE_ORDER_CHAININSERTIONS_H

#include "mlir/IR/BuiltinOps.h"

namespace ag {

/// Inserts a slice into the result of an insertion at the same place, if that
/// result is not needed afterwards. The second one may be in a choice behind
/// the first. Upstream's folder has made it independent of the first, so that
/// both versions were in use:
///
///   %1 = tensor.insert_slice %a into %0[%i] [4] [1]
///   %2 = tensor.extract_slice %1[0] [4] [1]
///   %3 = tensor.insert_slice %b into %0[%i] [4] [1]
///   -> %3 = tensor.insert_slice %b into %1[%i] [4] [1]
void chainInsertions(mlir::ModuleOp module);

} // namespace ag

#endif // AG_LIB_PHASES_ALLOCATE_ORDER_CHAININSERTIONS_H
