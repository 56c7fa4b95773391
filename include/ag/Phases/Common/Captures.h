//===- Captures.h - values that a region or op captures ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which values must be passed to a function that is outlined from another one?
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_COMMON_CAPTURES_H
#define AG_PHASES_COMMON_CAPTURES_H

#include "ag/Analysis/UsedValues.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/Matchers.h"

namespace ag {

/// The values that an op or a region uses and does not define.
struct Captures {
  /// Collects the captures of an op, including those of its regions.
  explicit Captures(mlir::Operation *op) : Captures(getUsedValues(op)) {}
  /// Collects the captures of a region, without the operands of its parent op.
  explicit Captures(mlir::Region &region) : Captures(getUsedValues(region)) {}

  explicit Captures(const llvm::SetVector<mlir::Value> &used) {
    for (mlir::Value value : used)
      if (mlir::matchPattern(value, mlir::m_Constant()))
        constants.push_back(value.getDefiningOp());
      else
        arguments.push_back(value);
  }

  /// Maps `arguments` to the outlined function's arguments `own`, and clones
  /// the constants at the insertion point of `builder`.
  void mapInto(mlir::OpBuilder &builder, mlir::ValueRange own,
               mlir::IRMapping &mapping) const {
    mapping.map(arguments, own);
    for (mlir::Operation *constant : constants)
      builder.clone(*constant, mapping);
  }

  /// Constants, which are cloned into the outlined function, and the values
  /// that are passed to it.
  llvm::SmallVector<mlir::Operation *> constants;
  llvm::SmallVector<mlir::Value> arguments;
};

} // namespace ag

#endif // AG_PHASES_COMMON_CAPTURES_H
