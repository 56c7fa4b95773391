//===- Materializations.h - values in given memory --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does bufferization learn that a value has to be in given memory?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_ALLOCATE_BUFFERIZE_MATERIALIZATIONS_H
#define AG_LIB_PHASES_ALLOCATE_BUFFERIZE_MATERIALIZATIONS_H

#include "mlir/Dialect/Bufferization/IR/BufferizableOpInterface.h"
#include "mlir/IR/BuiltinOps.h"

namespace ag {

/// Replaces materializations in iter_args by tensor.insert_slice, which means
/// the same. The analysis may weigh an insertion against other writes. A
/// materialization must be in place, so another write to its buffer is an error
/// and not a copy. Materializations in results stay, because writes to memory
/// outside of the program are final.
///
///   bufferization.materialize_in_destination %y in %a
///   -> tensor.insert_slice %y into %a[0] [4] [1]
///
/// Tensors that are empty by their type are not inserted, because nothing can
/// be. Values that ops have written to %a anyway are not inserted, either.
void loosenMaterializations(
    mlir::ModuleOp module,
    const mlir::bufferization::BufferizationOptions &options);

/// Replaces materializations in the memory of results, inside of branches or
/// not, by their sources. These values are copied at the end instead.
void forgetDestinations(mlir::ModuleOp module);

} // namespace ag

#endif // AG_LIB_PHASES_ALLOCATE_BUFFERIZE_MATERIALIZATIONS_H
