//===- Support.cpp - strings and errors of the C API ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag-c/Support.h"
#include "Support.h"
#include "ag/Driver/Run/LoadedProgram.h"
#include "ag/Driver/Tool.h"

static thread_local std::string lastError;

const char *agGetLastError(void) { return lastError.c_str(); }

namespace ag {

int32_t fail(int32_t status, const llvm::Twine &message) {
  lastError = message.str();
  return status;
}

int32_t fail(llvm::Error error, int32_t status) {
  llvm::handleAllErrors(
      std::move(error),
      [&](const ProgramError &refusal) {
        status = refusal.status;
        lastError = refusal.message;
      },
      [&](const llvm::ErrorInfoBase &other) {
        if (isWrongUse(other))
          status = AgWrongUse;
        lastError = other.message();
      });
  return status;
}

} // namespace ag
