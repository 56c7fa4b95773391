//===- Cost.h - how much work a program is ----------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does a program cost at the least, whatever it is compiled to? Of
//
//   %0 = ag.contract "bi,io->bo" %x, %w
//      : tensor<64x784xf32>, tensor<784x512xf32> -> tensor<64x512xf32>
//
// 64 * 784 * 512 multiplications and as many additions.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_COST_H
#define AG_ANALYSIS_COST_H

#include "ag/Analysis/LoadOps.h"
#include "ag/Analysis/Work.h"
#include "ag/Support/Report/Report.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

namespace ag {

/// The work of a function at the given values of its symbols
/// (ag/Dialect/AG/IR/Dims.h), on one core of `machine`: op by op, but for what
/// stands in groups. A loop counts as often as it iterates; a trip count that
/// depends on values has an assumed value, and the loop is what is unknown. Of
/// a condition the greater branch counts. Ops that `load` contains, if it is
/// given, count as nothing.
Work computeWork(mlir::FunctionOpInterface function,
                 llvm::ArrayRef<int64_t> symbols, const Machine &machine,
                 const LoadOps *load = nullptr);

/// What `ag.cost` says of the entries in a module of any phase.
std::vector<EntryCost> listCosts(mlir::ModuleOp module);

struct Cost {
  /// As of Work.
  int64_t flops = 0;
  /// Of the arguments, the parameters and the results, each once.
  int64_t bytes = 0;
};

/// The cost of a function whose sizes are all numbers. Emits an error at an op
/// whose work only values tell. Counts that overflow end at the greatest.
mlir::FailureOr<Cost> computeCost(mlir::FunctionOpInterface function);

} // namespace ag

#endif // AG_ANALYSIS_COST_H
