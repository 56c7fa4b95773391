//===- AGEnums.h - the words that ops are parametrised with -----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_CORE_AGENUMS_H
#define AG_DIALECT_AG_IR_CORE_AGENUMS_H

#include "mlir/IR/BuiltinAttributes.h"

#include "ag/Dialect/AG/IR/Core/AGEnums.h.inc"

#endif // AG_DIALECT_AG_IR_CORE_AGENUMS_H
