//===- Diagnostics.cpp - from MLIR's diagnostics to exceptions ------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Diagnostics.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Location.h"
#include <nanobind/stl/string.h>

using namespace mlir;
namespace nb = nanobind;

namespace ag::python {

static std::string severityOf(const Diagnostic &diagnostic) {
  switch (diagnostic.getSeverity()) {
  case DiagnosticSeverity::Note:
    return "note";
  case DiagnosticSeverity::Warning:
    return "warning";
  case DiagnosticSeverity::Error:
    return "error";
  case DiagnosticSeverity::Remark:
    return "remark";
  }
  llvm_unreachable("all severities are listed");
}

static Report reportOf(const Diagnostic &diagnostic) {
  Report report{severityOf(diagnostic), diagnostic.str(), "", 0, 0};
  if (auto place =
          diagnostic.getLocation()->findInstanceOf<FileLineColRange>()) {
    report.file = place.getFilename().str();
    report.line = place.getStartLine();
    report.column = place.getStartColumn();
  }
  return report;
}

ReportCollector::ReportCollector(MLIRContext *context)
    : handler(context, [this](Diagnostic &diagnostic) {
        reports.push_back(reportOf(diagnostic));
        for (const Diagnostic &note : diagnostic.getNotes())
          reports.push_back(reportOf(note));
        return success();
      }) {}

Failure ReportCollector::failure(const std::string &otherwise) const {
  return reports.empty() ? Failure(otherwise) : Failure(reports);
}

std::string shown(nb::handle value) {
  // The Python package has the same function for its own messages.
  return nb::cast<std::string>(
      nb::module_::import_("ag.core.errors").attr("shown")(value));
}

} // namespace ag::python
