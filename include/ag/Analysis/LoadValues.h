//===- LoadValues.h - what load can know ------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What of an entry is the same in each run, so that load can compute with it
// once? Its parameters and its large constants:
//
//   %w = ag.parameter "w"            arith.constant dense<[...]> of 8192 x 256
//   %t = linalg.transpose %w         made by load, of either
//
// What is made of small constants alone costs next to nothing, and a splat is
// cheaper than the memory to keep what is made of it.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_LOADVALUES_H
#define AG_ANALYSIS_LOADVALUES_H

#include "mlir/IR/ValueRange.h"

namespace ag {

/// The bytes of a tensor of a fixed size; none of another type.
std::optional<int64_t> countBytes(mlir::Type type);

/// Whether load makes what is made of the value: it is a parameter, or a
/// constant of many bytes that is no splat.
bool isLoadSource(mlir::Value value);

/// Whether the value is one of these, or made of them and of constants alone by
/// ops without effects.
bool isLoadValue(mlir::Value value);

/// Whether the value is made of constants and sizes alone, by a few ops without
/// effects.
bool isOfConstants(mlir::Value value);

/// Whether a value of the type, no part of another, is worth the memory that
/// load needs to keep it: it is of a fixed size, and not much larger than what
/// it is made of.
bool isWorthPreparing(mlir::Type type, mlir::ValueRange sources);

/// What a prepared tensor takes at most, of the memory of its sources.
constexpr int64_t mostGrowth = 2;

/// Whether the op's only result is part of its first operand, or the same
/// elements under another shape.
bool isTensorView(mlir::Operation *op);

} // namespace ag

#endif // AG_ANALYSIS_LOADVALUES_H
