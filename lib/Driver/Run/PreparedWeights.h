//===- PreparedWeights.h - weights prepared at compile time -----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which weights does an artefact store that is compiled with --weights? For a
// CPU, those that the program's load computes from a weights file. The compiled
// load runs here, so that the stored weights are bitwise those that it computes
// later. For a GPU, those of the file as they are, so that none is needed.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DRIVER_RUN_PREPAREDWEIGHTS_H
#define AG_LIB_DRIVER_RUN_PREPAREDWEIGHTS_H

#include "ag/Driver/Run/LoadedProgram.h"
#include "ag/Driver/Run/Weights.h"

namespace ag {

/// The parameters that an artefact's entries use, or for a GPU those that its
/// load takes.
struct PreparedWeights {
  /// Their bytes belong to `owner`.
  std::vector<StoredTensor> parameters;
  /// Identifies the program's load, its CPU, and the original weights. Empty if
  /// the parameters are those of the original weights.
  std::string label;
  std::shared_ptr<const void> owner;
};

/// Links a program, `object`, and loads the weights at `path`. Fails if load
/// does, for example because this CPU cannot run the program.
llvm::Expected<PreparedWeights>
prepareWeights(const ArtefactSignature &artefact, llvm::StringRef object,
               const std::string &path);

/// Reads the parameters that load takes, as they are in the weights at `path`.
/// Fails if the program has none, if a parameter is missing there or has
/// another type or shape than in the program, or if a bool is not 0 or 1.
llvm::Expected<PreparedWeights> readWeights(const ArtefactSignature &artefact,
                                            const std::string &path);

/// Returns the contents of the file that load takes instead of the weights. If
/// there is a label, it is a prepared file (runtime/Prepare.h).
std::string formatPrepared(const PreparedWeights &weights);

} // namespace ag

#endif // AG_LIB_DRIVER_RUN_PREPAREDWEIGHTS_H
