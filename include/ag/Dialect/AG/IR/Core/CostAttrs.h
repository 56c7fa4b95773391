//===- CostAttrs.h - what a function is known to cost -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which facts about a function's work are recorded, because they cannot be
// computed from the ops of later phases?
//
//   func.func @mlp(...) attributes {ag.cost = {exact = true,
//                                              flops = 13200000 : i64}}
//
// ag/Analysis/Cost/Cost.h defines the count. The attributes are builtin ones,
// so that stock tools can read them.
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_CORE_COSTATTRS_H
#define AG_DIALECT_AG_IR_CORE_COSTATTRS_H

#include "mlir/Interfaces/FunctionInterfaces.h"

namespace ag {

constexpr llvm::StringLiteral costAttrName = "ag.cost";

struct RecordedCost {
  /// Counted for the planned sizes of the function's symbols.
  int64_t flops;
  /// Whether a run takes exactly this many; if not, the count contains assumed
  /// sizes.
  bool isExact;
};

/// Returns the value of the attribute `attr` of `op`. Reports an error at `op`
/// and fails if it has another form, or if `op` is not a function.
mlir::FailureOr<RecordedCost> readCost(mlir::Operation *op,
                                       mlir::Attribute attr);

/// Sets the attribute of `function`.
void writeCost(mlir::FunctionOpInterface function, const RecordedCost &cost);

} // namespace ag

#endif // AG_DIALECT_AG_IR_CORE_COSTATTRS_H
