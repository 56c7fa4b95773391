//===- OptHelp.h - what ag-opt --help says ----------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does ag-opt, which has some 300 passes of MLIR and a thousand options of
// LLVM, show a newcomer those of ag?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DRIVER_OPTHELP_H
#define AG_LIB_DRIVER_OPTHELP_H

#include <string>

namespace ag {

/// Leaves the options that there are by now, LLVM's own, to --help-hidden.
void hideLLVMOptions();

/// Leaves the passes to --list-passes. There are options for them by now.
void hidePasses();

/// What ag-opt is for, and a line for each pipeline and pass of ag, for which
/// there are options by now.
std::string describeOpt();

} // namespace ag

#endif // AG_LIB_DRIVER_OPTHELP_H
