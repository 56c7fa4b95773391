//===- Materializations.h - what is put into given memory -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does bufferization take it that a value is to lie in given memory?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_ALLOCATE_BUFFERIZE_MATERIALIZATIONS_H
#define AG_LIB_PHASES_ALLOCATE_BUFFERIZE_MATERIALIZATIONS_H

#include "mlir/Dialect/Bufferization/IR/BufferizableOpInterface.h"
#include "mlir/IR/BuiltinOps.h"

namespace ag {

/// Writes what loops carry by tensor.insert_slice, which means the same, but
/// which the analysis may weigh against other writes: a materialization must be
/// in place, so that another write to its buffer is an error and not a copy.
/// Results stay as they are: memory outside of the program is written for good.
///
///   bufferization.materialize_in_destination %y in %a
///   -> tensor.insert_slice %y into %a[0] [4] [1]
///
/// What is empty by its type, or goes where that is, is not written: nothing
/// can be inserted there; nor what ops have written onto %a anyway.
void loosenMaterializations(
    mlir::ModuleOp module,
    const mlir::bufferization::BufferizationOptions &options);

/// Takes back that values are computed in results' memory, in branches or not:
/// they are copied there in the end.
void forgetDestinations(mlir::ModuleOp module);

} // namespace ag

#endif // AG_LIB_PHASES_ALLOCATE_BUFFERIZE_MATERIALIZATIONS_H
