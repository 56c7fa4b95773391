//===- PartialWrites.h - writes that replace some elements ------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which writes of a vector depend on a tensor's old elements, although the
// analysis assumes that they replace all of them? Upstream compares a vector's
// sizes with the leading sizes of the tensor, and ignores the mask:
//
//   %0 = vector.transfer_write %v, %t[0, 0] : vector<4xf64>, tensor<1x5xf64>
//
// The fifth element would be lost if %0 were in another buffer than %t.
// Upstream makes this assumption only for tensors with static sizes.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_ALLOCATE_BUFFERIZE_PARTIALWRITES_H
#define AG_LIB_PHASES_ALLOCATE_BUFFERIZE_PARTIALWRITES_H

#include "mlir/IR/BuiltinOps.h"

namespace ag {

/// Hides a static size, by a cast, from the analysis at each of these writes.
void showPartialWrites(mlir::ModuleOp module);

/// Removes these casts from buffers.
void forgetPartialWrites(mlir::ModuleOp module);

} // namespace ag

#endif // AG_LIB_PHASES_ALLOCATE_BUFFERIZE_PARTIALWRITES_H
