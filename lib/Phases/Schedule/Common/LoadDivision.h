//===- LoadDivision.h - what load may make of what it has -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops of an entry depend on parameters and constants alone, and which of
// their results are worth the memory to be made once?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_COMMON_LOADDIVISION_H
#define AG_LIB_PHASES_SCHEDULE_COMMON_LOADDIVISION_H

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
  /// The ops that make it, in the order of the program.
  llvm::SmallVector<mlir::Operation *> getLoadOps() const;

private:
  void collect(mlir::func::FuncOp entry);
  bool leaveToRun();
  bool isUsedByRun(mlir::Value value) const;
  bool isWorthPreparing(mlir::Value value) const;

  mlir::Block &block;
  /// The parameters and large constants that a value is made of; none, of small
  /// constants.
  llvm::MapVector<mlir::Value, llvm::SetVector<mlir::Value>> sources;
  /// What load could make, but run does.
  llvm::SetVector<mlir::Operation *> left;
  llvm::SetVector<mlir::Value> prepared;
};

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_LOADDIVISION_H
