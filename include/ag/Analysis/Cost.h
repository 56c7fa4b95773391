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

#include "ag/Support/Report/Report.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

namespace ag {

struct Work {
  /// Primitives on floats but for casts and selects, each counting one (a
  /// multiply-add is two, an exp one), in the body and the combiner of each
  /// structured op, for every point of its loops. Of a loop with a known number
  /// of iterations so many times; of a condition, the greater branch. Counts
  /// that overflow end at the greatest.
  int64_t flops = 0;
  /// The first op whose number of turns only values tell, or null; each such
  /// op counts as one turn.
  mlir::Operation *unknown = nullptr;
};

/// The work of a function at the given values of its symbols
/// (ag/Dialect/AG/IR/Dims.h).
Work computeWork(mlir::FunctionOpInterface function,
                 llvm::ArrayRef<int64_t> symbols);

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
