//===- ShardRoles.h - roles of arguments ------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Is an argument a parameter, a state of training, or data?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SHARD_PLAN_SHARDROLES_H
#define AG_LIB_PHASES_SHARD_PLAN_SHARDROLES_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace ag {

enum class ArgumentRole : uint8_t { Parameter, State, Data };

/// Returns the word that ag.role has for a role.
llvm::StringRef spell(ArgumentRole role);

/// Returns the role of each argument. An ag.parameter that became an argument
/// is a parameter. Others have the role that ag.role gives. If that is absent,
/// a tensor that a result takes over (ag.alias) is a parameter if it reaches an
/// op that is not elementwise through elementwise ops, and otherwise a state.
/// All others are data.
llvm::SmallVector<ArgumentRole> findRoles(mlir::func::FuncOp function);

/// Returns the argument that a result takes over, or std::nullopt.
std::optional<unsigned> findTakenOver(mlir::func::FuncOp function,
                                      unsigned result);

} // namespace ag

#endif // AG_LIB_PHASES_SHARD_PLAN_SHARDROLES_H
