//===- WriteFile.h - files that are whole or not there ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does any artefact get to its place?
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_REPORT_WRITEFILE_H
#define AG_SUPPORT_REPORT_WRITEFILE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

namespace ag {

/// Writes `contents` to a new file beside `path` and renames it when it is
/// whole, so that no reader ever sees a part; on an error, say a full disk,
/// what was there before is still there. A file that is replaced keeps its
/// permissions. Links, streams and devices: see Destination.h. The error begins
/// with the path.
llvm::Error writeFile(llvm::StringRef path, llvm::StringRef contents);

/// A file to be: where, and what it holds.
struct NewFile {
  llvm::StringRef path;
  llvm::StringRef contents;
  /// Whether those who may read it may run it.
  bool isExecutable = false;
};

/// Writes files that belong together as writeFile does one, and renames them
/// when all are whole: on an error all that was there before is still there,
/// but for what is written in place.
llvm::Error writeFiles(llvm::ArrayRef<NewFile> files);

} // namespace ag

#endif // AG_SUPPORT_REPORT_WRITEFILE_H
