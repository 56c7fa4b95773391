//===- Demands.h - what an entry demands of sizes ---------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which sizes end every run of an entry in an error? Those that its demands
// refuse which follow from the symbols alone. They are asked before anything
// is computed of the sizes, the workspace or the shapes of results:
//
//   func @f(%x: memref<?xf32>) {               // the symbol n
//     %n = memref.dim %x, %c0
//     %m = arith.subi %n, %c3
//     %0 = arith.cmpi sge, %m, %c0
//     ag.require %0, "a size is {0}, less than 0" (%m)
//
// becomes @f.demands(%n), of which ag.demands tells, and n is 3 at least.
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

/// Begins a private function of the entry's symbols in front of the entry,
/// of which it tells, with the builder at its only block's end. In `mapping` is
/// what the dimensions of the entry's arguments, and of its results' memory,
/// are there.
mlir::func::FuncOp makeSymbolFunction(mlir::func::FuncOp entry,
                                      const EntrySignature &signature,
                                      EntryHelper helper,
                                      mlir::OpBuilder &builder,
                                      mlir::IRMapping &mapping);

/// Moves the demands that every run makes, and that follow from the symbols,
/// to a function of these.
void moveDemands(mlir::func::FuncOp entry, const EntrySignature &signature);

/// What every run demands of the symbols, moved or not.
llvm::SmallVector<RequireOp> listDemands(mlir::func::FuncOp entry,
                                         const EntrySignature &signature);

/// Narrows the ranges of the symbols by what every run demands of them, moved
/// or not.
void narrowRanges(mlir::func::FuncOp entry, EntrySignature &signature);

} // namespace ag

#endif // AG_LIB_PHASES_ALLOCATE_PLAN_DEMANDS_H
