//===- Cost.h - what a function is known to cost ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What was found out about a function's work, and cannot be any more from what
// later phases leave of its ops?
//
//   func.func @mlp(...) attributes {ag.cost = {exact = true,
//                                              flops = 13200000 : i64}}
//
// How it is counted ag/Analysis/Cost.h says. The attributes are builtin ones,
// so that stock tools read them.
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_COST_H
#define AG_DIALECT_AG_IR_COST_H

#include "mlir/Interfaces/FunctionInterfaces.h"

namespace ag {

constexpr llvm::StringLiteral costAttrName = "ag.cost";

struct RecordedCost {
  /// At the planned sizes of the function's symbols.
  int64_t flops;
  /// Whether a run takes so many; if not, assumed sizes are in the count.
  bool isExact;
};

/// What the attribute `attr` of `op` says. An error, at `op`, if that is not
/// its form, or if `op` is no function.
mlir::FailureOr<RecordedCost> readCost(mlir::Operation *op,
                                       mlir::Attribute attr);

/// Lets `function` say that.
void writeCost(mlir::FunctionOpInterface function, const RecordedCost &cost);

} // namespace ag

#endif // AG_DIALECT_AG_IR_COST_H
