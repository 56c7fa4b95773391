//===- Weights.h - parameters from files ------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which parameters does --weights provide?
//
//===----------------------------------------------------------------------===//
#ifndef AG_DRIVER_RUN_WEIGHTS_H
#define AG_DRIVER_RUN_WEIGHTS_H

#include "ag/Reference/Interpreter.h"
#include <memory>

namespace ag {

/// A tensor of a safetensors file: compact, row-major, little-endian. The bytes
/// belong to the file or to the caller.
struct StoredTensor {
  std::string name;
  ScalarType type;
  llvm::SmallVector<int64_t> shape;
  llvm::ArrayRef<char> bytes;
};

/// A safetensors file in memory.
class WeightsFile {
public:
  /// Fails if the file cannot be read, or is no safetensors file. Messages
  /// begin with the path, or contain it.
  static llvm::Expected<std::shared_ptr<const WeightsFile>>
  open(llvm::StringRef path);
  ~WeightsFile();

  /// Returns the tensor `name`, whose bytes belong to the file. Fails if there
  /// is none, or if ag does not compute with its type.
  llvm::Expected<StoredTensor> find(llvm::StringRef name) const;

private:
  struct Contents;
  explicit WeightsFile(std::unique_ptr<Contents> contents);

  std::unique_ptr<Contents> contents;
};

/// Returns the source of parameters that `how` names: a safetensors file, or
/// one of the generators zeros, ones, iota, randn:SEED and wide:SEED. Random
/// numbers differ by parameter name. If `how` is empty, the source fails for
/// every parameter. Fails if the file cannot be read.
llvm::Expected<ParameterSource> openWeights(llvm::StringRef how);

/// Returns the contents of a safetensors file with `tensors` in this order. The
/// data of the first begins at a multiple of 64 bytes.
std::string formatSafetensors(llvm::ArrayRef<StoredTensor> tensors);

} // namespace ag

#endif // AG_DRIVER_RUN_WEIGHTS_H
