//===- Outcome.h - what an Expected came to ---------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a test state the value or the message of an llvm::Expected?
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_UNIT_OUTCOME_H
#define AG_TEST_UNIT_OUTCOME_H

#include "llvm/Support/Error.h"
#include <string>

namespace ag {

/// Returns the error's message, or "" if there is no error.
inline std::string messageOf(llvm::Error error) {
  return error ? llvm::toString(std::move(error)) : "";
}
template <typename T> std::string messageOf(llvm::Expected<T> outcome) {
  return messageOf(outcome.takeError());
}

/// Returns the value. An error ends the test program with its message.
template <typename T> T valueOf(llvm::Expected<T> outcome) {
  return llvm::cantFail(std::move(outcome));
}

} // namespace ag

#endif // AG_TEST_UNIT_OUTCOME_H
