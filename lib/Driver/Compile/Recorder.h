//===- Recorder.h - from passes at work to a report -------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are passes and their remarks recorded in a Report?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DRIVER_COMPILE_RECORDER_H
#define AG_LIB_DRIVER_COMPILE_RECORDER_H

#include "ag/Support/Report/Report.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/PassManager.h"
#include <chrono>

namespace ag {

/// Collects all remarks of a context in `report` until it is destroyed.
/// Replaces the context's remark engine. Does nothing if `report` is null.
class Recorder {
public:
  Recorder(Report *report, mlir::MLIRContext &context);
  ~Recorder();

  /// Adds a row for every pass of `passes` to the row of the current step.
  void watch(mlir::PassManager &passes);

private:
  Report *report;
  mlir::MLIRContext &context;
};

/// Adds a row for a phase, or for a step without passes and module, and
/// measures it until destroyed. Does nothing if `report` is null.
class RecordedStep {
public:
  RecordedStep(Report *report, llvm::StringRef name,
               mlir::ModuleOp module = nullptr);
  ~RecordedStep();

private:
  Report *report;
  mlir::ModuleOp module;
  std::chrono::steady_clock::time_point start;
};

} // namespace ag

#endif // AG_LIB_DRIVER_COMPILE_RECORDER_H
