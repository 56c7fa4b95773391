//===- PreparedWeights.h - weights prepared when compiling ------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does a program's load make of a weights file? It is run here, so that
// what is stored has the bits that load would compute.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DRIVER_RUN_PREPAREDWEIGHTS_H
#define AG_LIB_DRIVER_RUN_PREPAREDWEIGHTS_H

#include "ag/Driver/Run/LoadedProgram.h"
#include "ag/Driver/Run/Weights.h"

namespace ag {

/// A loaded model, and the parameters that its entries use, which lie in it.
struct PreparedWeights {
  LoadedModel model;
  std::vector<StoredTensor> parameters;
  /// For which program and CPU they are, and of which weights.
  std::string label;
};

/// Loads the weights at `path` into a program, an object's bytes. An
/// error says what load says, as where this CPU can't run the program.
llvm::Expected<PreparedWeights>
prepareWeights(const ArtefactSignature &artefact, llvm::StringRef object,
               const std::string &path);

/// The file that load takes instead of the weights (runtime/Prepare.h).
std::string formatPrepared(const PreparedWeights &weights);

} // namespace ag

#endif // AG_LIB_DRIVER_RUN_PREPAREDWEIGHTS_H
