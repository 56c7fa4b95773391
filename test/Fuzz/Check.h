//===- Check.h - what a fuzz target demands ---------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_FUZZ_CHECK_H
#define AG_TEST_FUZZ_CHECK_H

namespace ag {

/// Stops libFuzzer, which saves the input, unless the condition holds.
inline void check(bool holds) {
  if (!holds)
    __builtin_trap();
}

} // namespace ag

#endif // AG_TEST_FUZZ_CHECK_H
