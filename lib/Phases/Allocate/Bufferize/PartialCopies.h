//===- PartialCopies.h - copies of what is written --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which elements does a copy of a tensor need, if the tensor is not written
// completely? Two concatenations with the same head share its insertion after
// CSE. The analysis copies the buffer of %0, of which one row is written:
//
//   %0 = tensor.insert_slice %head into %empty[0, 0] [1, 7] [1, 1]
//   %1 = tensor.insert_slice %a into %0[1, 0] [2, 7] [1, 1]
//   %2 = tensor.insert_slice %b into %0[1, 0] [2, 7] [1, 1]
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_ALLOCATE_BUFFERIZE_PARTIALCOPIES_H
#define AG_LIB_PHASES_ALLOCATE_BUFFERIZE_PARTIALCOPIES_H

#include "Destinations.h"

namespace ag {

/// Limits copies of tensors to the slices that were inserted into a
/// tensor.empty, or into a destination that is `used` in place of one. Copies
/// that decisions of the analysis require must have been inserted before.
///
///   bufferization.alloc_tensor() copy(%0)
///   -> %n = bufferization.alloc_tensor()
///      %p = tensor.extract_slice %0[0, 0] [1, 7] [1, 1]
///      tensor.insert_slice %p into %n[0, 0] [1, 7] [1, 1]
void copyWrittenParts(mlir::ModuleOp module, const UsedDestinations &used);

} // namespace ag

#endif // AG_LIB_PHASES_ALLOCATE_BUFFERIZE_PARTIALCOPIES_H
