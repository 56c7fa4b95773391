//===- SeparateDestinations.h - a tensor.empty for each use -----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which uses of a tensor.empty get one of their own?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_ALLOCATE_BUFFERIZE_SEPARATEDESTINATIONS_H
#define AG_LIB_PHASES_ALLOCATE_BUFFERIZE_SEPARATEDESTINATIONS_H

#include "mlir/IR/BuiltinOps.h"

namespace ag {

/// Gives each use a tensor.empty of its own. Uses that exclude each other share
/// one. CSE leaves shared ones, which the analysis sees as one buffer with many
/// writers. It would allocate another buffer inside of each loop or branch that
/// writes.
///
///   %e = tensor.empty() : tensor<4xf32>
///   %a = scf.for ... iter_args(%i = %e)
///   %b = scf.for ... iter_args(%i = %e)
///   -> %e = tensor.empty(), %f = tensor.empty(), ... iter_args(%i = %f)
void separateDestinations(mlir::ModuleOp module);

} // namespace ag

#endif // AG_LIB_PHASES_ALLOCATE_BUFFERIZE_SEPARATEDESTINATIONS_H
