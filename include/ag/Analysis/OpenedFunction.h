//===- OpenedFunction.h - a function without its regions --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is a function without those regions that groups may cross?
//
//   %e = ag.exp %x
//   %y = ag.region "tail" (%a = %e) {      is     %e = ag.exp %x
//     %n = ag.neg %a                              %n = ag.neg %e
//     ag.yield %n                                 return %n
//   }
//   return %y
//
// It is a copy, of which each op tells what it is a copy of. Groups that are
// there are told the numbers that they are given, by constants of their own,
// which are copies of none.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_OPENEDFUNCTION_H
#define AG_ANALYSIS_OPENEDFUNCTION_H

#include "ag/Dialect/AG/IR/RegionOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "llvm/ADT/DenseMap.h"

namespace ag {

/// Whether groups may cross the region: it does not keep its ops to themselves
/// (`fuse`), nor is it one that differentiation has yet to read. In a group
/// that is there already, this matters no more.
bool isCrossable(RegionOp region);

class OpenedFunction {
public:
  explicit OpenedFunction(mlir::FunctionOpInterface function);

  /// Of an op that was erased, nothing may be asked any more.
  mlir::FunctionOpInterface get() const { return copy; }
  mlir::Operation *originalOf(mlir::Operation *op) const {
    return originals.lookup(op);
  }

private:
  /// In which the copy stands: it says what the function's does.
  mlir::OwningOpRef<mlir::ModuleOp> module;
  mlir::FunctionOpInterface copy;
  llvm::DenseMap<mlir::Operation *, mlir::Operation *> originals;
};

} // namespace ag

#endif // AG_ANALYSIS_OPENEDFUNCTION_H
