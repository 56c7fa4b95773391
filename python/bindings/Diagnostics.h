//===- Diagnostics.h - from MLIR's diagnostics to exceptions ----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does what MLIR reports reach Python? It is collected while a call runs,
// and thrown as a Failure, which Python sees as the exception `_ag.Failure`
// whose `diagnostics` are tuples (severity, message, file, line, column).
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
  /// Empty and 0 where no place is known.
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

/// What was given instead of what was expected, as messages show it.
std::string shown(nanobind::handle value);

/// Collects what the context reports during its life.
class ReportCollector {
public:
  explicit ReportCollector(mlir::MLIRContext *context);

  /// The Failure that says what was reported, or `otherwise` if nothing was.
  Failure failure(const std::string &otherwise) const;

private:
  std::vector<Report> reports;
  mlir::ScopedDiagnosticHandler handler;
};

} // namespace ag::python

#endif // AG_PYTHON_BINDINGS_DIAGNOSTICS_H
