//===- WriteFile.h - files that are whole or not there ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is an artefact written to its place?
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_REPORT_WRITEFILE_H
#define AG_SUPPORT_REPORT_WRITEFILE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <functional>

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace ag {

/// Writes `contents` to a new file in the same folder, and renames it to `path`
/// once it is complete, so that no reader ever sees a part. After an error,
/// such as a full disk, the former file is still there. A file that is replaced
/// keeps its permissions. For links, streams and devices see Destination.h. The
/// error begins with the path.
llvm::Error writeFile(llvm::StringRef path, llvm::StringRef contents);

/// A file to be written.
struct NewFile {
  llvm::StringRef path;
  llvm::StringRef contents;
  /// Whether users who may read it may execute it.
  bool isExecutable = false;
  /// Writes what follows `contents`, unless it is null: files that need not be
  /// in memory as one piece. The error is returned by writeFiles() as it is.
  std::function<llvm::Error(llvm::raw_ostream &)> print = nullptr;
};

/// Writes files that belong together, each as writeFile() does, and renames
/// them once all are complete. After an error, all former files are still
/// there, except for those that are written in place.
llvm::Error writeFiles(llvm::ArrayRef<NewFile> files);

} // namespace ag

#endif // AG_SUPPORT_REPORT_WRITEFILE_H
