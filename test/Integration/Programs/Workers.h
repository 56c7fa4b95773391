//===- Workers.h - numbered work, spread over cores -------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do several processes share work without one being left with the rest?
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_INTEGRATION_PROGRAMS_WORKERS_H
#define AG_TEST_INTEGRATION_PROGRAMS_WORKERS_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace ag {

/// Calls `work` once with each number below `count`, in `workers` children of
/// this process. A child that is done with a number takes the next one that no
/// child has taken; in the end it calls `finish`. Returns the text of each
/// child's `finish`. Fails if `work` fails, or a child crashes.
llvm::Expected<std::vector<std::string>>
runInWorkers(unsigned workers, size_t count,
             llvm::function_ref<llvm::Error(size_t)> work,
             llvm::function_ref<std::string()> finish);

} // namespace ag

#endif // AG_TEST_INTEGRATION_PROGRAMS_WORKERS_H
