//===- Bytecode.h - checks of programs from bytecode ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which checks of the parser of text does a program from bytecode lack?
//
//===----------------------------------------------------------------------===//
#ifndef AG_DRIVER_BYTECODE_H
#define AG_DRIVER_BYTECODE_H

#include "mlir/IR/Operation.h"

namespace ag {

/// Returns true if no op of `program` nests too deep, and if all of its builtin
/// types and attributes are valid. Otherwise reports an error at the first op
/// where this is not so. The verifiers of ops rely on both.
bool checkBytecode(mlir::Operation *program);

/// Loads the dialects of the names of all attributes in `program`. The verifier
/// skips attributes of dialects that are not loaded.
void loadAttributeDialects(mlir::Operation *program);

} // namespace ag

#endif // AG_DRIVER_BYTECODE_H
