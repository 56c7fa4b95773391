//===- DefinedValue.h - ops that have a value everywhere --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops of arith and math can't be lowered as they are? Those whose result
// upstream leaves undefined for some operands, and those that it lowers for
// some types only. They are replaced by ops that compute the interpreter's
// value wherever it has one.
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_MODELS_DEFINEDVALUE_H
#define AG_DIALECT_AG_MODELS_DEFINEDVALUE_H

#include "ag/Interfaces/CheckableOp.h"
#include "mlir/IR/Builders.h"

namespace ag {

/// Replaces an op on scalars by its scalar program, unless upstream defines the
/// op for these operands. Reports an error if there is no program.
llvm::LogicalResult defineValue(mlir::Operation *op, mlir::OpBuilder &builder);

template <typename Op>
struct DefinedValueModel
    : CheckableOpInterface::ExternalModel<DefinedValueModel<Op>, Op> {
  llvm::LogicalResult insertChecks(mlir::Operation *op,
                                   mlir::OpBuilder &builder,
                                   SizeOrigins &) const {
    return defineValue(op, builder);
  }
};

} // namespace ag

#endif // AG_DIALECT_AG_MODELS_DEFINEDVALUE_H
