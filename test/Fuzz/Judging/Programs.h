//===- Programs.h - the programs in folders ---------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which test programs are there, and how is a file of them split?
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_FUZZ_JUDGING_PROGRAMS_H
#define AG_TEST_FUZZ_JUDGING_PROGRAMS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include <string>
#include <vector>

namespace ag {

/// Returns the .mlir files in `paths`, which are folders or files, in order.
std::vector<std::string> listProgramFiles(llvm::ArrayRef<std::string> paths);

/// Returns the programs of a file, which `// -----` separates.
llvm::SmallVector<llvm::StringRef> splitPrograms(llvm::StringRef text);

} // namespace ag

#endif // AG_TEST_FUZZ_JUDGING_PROGRAMS_H
