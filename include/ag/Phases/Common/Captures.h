//===- Captures.h - what a part of a function uses --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What has to be handed to a function that a part of another one becomes?
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_COMMON_CAPTURES_H
#define AG_PHASES_COMMON_CAPTURES_H

#include "ag/Analysis/UsedValues.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/Matchers.h"

namespace ag {

/// What a part of a function uses and does not make.
struct Captures {
  /// Of an op, with its regions.
  explicit Captures(mlir::Operation *op) : Captures(getUsedValues(op)) {}
  /// Of a region, without what the op around it uses.
  explicit Captures(mlir::Region &region) : Captures(getUsedValues(region)) {}

  explicit Captures(const llvm::SetVector<mlir::Value> &used) {
    for (mlir::Value value : used)
      if (mlir::matchPattern(value, mlir::m_Constant()))
        constants.push_back(value.getDefiningOp());
      else
        arguments.push_back(value);
  }

  /// Begins the function's body: `own` are its arguments for `arguments`.
  void mapInto(mlir::OpBuilder &builder, mlir::ValueRange own,
               mlir::IRMapping &mapping) const {
    mapping.map(arguments, own);
    for (mlir::Operation *constant : constants)
      builder.clone(*constant, mapping);
  }

  /// These move in, the others are handed over.
  llvm::SmallVector<mlir::Operation *> constants;
  llvm::SmallVector<mlir::Value> arguments;
};

} // namespace ag

#endif // AG_PHASES_COMMON_CAPTURES_H
