//===- ProgramForm.h - what passes expect of a program ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which form must a program have for a pass, and which pass must run first if
// it has another one? Users run passes one by one, in any order.
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_COMMON_PROGRAMFORM_H
#define AG_PHASES_COMMON_PROGRAMFORM_H

#include "ag/Phases/Common/WithModels.h"

namespace ag {

enum class ProgramForm : uint8_t {
  /// Ops compute tensors: they are not bufferized.
  Tensors,
  /// No value is a tensor.
  Buffers,
  /// Entries return nothing: their results are in memory.
  Destinations,
  /// Entries that read elements return a status alone, and have branches in
  /// place of loops.
  Statuses,
};

/// Fails if the program is not in the form. The error is at an op that is not,
/// and names the pass to run before or after `pass`.
mlir::LogicalResult checkForm(mlir::Operation *program, ProgramForm form,
                              llvm::StringRef pass);

/// The base of a pass that runs on programs of one form only, in place of
/// WithModels. It refuses other programs.
template <ProgramForm Form, typename Generated>
struct OnForm : WithModels<Generated> {
  using WithModels<Generated>::WithModels;

  void runOnOperation() final {
    if (failed(checkForm(this->getOperation(), Form, this->getArgument())))
      return this->signalPassFailure();
    runOnForm();
  }

  /// Runs the pass on a program that is in the form.
  virtual void runOnForm() = 0;
};

} // namespace ag

#endif // AG_PHASES_COMMON_PROGRAMFORM_H
