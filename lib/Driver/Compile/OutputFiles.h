//===- OutputFiles.h - conflicts between files ------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does a command line write one file twice, or a file that it reads? A file may
// have several names: ./plan.csv is plan.csv, and so is a link to it.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DRIVER_COMPILE_OUTPUTFILES_H
#define AG_LIB_DRIVER_COMPILE_OUTPUTFILES_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

namespace ag {

/// A file to be written. It need not exist yet.
struct OutputFile {
  llvm::StringRef path;
  /// The option that requests it, for example "-o".
  llvm::StringRef option;
  /// The kind of a file that is written beside the artefact, for example
  /// "header". Such a file has no option.
  llvm::StringRef companion = {};
};

/// Returns an error of wrong use if two of `outputs` are one file, or if one of
/// them would replace a file of `inputs`. In `outputs`, `-` is standard output.
/// In `inputs`, it is the file that standard input is redirected from, if any.
/// Empty paths are ignored.
llvm::Error checkOutputs(llvm::ArrayRef<OutputFile> outputs,
                         llvm::ArrayRef<llvm::StringRef> inputs);

} // namespace ag

#endif // AG_LIB_DRIVER_COMPILE_OUTPUTFILES_H
