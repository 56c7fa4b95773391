//===- Counting.h - counts of outcomes --------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which outcomes count as the same one, and how often must one occur?
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_FUZZ_JUDGING_COUNTING_H
#define AG_TEST_FUZZ_JUDGING_COUNTING_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <string>

namespace ag {

/// Returns `reason` without numbers, which differ in each program and on each
/// machine. Each becomes N.
std::string generalise(llvm::StringRef reason);

/// Returns true if each count is at least as large as `least` states, as in
/// "compared=10". Prints those that are not. `count` returns a count by its
/// name.
bool checkLeast(llvm::ArrayRef<std::string> least,
                llvm::function_ref<uint64_t(llvm::StringRef)> count);

} // namespace ag

#endif // AG_TEST_FUZZ_JUDGING_COUNTING_H
