//===- FirstSizes.h - sizes of where tensors begin --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// For which size are upstream's value bounds computed instead of that of a
// given tensor?
//
// Value bounds traverse all ops that lead to a tensor, and compare all values
// that loops on the way yield. This function skips ops that preserve a size,
// one by one:
//
//   %d = tensor.dim %x, 0
//   %e = tensor.empty(%d)
//   %y = scf.for ... iter_args(%a = %e)        // its first size is that of %x
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_SIZES_FIRSTSIZES_H
#define AG_DIALECT_AG_IR_SIZES_FIRSTSIZES_H

#include "ag/Dialect/AG/IR/Sizes/SizeOrigins.h"

namespace ag {

/// Returns the first size that is known to be always equal to `size`: a number,
/// a dimension of another tensor, or an index. It may be inside a body
/// (BodyOpInterface) even if `size` is not.
SizeOrigin getFirstSize(const SizeOrigin &size);

} // namespace ag

#endif // AG_DIALECT_AG_IR_SIZES_FIRSTSIZES_H
