//===- RunMain.h - ag-run's command line ------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does ag-run do?
//
//===----------------------------------------------------------------------===//
#ifndef AG_DRIVER_RUNMAIN_H
#define AG_DRIVER_RUNMAIN_H

namespace ag {

/// The tool: reads the command line and does what it says.
int runMain(int argc, char **argv);

} // namespace ag

#endif // AG_DRIVER_RUNMAIN_H
