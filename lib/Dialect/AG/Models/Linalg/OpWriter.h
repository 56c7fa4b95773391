//===- OpWriter.h - Specs as ops of ag --------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a Spec written in ops of ag?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DIALECT_AG_MODELS_LINALG_OPWRITER_H
#define AG_LIB_DIALECT_AG_MODELS_LINALG_OPWRITER_H

#include "ag/Interfaces/Spec.h"

namespace ag {

/// Ops of ag at the builder's place that compute what `spec` states of
/// `operands`, with no more steps; none, and no ops, if ag's can't.
std::optional<llvm::SmallVector<mlir::Value>>
writeOps(const Spec &spec, mlir::ValueRange operands, mlir::OpBuilder &builder,
         mlir::Location loc);

} // namespace ag

#endif // AG_LIB_DIALECT_AG_MODELS_LINALG_OPWRITER_H
