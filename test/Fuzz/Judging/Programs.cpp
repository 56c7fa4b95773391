//===- Programs.cpp - the programs in folders -----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Judging/Programs.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"

using namespace llvm;

namespace ag {

std::vector<std::string> listProgramFiles(ArrayRef<std::string> paths) {
  std::vector<std::string> files;
  for (const std::string &path : paths) {
    if (!sys::fs::is_directory(path)) {
      files.push_back(path);
      continue;
    }
    std::error_code code;
    for (sys::fs::recursive_directory_iterator file(path, code), end;
         file != end && !code; file.increment(code))
      if (StringRef(file->path()).ends_with(".mlir"))
        files.push_back(file->path());
  }
  llvm::sort(files);
  return files;
}

SmallVector<StringRef> splitPrograms(StringRef text) {
  SmallVector<StringRef> programs;
  text.split(programs, "// -----");
  return programs;
}

} // namespace ag
