//===- Recorder.h - from passes at work to a report -------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does what passes do and say get into a Report?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DRIVER_COMPILE_RECORDER_H
#define AG_LIB_DRIVER_COMPILE_RECORDER_H

#include "ag/Support/Report/Report.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/PassManager.h"
#include <chrono>

namespace ag {

/// Collects all remarks of a context into `report` for as long as it lives, in
/// place of whatever listened before. Without a report it does nothing.
class Recorder {
public:
  Recorder(Report *report, mlir::MLIRContext &context);
  ~Recorder();

  /// Gives every pass of `passes` a row in that of the current step.
  void watch(mlir::PassManager &passes);

private:
  Report *report;
  mlir::MLIRContext &context;
};

/// The row of a phase, or of a step that runs no passes and has no module,
/// while it lasts. Without a report it does nothing.
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
