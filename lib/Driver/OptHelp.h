//===- OptHelp.h - the text of ag-opt --help --------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does ag-opt --help show the passes and options of ag, among some 300
// passes of MLIR and a thousand options of LLVM?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DRIVER_OPTHELP_H
#define AG_LIB_DRIVER_OPTHELP_H

#include <string>

namespace ag {

/// Hides all registered options, except with --help-hidden. Call this while
/// only LLVM's own are registered.
void hideLLVMOptions();

/// Hides the options of passes, which --list-passes lists. Call this after they
/// are registered.
void hidePasses();

/// Returns an overview of ag-opt, and a line for each pipeline and each
/// registered pass of ag.
std::string describeOpt();

} // namespace ag

#endif // AG_LIB_DRIVER_OPTHELP_H
