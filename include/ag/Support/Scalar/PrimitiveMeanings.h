//===- PrimitiveMeanings.h - what primitives compute ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which value does a primitive have for given operands?
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SCALAR_PRIMITIVEMEANINGS_H
#define AG_SUPPORT_SCALAR_PRIMITIVEMEANINGS_H

#include "ag/Support/Scalar/Primitives.h"

namespace ag {

/// Computes a primitive at each of `lanes` points. `operands[k]` points to that
/// many values of the k-th operand. `out`, which must not be one of these,
/// receives the results. `type` is the type of the operands (of the last two
/// for select). `resultType` differs from it for comparisons and casts. Floats
/// are rounded to their type if `precision` is Declared.
void evaluateLanes(Primitive primitive, ScalarType type, ScalarType resultType,
                   Precision precision, size_t lanes,
                   llvm::ArrayRef<const Cell *> operands, Cell *out);

/// The same at one point.
Cell evaluate(Primitive primitive, ScalarType type, ScalarType resultType,
              llvm::ArrayRef<Cell> operands, Precision precision);

/// Returns `value` of type `from` as a value of type `to`.
Cell castCell(Cell value, ScalarType from, ScalarType to, Precision precision);

/// Returns true if the result is finite for all finite floats, apart from
/// overflow.
bool isTotal(Primitive primitive);

} // namespace ag

#endif // AG_SUPPORT_SCALAR_PRIMITIVEMEANINGS_H
