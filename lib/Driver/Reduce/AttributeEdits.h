//===- AttributeEdits.h - programs without an attribute ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which attributes can be left out of a program?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DRIVER_REDUCE_ATTRIBUTEEDITS_H
#define AG_LIB_DRIVER_REDUCE_ATTRIBUTEEDITS_H

#include "Reduce/Change.h"
#include "mlir/IR/BuiltinOps.h"

namespace ag {

/// Drops discardable attributes, and attributes of arguments and results.
Changes listAttributes(mlir::ModuleOp module);

} // namespace ag

#endif // AG_LIB_DRIVER_REDUCE_ATTRIBUTEEDITS_H
