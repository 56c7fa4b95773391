//===- AttributeEdits.h - programs without an attribute ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which attributes may a program do without?
//

//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DRIVER_REDUCE_ATTRIBUTEEDITS_H
#define AG_LIB_DRIVER_REDUCE_ATTRIBUTEEDITS_H

#include "Reduce/Change.h"
#include "mlir/IR/BuiltinOps.h"

namespace ag {

/// Drops attributes that no op demands, and those of arguments and results.
Changes listAttributes(mlir::ModuleOp module);

} // namespace ag

#endif // AG_LIB_DRIVER_REDUCE_ATTRIBUTEEDITS_H
