//===- ShardRoles.h - what arguments are for --------------------*- C++ -*-===//
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

/// As ag.role says it.
llvm::StringRef spell(ArgumentRole role);

/// What ag.role says; else a parameter is a tensor that a result takes over
/// (ag.alias) and that reaches, through element-wise ops, one that is not, and
/// a state what another result takes over. Of each argument.
llvm::SmallVector<ArgumentRole> findRoles(mlir::func::FuncOp function);

/// The argument that a result takes over, if any.
std::optional<unsigned> findTakenOver(mlir::func::FuncOp function,
                                      unsigned result);

} // namespace ag

#endif // AG_LIB_PHASES_SHARD_PLAN_SHARDROLES_H
