//===- Cost.h - how much work a program is ----------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is the least cost of a program, however it is compiled? The op
//
//   %0 = ag.contract "bi,io->bo" %x, %w
//      : tensor<64x784xf32>, tensor<784x512xf32> -> tensor<64x512xf32>
//
// takes 64 * 784 * 512 multiplications and as many additions.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_COST_COST_H
#define AG_ANALYSIS_COST_COST_H

#include "ag/Analysis/Cost/Work.h"
#include "ag/Analysis/Entry/LoadOps.h"
#include "ag/Support/Report/Report.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

namespace ag {

/// Returns the work of a function at the given values of its symbols
/// (ag/Dialect/AG/IR/Sizes/DimSymbols.h) on one core of `machine`, op by op
/// except in groups. The work of a loop is multiplied by its trip count. If the
/// trip count depends on values, it is assumed and the loop becomes
/// Work::unknown. Of the branches of a condition, the greater one counts. Ops
/// that `load` contains, if it is given, count as nothing.
Work computeWork(mlir::FunctionOpInterface function,
                 llvm::ArrayRef<int64_t> symbols, const Machine &machine,
                 const LoadOps *load = nullptr);

/// Returns the costs that the `ag.cost` attributes of the module's entries
/// record, in any phase. Entries without `ag.cost` or `ag.signature` are left
/// out.
std::vector<EntryCost> listCosts(mlir::ModuleOp module);

struct Cost {
  /// See Work::flops.
  int64_t flops = 0;
  /// Bytes of the arguments, the parameters and the results, each counted once.
  int64_t bytes = 0;
};

/// Returns the cost of a function whose sizes are all static. Emits an error at
/// an op whose work depends on values, or if an argument or result has a
/// dynamic size. Counts saturate instead of overflowing.
mlir::FailureOr<Cost> computeCost(mlir::FunctionOpInterface function);

} // namespace ag

#endif // AG_ANALYSIS_COST_COST_H
