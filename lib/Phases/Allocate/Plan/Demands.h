//===- Demands.h - what an entry demands of sizes ---------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which sizes make every run of an entry fail? Sizes that a demand of the entry
// refuses, if the demand follows from the symbols alone. These demands are
// checked before the workspace and the shapes of results are computed from the
// sizes:
//
//   func @f(%x: memref<?xf32>) {               // the symbol n
//     %n = memref.dim %x, %c0
//     %m = arith.subi %n, %c3
//     %0 = arith.cmpi sge, %m, %c0
//     ag.require %0, "a size is {0}, less than 0" (%m)
//
// becomes @f.demands(%n), which the attribute ag.demands names, and n is at
// least 3.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_ALLOCATE_PLAN_DEMANDS_H
#define AG_LIB_PHASES_ALLOCATE_PLAN_DEMANDS_H

#include "ag/Analysis/Entry/EntryABI.h"
#include "ag/Dialect/AG/IR/Core/CheckOps.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/IRMapping.h"

namespace ag {

/// Creates a private function of the entry's symbols before the entry, and
/// records its name there. Leaves the builder at the end of the function's only
/// block. Adds to `mapping` the values that dimensions of the entry's
/// arguments, and of its results' memory, have in the function.
mlir::func::FuncOp makeSymbolFunction(mlir::func::FuncOp entry,
                                      const EntrySignature &signature,
                                      EntryHelper helper,
                                      mlir::OpBuilder &builder,
                                      mlir::IRMapping &mapping);

/// Moves the demands that every run makes, and that follow from the symbols, to
/// a function of the symbols.
void moveDemands(mlir::func::FuncOp entry, const EntrySignature &signature);

/// Returns all demands that every run makes on the symbols, moved or not.
llvm::SmallVector<RequireOp> listDemands(mlir::func::FuncOp entry,
                                         const EntrySignature &signature);

/// Narrows the ranges of the symbols by all demands that every run makes on
/// them, moved or not.
void narrowRanges(mlir::func::FuncOp entry, EntrySignature &signature);

} // namespace ag

#endif // AG_LIB_PHASES_ALLOCATE_PLAN_DEMANDS_H
