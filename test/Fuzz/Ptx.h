//===- Ptx.h - PTX that is nearly right -------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does the emulator keep its promises for any text? PtxFuzzer and the
// emulator's unit tests try mutants in the same way.
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_FUZZ_PTX_H
#define AG_TEST_FUZZ_PTX_H

#include <random>
#include <string>

namespace ag {

/// Returns `text` with one to four changes of bytes, words or lines.
std::string changePtx(std::string text, std::mt19937_64 &random);

/// Loads `text`. If it is valid, launches each of its kernels with a bound on
/// instructions. Returns the broken promise, or "".
std::string tryPtx(const std::string &text);

} // namespace ag

#endif // AG_TEST_FUZZ_PTX_H
