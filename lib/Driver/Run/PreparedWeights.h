//===- PreparedWeights.h - weights prepared at compile time -----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does a program's load compute from a weights file? The compiled load
// runs here, so that the stored weights are bitwise those that it computes
// later.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DRIVER_RUN_PREPAREDWEIGHTS_H
#define AG_LIB_DRIVER_RUN_PREPAREDWEIGHTS_H

#include "ag/Driver/Run/LoadedProgram.h"
#include "ag/Driver/Run/Weights.h"

namespace ag {

/// A loaded model, and views of the parameters in it that its entries use.
struct PreparedWeights {
  LoadedModel model;
  std::vector<StoredTensor> parameters;
  /// Identifies the program's load, its CPU, and the original weights.
  std::string label;
};

/// Links a program, `object`, and loads the weights at `path`. Fails if load
/// does, for example because this CPU cannot run the program.
llvm::Expected<PreparedWeights>
prepareWeights(const ArtefactSignature &artefact, llvm::StringRef object,
               const std::string &path);

/// Returns the contents of the file that load takes instead of the weights
/// (runtime/Prepare.h).
std::string formatPrepared(const PreparedWeights &weights);

} // namespace ag

#endif // AG_LIB_DRIVER_RUN_PREPAREDWEIGHTS_H
