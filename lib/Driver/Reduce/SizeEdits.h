//===- SizeEdits.h - programs of smaller tensors ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which sizes of dimensions can be smaller?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DRIVER_REDUCE_SIZEEDITS_H
#define AG_LIB_DRIVER_REDUCE_SIZEEDITS_H

#include "Reduce/Change.h"
#include "mlir/IR/BuiltinOps.h"

namespace ag {

/// Replaces a static size by its half, or by 1, in all types. The second
/// function also replaces equal integers in attributes.
Changes listSizesOfTypes(mlir::ModuleOp module);
Changes listSizesEverywhere(mlir::ModuleOp module);

} // namespace ag

#endif // AG_LIB_DRIVER_REDUCE_SIZEEDITS_H
