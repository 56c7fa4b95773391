//===- Arguments.h - the arguments of an entry ------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which tensors is a function run on, given --input and --dim?
//
//===----------------------------------------------------------------------===//
#ifndef AG_DRIVER_ARGUMENTS_H
#define AG_DRIVER_ARGUMENTS_H

#include "ag/Interfaces/InterpretableOp.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

namespace ag {

/// The arguments of `function`. Each of `inputs` is an npy file, zeros, ones,
/// iota or randn:SEED; one generator alone stands for all arguments, each with
/// numbers of its own. Sizes of dimensions come from `dims`, each NAME=SIZE,
/// and from the files. An error if any of it doesn't fit the function, its
/// ag.dims or ag.ranges.
llvm::Expected<Tensors> makeArguments(mlir::FunctionOpInterface function,
                                      llvm::ArrayRef<std::string> inputs,
                                      llvm::ArrayRef<std::string> dims);

} // namespace ag

#endif // AG_DRIVER_ARGUMENTS_H
