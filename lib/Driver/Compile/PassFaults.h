//===- PassFaults.h - failures of passes that are ag's fault ----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// When a pass fails, is the program at fault, or ag?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DRIVER_COMPILE_PASSFAULTS_H
#define AG_LIB_DRIVER_COMPILE_PASSFAULTS_H

#include "mlir/Pass/PassManager.h"

namespace ag {

/// Watches `passes` until they are destroyed. Then reports an error if a pass
/// crashed, failed without an error, or left a program that is not valid. The
/// error names the pass, and the tool ends in OurFault. A user who ran a pass
/// of upstream on groups reads in the op's error what to run before.
void watchForFaults(mlir::PassManager &passes);

} // namespace ag

#endif // AG_LIB_DRIVER_COMPILE_PASSFAULTS_H
