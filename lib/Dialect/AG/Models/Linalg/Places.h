//===- Places.h - what results are written to -------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Do loops reach all of a result?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DIALECT_AG_MODELS_LINALG_PLACES_H
#define AG_LIB_DIALECT_AG_MODELS_LINALG_PLACES_H

#include "ag/Interfaces/Spec.h"

namespace ag {

/// Whether dimension `dim` of a result is a loop, and provably as long.
inline bool fillsDim(const Spec &spec, const SpecResult &result, unsigned dim,
                     mlir::TypeRange operandTypes) {
  auto loop = mlir::dyn_cast<mlir::AffineDimExpr>(result.map.getResult(dim));
  if (!loop || result.shape.empty())
    return static_cast<bool>(loop);
  const Extent &a = result.shape[dim], &b = spec.loops[loop.getPosition()];
  int64_t size = a.getStatic(operandTypes);
  return (mlir::ShapedType::isStatic(size) &&
          size == b.getStatic(operandTypes)) ||
         (a.kind() == b.kind() && a.operand() == b.operand() &&
          a.value() == b.value());
}

/// Whether all dimensions are such loops.
inline bool fillsResult(const Spec &spec, const SpecResult &result,
                        mlir::TypeRange operandTypes) {
  return llvm::all_of(llvm::seq(result.map.getNumResults()), [&](unsigned dim) {
    return fillsDim(spec, result, dim, operandTypes);
  });
}

} // namespace ag

#endif // AG_LIB_DIALECT_AG_MODELS_LINALG_PLACES_H
