//===- SpecWriter.h - Specs as ops ------------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops state what a Spec states? This is the inverse of getSpec: whatever
// makes Specs of Specs, as derivatives do, writes them here, in the vocabulary
// of the op that they come from.
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_MODELS_LINALG_SPECWRITER_H
#define AG_DIALECT_AG_MODELS_LINALG_SPECWRITER_H

#include "ag/Interfaces/Spec.h"

namespace ag {

/// AG is ag's own ops and, where they don't reach, upstream's; Upstream is
/// linalg, tensor, arith and math alone, which know no unsigned integers.
enum class Vocabulary { AG, Upstream };

/// Ops at the builder's place that compute what `spec` states of `operands`,
/// which the Spec numbers; the results have the inferred types. What the Spec
/// demands of sizes is not checked here.
llvm::SmallVector<mlir::Value>
writeSpec(const Spec &spec, mlir::ValueRange operands, Vocabulary vocabulary,
          mlir::OpBuilder &builder, mlir::Location loc);

} // namespace ag

#endif // AG_DIALECT_AG_MODELS_LINALG_SPECWRITER_H
