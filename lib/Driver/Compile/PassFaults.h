//===- PassFaults.h - passes that fail by ag's fault ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// When a pass fails, is the program at fault, or are we?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DRIVER_COMPILE_PASSFAULTS_H
#define AG_LIB_DRIVER_COMPILE_PASSFAULTS_H

#include "mlir/Pass/PassManager.h"

namespace ag {

/// Watches `passes`, from now until they are destroyed: a pass that fails
/// without an error, or makes a program that is not valid, is named by an
/// error then, and the tool ends in OurFault.
void watchForFaults(mlir::PassManager &passes);

} // namespace ag

#endif // AG_LIB_DRIVER_COMPILE_PASSFAULTS_H
