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

namespace ag {

/// Returns the source of parameters that `how` names: a safetensors file, or
/// one of the generators zeros, ones, iota, randn:SEED and wide:SEED. Random
/// numbers differ by parameter name. If `how` is empty, the source fails for
/// every parameter. Fails if the file cannot be read.
llvm::Expected<ParameterSource> openWeights(llvm::StringRef how);

/// A tensor of a safetensors file: compact, row-major, little-endian. The bytes
/// belong to the caller.
struct StoredTensor {
  std::string name;
  ScalarType type;
  llvm::SmallVector<int64_t> shape;
  llvm::ArrayRef<char> bytes;
};

/// Returns the contents of a safetensors file with `tensors` in this order. The
/// data of the first begins at a multiple of 64 bytes.
std::string formatSafetensors(llvm::ArrayRef<StoredTensor> tensors);

} // namespace ag

#endif // AG_DRIVER_RUN_WEIGHTS_H
