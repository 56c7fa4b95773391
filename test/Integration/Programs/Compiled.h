//===- Compiled.h - a program, compiled for each target ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_INTEGRATION_PROGRAMS_COMPILED_H
#define AG_TEST_INTEGRATION_PROGRAMS_COMPILED_H

#include "Runs.h"

namespace ag {

/// Compiles the program for each target, alone and with its gradients. Nothing
/// is executed, so that a compiler with sanitizers takes seconds. Objects count
/// as "compiled", messages as "refused".
void judgeCompiled(const ProgramFile &program, Runs &runs);

} // namespace ag

#endif // AG_TEST_INTEGRATION_PROGRAMS_COMPILED_H
