//===- WriteFile.cpp - files that are whole or not there ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/WriteFile.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

namespace ag {

/// A stream that is destroyed with an error in it ends the process, so the
/// error is taken out.
static std::error_code write(llvm::raw_fd_ostream &os,
                             llvm::StringRef contents) {
  os << contents;
  os.flush();
  std::error_code code = os.error();
  os.clear_error();
  return code;
}

/// Whether `path` is there and is no file that could be replaced: a device, a
/// pipe, a directory, the standard output.
static bool isWrittenInPlace(llvm::StringRef path) {
  llvm::sys::fs::file_status status;
  return path == "-" || (!llvm::sys::fs::status(path, status) &&
                         !llvm::sys::fs::is_regular_file(status));
}

llvm::Error writeFile(llvm::StringRef path, llvm::StringRef contents) {
  if (isWrittenInPlace(path)) {
    std::error_code code;
    llvm::raw_fd_ostream os(path, code, llvm::sys::fs::OF_None);
    if (!code)
      code = write(os, contents);
    return code ? llvm::createFileError(path, code) : llvm::Error::success();
  }
  auto temporary = llvm::sys::fs::TempFile::create(path + ".part-%%%%%%");
  if (!temporary)
    return llvm::createFileError(path, temporary.takeError());
  llvm::raw_fd_ostream os(temporary->FD, /*shouldClose=*/false);
  if (std::error_code code = write(os, contents))
    return llvm::joinErrors(llvm::createFileError(path, code),
                            temporary->discard());
  if (llvm::Error error = temporary->keep(path))
    return llvm::createFileError(path, std::move(error));
  return llvm::Error::success();
}

} // namespace ag
