//===- InlineRegions.h - regions as their bodies ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a program written without its regions?
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_COMMON_INLINEREGIONS_H
#define AG_PHASES_COMMON_INLINEREGIONS_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace ag {

/// Puts the bodies of the ag.region ops of `function` in their place; the
/// locations of their ops keep the names.
void inlineRegions(mlir::func::FuncOp function);

} // namespace ag

#endif // AG_PHASES_COMMON_INLINEREGIONS_H
