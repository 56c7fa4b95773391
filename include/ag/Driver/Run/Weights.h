//===- Weights.h - parameters from files ------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which tensors does --weights name?
//
//===----------------------------------------------------------------------===//
#ifndef AG_DRIVER_RUN_WEIGHTS_H
#define AG_DRIVER_RUN_WEIGHTS_H

#include "ag/Reference/Interpreter.h"

namespace ag {

/// The source of parameters that `how` names: a safetensors file; or zeros,
/// ones, iota, randn:SEED or wide:SEED for generated ones, each name with
/// numbers of its own; or nothing, where every parameter is an error.
llvm::Expected<ParameterSource> openWeights(llvm::StringRef how);

/// A tensor as a file holds it: compact, row-major, little-endian.
struct StoredTensor {
  std::string name;
  ScalarType type;
  llvm::SmallVector<int64_t> shape;
  llvm::ArrayRef<char> bytes;
};

/// The contents of a safetensors file, with the tensors in the order given; the
/// first begins at a multiple of 64 bytes.
std::string formatSafetensors(llvm::ArrayRef<StoredTensor> tensors);

} // namespace ag

#endif // AG_DRIVER_RUN_WEIGHTS_H
