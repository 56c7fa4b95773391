//===- LoadPartition.h - ops that load can compute --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops of an entry depend on parameters and constants alone, and which of
// their results are worth the memory to be computed once? Demands on parameters
// alone are checked once, too.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_COMMON_LOAD_LOADPARTITION_H
#define AG_LIB_PHASES_SCHEDULE_COMMON_LOAD_LOADPARTITION_H

#include "ag/Dialect/AG/IR/Core/CheckOps.h"
#include "ag/Interfaces/Remarks.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

namespace ag {

inline constexpr PassRemarks splitLoadRemarks("ag-split-load");

/// Divides the ops of an entry into those of load and those of each run.
class LoadPartition {
public:
  explicit LoadPartition(mlir::func::FuncOp entry)
      : block(entry.getBody().front()) {
    collect(entry);
    while (leaveToRun())
      ;
  }

  /// Returns the values that load computes and runs use, in program order.
  llvm::ArrayRef<mlir::Value> getPrepared() const {
    return prepared.getArrayRef();
  }
  /// Returns the demands that load checks instead of each run, in program
  /// order.
  llvm::ArrayRef<RequireOp> getDemands() const { return demands.getArrayRef(); }
  /// Returns the ops that compute these values and demands, in program order.
  llvm::SmallVector<mlir::Operation *> getLoadOps() const;

private:
  using Sources = llvm::SetVector<mlir::Value>;

  void collect(mlir::func::FuncOp entry);
  bool areMade(const Sources &values) const;
  bool leaveToRun();
  bool isUsedByRun(mlir::Value value) const;
  bool isWorthPreparing(mlir::Value value) const;

  mlir::Block &block;
  /// The parameters and large constants that each value of load depends on;
  /// empty for values computed from small constants.
  llvm::MapVector<mlir::Value, Sources> sources;
  /// Demands on parameters alone.
  llvm::SetVector<RequireOp> demands;
  /// Ops that load could compute, but that are left to each run.
  llvm::SetVector<mlir::Operation *> left;
  llvm::SetVector<mlir::Value> prepared;
};

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_LOAD_LOADPARTITION_H
