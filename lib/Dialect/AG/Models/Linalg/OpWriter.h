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

#include "ag/Interfaces/Spec/Spec.h"

namespace ag {

/// Creates ops of ag at the builder's insertion point that compute `spec` of
/// `operands` in no more steps. Returns nullopt, and creates no ops, if ag's
/// ops can't.
std::optional<llvm::SmallVector<mlir::Value>>
writeOps(const Spec &spec, mlir::ValueRange operands, mlir::OpBuilder &builder,
         mlir::Location loc);

} // namespace ag

#endif // AG_LIB_DIALECT_AG_MODELS_LINALG_OPWRITER_H
