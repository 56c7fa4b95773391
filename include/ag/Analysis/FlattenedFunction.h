//===- FlattenedFunction.h - a function without its regions -----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is a function without the regions that groups may cross?
//
//   %e = ag.exp %x
//   %y = ag.region "tail" (%a = %e) {      is     %e = ag.exp %x
//     %n = ag.neg %a                              %n = ag.neg %e
//     ag.yield %n                                 return %n
//   }
//   return %y
//
// The function is a copy whose ops are mapped to their originals. Existing
// groups get their own constants for the numbers that they read. These
// constants have no original.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_FLATTENEDFUNCTION_H
#define AG_ANALYSIS_FLATTENEDFUNCTION_H

#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "llvm/ADT/DenseMap.h"

namespace ag {

/// Returns whether groups may cross the region: it does not keep its ops to
/// itself (`fuse`), and differentiation does not need it any longer. Inside a
/// group, only the former counts.
bool isCrossable(RegionOp region);

class FlattenedFunction {
public:
  explicit FlattenedFunction(mlir::FunctionOpInterface function);

  /// Returns the copy. Ops that were erased from it must not be passed to
  /// originalOf, which returns null for ops without an original.
  mlir::FunctionOpInterface get() const { return copy; }
  mlir::Operation *originalOf(mlir::Operation *op) const {
    return originals.lookup(op);
  }

private:
  /// Contains the copy, and has the attributes of the function's module.
  mlir::OwningOpRef<mlir::ModuleOp> module;
  mlir::FunctionOpInterface copy;
  llvm::DenseMap<mlir::Operation *, mlir::Operation *> originals;
};

} // namespace ag

#endif // AG_ANALYSIS_FLATTENEDFUNCTION_H
