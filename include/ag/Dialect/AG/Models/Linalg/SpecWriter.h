//===- SpecWriter.h - Specs as ops ------------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops have a given Spec?
//
// This is the inverse of getSpec. Code that derives Specs from Specs, such as
// derivatives, writes them with these functions, in the vocabulary of the
// original op.
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_MODELS_LINALG_SPECWRITER_H
#define AG_DIALECT_AG_MODELS_LINALG_SPECWRITER_H

#include "ag/Interfaces/Spec/Spec.h"

namespace ag {

/// AG: ag's own ops, and upstream's where ag has none. Upstream: only linalg,
/// tensor, arith and math, which have no unsigned integers.
enum class Vocabulary { AG, Upstream };

/// Writes `spec`, which numbers `operands`, as ops at the builder's position,
/// and returns the results, which have the inferred types. Requirements of the
/// Spec on sizes are not checked.
llvm::SmallVector<mlir::Value>
writeSpec(const Spec &spec, mlir::ValueRange operands, Vocabulary vocabulary,
          mlir::OpBuilder &builder, mlir::Location loc);

} // namespace ag

#endif // AG_DIALECT_AG_MODELS_LINALG_SPECWRITER_H
