//===- Shared.h - a program shared among ranks ------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Do the ranks of a mesh compute the same as an unsharded program?
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_INTEGRATION_PROGRAMS_SHARED_H
#define AG_TEST_INTEGRATION_PROGRAMS_SHARED_H

#include "Runs.h"

namespace ag {

/// Shares each function that can be interpreted among ranks, as --shard plans
/// it. Does so for the written program and for the traced one, for which it
/// also draws random plans.
void judgeShared(const ProgramFile &program, Runs &runs);

} // namespace ag

#endif // AG_TEST_INTEGRATION_PROGRAMS_SHARED_H
