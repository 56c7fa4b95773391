//===- WriteFile.cpp - files that are whole or not there ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Report/WriteFile.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

namespace fs = llvm::sys::fs;
using fs::TempFile;

namespace ag {

/// A stream that is destroyed with an error in it ends the process, so the
/// error is taken out.
static std::error_code writeContents(llvm::raw_fd_ostream &os,
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
  fs::file_status status;
  return path == "-" ||
         (!fs::status(path, status) && !fs::is_regular_file(status));
}

static llvm::Error writeInPlace(const NewFile &file) {
  std::error_code code;
  llvm::raw_fd_ostream os(file.path, code, fs::OF_None);
  if (!code)
    code = writeContents(os, file.contents);
  return code ? llvm::createFileError(file.path, code) : llvm::Error::success();
}

/// Lets whoever may read a file run it.
static std::error_code makeExecutable(const TempFile &file) {
  llvm::ErrorOr<fs::perms> perms = fs::getPermissions(file.TmpName);
  if (!perms)
    return perms.getError();
  auto readers = *perms & (fs::owner_read | fs::group_read | fs::others_read);
  auto runners = static_cast<fs::perms>(readers >> 2);
  return fs::setPermissions(file.FD, *perms | runners);
}

static llvm::Expected<TempFile> writeBeside(const NewFile &file) {
  auto temporary = TempFile::create(file.path + ".part-%%%%%%");
  if (!temporary)
    return llvm::createFileError(file.path, temporary.takeError());
  llvm::raw_fd_ostream os(temporary->FD, /*shouldClose=*/false);
  std::error_code code = writeContents(os, file.contents);
  if (!code && file.isExecutable)
    code = makeExecutable(*temporary);
  if (code)
    return llvm::joinErrors(llvm::createFileError(file.path, code),
                            temporary->discard());
  return temporary;
}

namespace {
/// Files that are whole, but not yet at their places. Those that are left
/// behind are removed.
class WrittenFiles {
public:
  ~WrittenFiles() {
    for (auto &[path, temporary] : files)
      llvm::consumeError(temporary.discard());
  }

  llvm::Error add(const NewFile &file) {
    auto temporary = writeBeside(file);
    if (!temporary)
      return temporary.takeError();
    files.emplace_back(file.path, std::move(*temporary));
    return llvm::Error::success();
  }

  llvm::Error keep() {
    for (auto &[path, temporary] : files)
      if (llvm::Error error = temporary.keep(path))
        return llvm::createFileError(path, std::move(error));
    return llvm::Error::success();
  }

private:
  llvm::SmallVector<std::pair<llvm::StringRef, TempFile>> files;
};
} // namespace

llvm::Error writeFiles(llvm::ArrayRef<NewFile> files) {
  WrittenFiles written;
  for (const NewFile &file : files)
    if (!isWrittenInPlace(file.path))
      if (llvm::Error error = written.add(file))
        return error;
  for (const NewFile &file : files)
    if (isWrittenInPlace(file.path))
      if (llvm::Error error = writeInPlace(file))
        return error;
  return written.keep();
}

llvm::Error writeFile(llvm::StringRef path, llvm::StringRef contents) {
  return writeFiles(NewFile{path, contents});
}

} // namespace ag
