//===- FirstSizes.h - sizes of where tensors begin --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which size is asked of upstream's value bounds, if not that of the tensor at
// hand? They go back through all ops that made it, and compare what each loop
// on the way hands on. What keeps a size is passed by here, op by op:
//
//   %d = tensor.dim %x, 0
//   %e = tensor.empty(%d)
//   %y = scf.for ... iter_args(%a = %e)        // its first size is that of %x
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_FIRSTSIZES_H
#define AG_DIALECT_AG_IR_FIRSTSIZES_H

#include "ag/Dialect/AG/IR/SizeOrigins.h"

namespace ag {

/// The first size that is known to be always equal to `size`: a number, a
/// dimension of another tensor, or an index. It may be inside of a body
/// (BodyOpInterface) where `size` is not.
SizeOrigin getFirstSize(const SizeOrigin &size);

} // namespace ag

#endif // AG_DIALECT_AG_IR_FIRSTSIZES_H
