//===- Folding.h - ops whose value is known ---------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DIALECT_AG_IR_CORE_FOLDING_H
#define AG_LIB_DIALECT_AG_IR_CORE_FOLDING_H

#include "ag/Dialect/AG/IR/Core/AGDialect.h"

namespace ag {

/// Gives the dialect its fold interface. It is used for ops that have no folder
/// of their own, or whose folder fails.
void addFolding(AGDialect &dialect);

} // namespace ag

#endif // AG_LIB_DIALECT_AG_IR_CORE_FOLDING_H
