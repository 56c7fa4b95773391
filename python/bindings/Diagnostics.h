//===- Diagnostics.h - from MLIR's diagnostics to exceptions ----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do MLIR's diagnostics reach Python?
//
// A ReportCollector collects them while a call runs. A Failure carries them to
// Python, where it is raised as the exception `_ag.Failure`. Its argument is a
// list of tuples (severity, message, file, line, column).
//
//===----------------------------------------------------------------------===//
#ifndef AG_PYTHON_BINDINGS_DIAGNOSTICS_H
#define AG_PYTHON_BINDINGS_DIAGNOSTICS_H

#include "mlir/IR/Diagnostics.h"
#include <nanobind/nanobind.h>
#include <stdexcept>
#include <string>
#include <vector>

namespace ag::python {

struct Report {
  std::string severity;
  std::string message;
  /// Empty, and 0 below, if the location is unknown.
  std::string file;
  unsigned line = 0;
  unsigned column = 0;
};

class Failure : public std::runtime_error {
public:
  explicit Failure(const std::string &message)
      : Failure({{"error", message, "", 0, 0}}) {}
  explicit Failure(std::vector<Report> reports)
      : std::runtime_error(reports.empty() ? "" : reports.front().message),
        reports(std::move(reports)) {}

  std::vector<Report> reports;
};

/// Returns the text that messages show for a value other than the expected one.
std::string shown(nanobind::handle value);

/// Collects the diagnostics of the context while this object lives.
class ReportCollector {
public:
  explicit ReportCollector(mlir::MLIRContext *context);

  /// Returns a Failure with the diagnostics so far, or with the message
  /// `otherwise` if there are none.
  Failure failure(const std::string &otherwise) const;

private:
  std::vector<Report> reports;
  mlir::ScopedDiagnosticHandler handler;
};

} // namespace ag::python

#endif // AG_PYTHON_BINDINGS_DIAGNOSTICS_H
