//===- Arguments.h - the arguments of an entry ------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which tensors do --input and --dim pass to a function?
//
//===----------------------------------------------------------------------===//
#ifndef AG_DRIVER_RUN_ARGUMENTS_H
#define AG_DRIVER_RUN_ARGUMENTS_H

#include "ag/Interfaces/InterpretableOp.h"
#include "ag/Support/Signature/ArtefactSignature.h"

namespace ag {

/// The sizes of an entry's symbols; std::nullopt if a size is unknown.
using KnownSizes = std::vector<std::optional<int64_t>>;

/// Returns the sizes that `dims` give. Fails like makeArguments.
llvm::Expected<KnownSizes> readSizes(const EntrySignature &entry,
                                     llvm::ArrayRef<std::string> dims);

/// Returns the arguments of `entry`. Each of `inputs` is an npy file, zeros,
/// ones, iota, randn:SEED or wide:SEED. A single generator applies to all
/// arguments, and each gets different numbers. The sizes of dimensions come
/// from `dims`, each of them NAME=SIZE, and from the files.
///
/// Fails if an input or a size does not fit the entry. Inputs and sizes that
/// the program does not have or allow are an input at fault; malformed or
/// missing options are wrong use.
llvm::Expected<Tensors> makeArguments(const EntrySignature &entry,
                                      llvm::ArrayRef<std::string> inputs,
                                      llvm::ArrayRef<std::string> dims);

} // namespace ag

#endif // AG_DRIVER_RUN_ARGUMENTS_H
