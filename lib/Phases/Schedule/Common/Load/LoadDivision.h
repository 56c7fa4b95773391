//===- LoadDivision.h - what load may make of what it has -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops of an entry depend on parameters and constants alone, and which of
// their results are worth the memory to be made once? What is demanded of
// parameters alone is demanded once, too.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_COMMON_LOAD_LOADDIVISION_H
#define AG_LIB_PHASES_SCHEDULE_COMMON_LOAD_LOADDIVISION_H

#include "ag/Dialect/AG/IR/Core/CheckOps.h"
#include "ag/Interfaces/Remarks.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

namespace ag {

inline constexpr PassRemarks splitLoadRemarks("ag-split-load");

/// Divides the ops of an entry into those of load and those of run.
class LoadDivision {
public:
  explicit LoadDivision(mlir::func::FuncOp entry)
      : block(entry.getBody().front()) {
    collect(entry);
    while (leaveToRun())
      ;
  }

  /// What run uses of what load makes, in the order of the program.
  llvm::ArrayRef<mlir::Value> getPrepared() const {
    return prepared.getArrayRef();
  }
  /// What load demands in place of run, in the order of the program.
  llvm::ArrayRef<RequireOp> getDemands() const { return demands.getArrayRef(); }
  /// The ops that make and demand it, in the order of the program.
  llvm::SmallVector<mlir::Operation *> getLoadOps() const;

private:
  using Sources = llvm::SetVector<mlir::Value>;

  void collect(mlir::func::FuncOp entry);
  bool areMade(const Sources &values) const;
  bool leaveToRun();
  bool isUsedByRun(mlir::Value value) const;
  bool isWorthPreparing(mlir::Value value) const;

  mlir::Block &block;
  /// The parameters and large constants that a value is made of; none, of small
  /// constants.
  llvm::MapVector<mlir::Value, Sources> sources;
  /// What asks of parameters alone.
  llvm::SetVector<RequireOp> demands;
  /// What load could make, but run does.
  llvm::SetVector<mlir::Operation *> left;
  llvm::SetVector<mlir::Value> prepared;
};

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_LOAD_LOADDIVISION_H
