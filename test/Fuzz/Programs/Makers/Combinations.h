//===- Combinations.h - how bodies of linalg ops combine --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does the body of a linalg op in a random program combine two numbers, and
// what does a reduction start from?
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_FUZZ_PROGRAMS_MAKERS_COMBINATIONS_H
#define AG_TEST_FUZZ_PROGRAMS_MAKERS_COMBINATIONS_H

#include "Sketch.h"

namespace ag {

enum class Combination { Add, Mul, Max, Min };

/// Returns x and y, which have one type, combined.
mlir::Value combine(mlir::OpBuilder &builder, mlir::Location loc,
                    Combination combination, mlir::Value x, mlir::Value y);

/// Returns a tensor of the identity, to start a reduction from.
mlir::Value makeIdentity(Sketch &sketch, Combination combination,
                         llvm::ArrayRef<int64_t> shape, mlir::Type element);

/// Returns a combination for `count` elements, mostly a sum. A product of many
/// elements may overflow depending on their order. For narrow types, rounding
/// may decide which element is the maximum.
Combination pickReduction(Sketch &sketch, mlir::Type element, int64_t count);

} // namespace ag

#endif // AG_TEST_FUZZ_PROGRAMS_MAKERS_COMBINATIONS_H
