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
#ifndef AG_DRIVER_WEIGHTS_H
#define AG_DRIVER_WEIGHTS_H

#include "ag/Reference/Interpreter.h"

namespace ag {

/// The source of parameters that `how` names: a safetensors file; or zeros,
/// ones, iota or randn:SEED for generated ones, each name with numbers of its
/// own; or nothing, where every parameter is an error.
llvm::Expected<ParameterSource> openWeights(llvm::StringRef how);

/// The contents of a safetensors file, with the tensors in the order given.
std::string
formatSafetensors(llvm::ArrayRef<std::pair<std::string, Tensor>> tensors);

} // namespace ag

#endif // AG_DRIVER_WEIGHTS_H
