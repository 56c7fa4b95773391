//===- Ranks.h - the meaning of a program of many ranks ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What do the ranks of a mesh compute together? The interpreter runs each rank
// on its blocks of the whole arguments, and joins the blocks of the results.
//
//   %x: tensor<4x16xf32> {ag.sharding = #ag.sharding<[["dp"], []], [8, 16]>}
//
//   x, 8 x 16: rank 0 has rows 0 to 3, rank 1 has rows 4 to 7
//
// Behavior that would hang or be silently wrong on real ranks is an error here:
// ranks that come to different ops or regions, and copies of one block that
// differ. Elements of a block beyond the whole tensor must not be read. They
// are poison: NaN, or a conspicuous integer.
//
//===----------------------------------------------------------------------===//
#ifndef AG_REFERENCE_RANKS_H
#define AG_REFERENCE_RANKS_H

#include "ag/Dialect/AG/IR/Sharding/ProgramMesh.h"
#include "ag/Reference/Interpreter.h"

namespace ag {

/// The maximal number of ranks. Each is a thread with its own values.
constexpr int64_t mostInterpretedRanks = 256;

/// Interprets a function of a module with `ag.mesh` on all ranks. Arguments,
/// parameters and results with `ag.sharding` are whole tensors; each of the
/// others is the same on all ranks.
llvm::Expected<Tensors> interpretRanks(mlir::FunctionOpInterface function,
                                       const Tensors &arguments,
                                       const ParameterSource &parameters,
                                       const InterpreterOptions &options);

/// Calls interpretRanks if the module has `ag.mesh`, and interpret otherwise.
llvm::Expected<Tensors> interpretWhole(mlir::FunctionOpInterface function,
                                       const Tensors &arguments,
                                       const ParameterSource &parameters,
                                       const InterpreterOptions &options);

} // namespace ag

#endif // AG_REFERENCE_RANKS_H
