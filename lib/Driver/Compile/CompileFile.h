//===- CompileFile.h - what ag-compile does ---------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does a command line ask ag-compile for, and how does that become files?
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
  /// Which remarks to print (Topics.h).
  std::vector<std::string> remarks;
  /// Where the report and the drawings go, if anywhere: of the program with its
  /// groups, of the workspace, and of what ranks share.
  std::string report;
  std::string programGraph;
  std::string memoryGraph;
  std::string shardingGraph;
};

/// Returns true if `path` is standard output, another open descriptor, a pipe
/// or a device. Nothing is written beside those.
bool isStream(llvm::StringRef path);

/// What is written beside the artefact, each path empty if it is not: f.h, and
/// f.weights for load to map.
std::string getHeaderPath(const CompileRequest &request);
std::string getWeightsPath(const CompileRequest &request);

/// Compiles the program, in the dialects of `registry`, writes all files or
/// none, and prints what is asked for.
ExitStatus compileFile(const CompileRequest &request,
                       const mlir::DialectRegistry &registry);

} // namespace ag

#endif // AG_LIB_DRIVER_COMPILE_COMPILEFILE_H
