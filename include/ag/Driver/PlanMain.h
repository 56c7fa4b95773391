//===- PlanMain.h - packing the buffers of a CSV file -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does ag-plan do?
//
//===----------------------------------------------------------------------===//
#ifndef AG_DRIVER_PLANMAIN_H
#define AG_DRIVER_PLANMAIN_H

namespace ag {

/// Reads the command line, packs the buffers of a CSV file into one workspace,
/// and returns the exit status.
int planMain(int argc, char **argv);

} // namespace ag

#endif // AG_DRIVER_PLANMAIN_H
