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
#ifndef AG_DRIVER_RUN_ARGUMENTS_H
#define AG_DRIVER_RUN_ARGUMENTS_H

#include "ag/Interfaces/InterpretableOp.h"
#include "ag/Support/Signature/ArtefactSignature.h"

namespace ag {

/// The sizes of an entry's symbols, as far as they are known.
using KnownSizes = std::vector<std::optional<int64_t>>;

/// Those that `dims` give; an error as of makeArguments.
llvm::Expected<KnownSizes> readSizes(const EntrySignature &entry,
                                     llvm::ArrayRef<std::string> dims);

/// The arguments of `entry`. Each of `inputs` is an npy file, zeros, ones,
/// iota, randn:SEED or wide:SEED; one generator alone stands for all arguments,
/// each with numbers of its own. Sizes of dimensions come from `dims`, each
/// NAME=SIZE, and from the files. An error if any of it doesn't fit the entry,
/// the names or the ranges of its dimensions: what a program does not have or
/// allow is an input at fault, what is missing on the command line is wrong
/// use.
llvm::Expected<Tensors> makeArguments(const EntrySignature &entry,
                                      llvm::ArrayRef<std::string> inputs,
                                      llvm::ArrayRef<std::string> dims);

} // namespace ag

#endif // AG_DRIVER_RUN_ARGUMENTS_H
