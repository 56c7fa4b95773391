//===- LoadValues.h - what load can know ------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which values of an entry are the same in each run, so that load can compute
// with them once? Its parameters and its large constants:
//
//   %w = ag.parameter "w"            arith.constant dense<[...]> of 8192 x 256
//   %t = linalg.transpose %w         made by load, of either
//
// Values of small constants only cost next to nothing, and recomputing a
// broadcast of a splat is cheaper than keeping it in memory.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_ENTRY_LOADVALUES_H
#define AG_ANALYSIS_ENTRY_LOADVALUES_H

#include "mlir/IR/ValueRange.h"

namespace ag {

/// Returns the bytes of a tensor with static sizes; std::nullopt for other
/// types.
std::optional<int64_t> countBytes(mlir::Type type);

/// Returns whether load computes the value's users: it is a parameter, or a
/// large constant that is no splat.
bool isLoadSource(mlir::Value value);

/// Returns whether the value is a load source, or is computed from load sources
/// and constants only, by ops without effects.
bool isLoadValue(mlir::Value value);

/// Returns whether the value is computed from small constants and sizes only,
/// by a few ops without effects.
bool isOfConstants(mlir::Value value);

/// Returns whether a value of the type, which is computed from `sources`, is
/// worth the memory that load needs to keep it: its size is static, and it is
/// at most mostGrowth times as large as the sources.
bool isWorthPreparing(mlir::Type type, mlir::ValueRange sources);

/// The most bytes of a prepared tensor, as a multiple of the bytes of its
/// sources.
constexpr int64_t mostGrowth = 2;

} // namespace ag

#endif // AG_ANALYSIS_ENTRY_LOADVALUES_H
