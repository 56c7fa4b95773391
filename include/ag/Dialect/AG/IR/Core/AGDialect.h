//===- AGDialect.h - the ag dialect -----------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_CORE_AGDIALECT_H
#define AG_DIALECT_AG_IR_CORE_AGDIALECT_H

#include "mlir/IR/Dialect.h"

#include "ag/Dialect/AG/IR/Core/AGDialect.h.inc"

#endif // AG_DIALECT_AG_IR_CORE_AGDIALECT_H
