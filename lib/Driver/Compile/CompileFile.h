//===- CompileFile.h - from a program to files ------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What can be requested of ag-compile, and how does it become files?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DRIVER_COMPILE_COMPILEFILE_H
#define AG_LIB_DRIVER_COMPILE_COMPILEFILE_H

#include "ag/Driver/Compile/Compile.h"
#include "ag/Driver/Tool.h"
#include "ag/Support/Report/Report.h"

namespace ag {

struct CompileRequest {
  std::string input;
  std::string output;
  Emission emission = Emission::Object;
  CompileOptions options;
  bool time = false;
  bool verbose = false;
  /// The kinds and topics of remarks to print (Topics.h).
  std::vector<std::string> remarks;
  /// The paths of the report and of the drawings: the program with its groups,
  /// the workspace, and the programs of ranks. Empty paths are not written.
  std::string report;
  std::string programGraph;
  std::string memoryGraph;
  std::string shardingGraph;
};

/// Returns true if `path` is standard output, another open descriptor, a pipe
/// or a device. No file is written beside these.
bool isStream(llvm::StringRef path);

/// Returns the path of the header f.h beside the artefact, and of the file
/// f.weights that load maps; empty if there is none.
std::string getHeaderPath(const CompileRequest &request);
std::string getWeightsPath(const CompileRequest &request);

/// Compiles the program, in the dialects of `registry`, writes all files or
/// none, and prints the requested reports.
ExitStatus compileFile(const CompileRequest &request,
                       const mlir::DialectRegistry &registry);

} // namespace ag

#endif // AG_LIB_DRIVER_COMPILE_COMPILEFILE_H
