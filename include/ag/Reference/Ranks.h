//===- Ranks.h - the meaning of a program of many ranks ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What do the ranks of a mesh compute together? Each by the interpreter, from
// its own blocks of what the whole is given; what they give is put together.
//
//   %x: tensor<4x16xf32> {ag.sharding = #ag.sharding<[["dp"], []], [8, 16]>}
//
//   x, 8 x 16: rank 0 has rows 0 to 3, rank 1 has rows 4 to 7
//
// What would hang or be wrong in silence where ranks really run is an error
// here: ranks that come to different ops or regions, and copies of one element
// that are not the same. Elements beyond the whole are poison: what should not
// be read is NaN, or an integer far away.
//
//===----------------------------------------------------------------------===//
#ifndef AG_REFERENCE_RANKS_H
#define AG_REFERENCE_RANKS_H

#include "ag/Dialect/AG/IR/Mesh.h"
#include "ag/Reference/Interpreter.h"

namespace ag {

/// More ranks are refused: each is a thread with its own values.
constexpr int64_t mostInterpretedRanks = 256;

/// As interpret, of a function of a module with `ag.mesh`, on all its ranks.
/// Arguments, parameters and results are whole where they have `ag.sharding`.
llvm::Expected<Tensors> interpretRanks(mlir::FunctionOpInterface function,
                                       const Tensors &arguments,
                                       const ParameterSource &parameters,
                                       const InterpreterOptions &options);

/// By interpretRanks where the module has `ag.mesh`, else by interpret.
llvm::Expected<Tensors> interpretWhole(mlir::FunctionOpInterface function,
                                       const Tensors &arguments,
                                       const ParameterSource &parameters,
                                       const InterpreterOptions &options);

} // namespace ag

#endif // AG_REFERENCE_RANKS_H
