//===- OutputFiles.h - files that are written apart -------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does a command line ask for one file twice, or for one that it reads? A file
// may have several names: ./plan.csv is plan.csv, and so is a link to it.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DRIVER_COMPILE_OUTPUTFILES_H
#define AG_LIB_DRIVER_COMPILE_OUTPUTFILES_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

namespace ag {

/// A file to be written, whether it is there already or not.
struct OutputFile {
  llvm::StringRef path;
  /// The option that asks for it, "-o".
  llvm::StringRef option;
  /// Or, of one that is written beside the artefact, what it is: "header".
  llvm::StringRef companion = {};
};

/// Wrong use if two of `outputs` are one file, or if one of them would replace
/// a file of `inputs`. `-` is standard output; of inputs it is the file that
/// standard input comes from, if any. Empty paths are no files.
llvm::Error checkOutputs(llvm::ArrayRef<OutputFile> outputs,
                         llvm::ArrayRef<llvm::StringRef> inputs);

} // namespace ag

#endif // AG_LIB_DRIVER_COMPILE_OUTPUTFILES_H
