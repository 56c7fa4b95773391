//===- WriteFile.cpp - files that are whole or not there ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Report/WriteFile.h"
#include "ag/Support/Report/Destination.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Errno.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/Signals.h"
#include "llvm/Support/raw_ostream.h"
#include <fcntl.h>

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

namespace ag {

/// Writes to `opened` and closes it, if it `isOurs`. The error is taken out of
/// the stream, because destroying a stream with an error ends the process.
static llvm::Error writeContents(int opened, bool isOurs, const NewFile &file,
                                 const Destination &to) {
  llvm::raw_fd_ostream os(opened, /*shouldClose=*/isOurs);
  os << file.contents;
  llvm::Error printed = file.print ? file.print(os) : llvm::Error::success();
  if (isOurs)
    os.close();
  else
    os.flush();
  std::error_code code = os.error();
  os.clear_error();
  if (printed)
    return printed;
  return code ? to.fail(code) : llvm::Error::success();
}

/// Opens without O_CREAT, which Linux refuses for other users' pipes in /tmp.
static llvm::Error writeInPlace(const Destination &to, const NewFile &file) {
  int opened =
      to.descriptor
          ? *to.descriptor
          : llvm::sys::RetryAfterSignal(-1, ::open, file.path.str().c_str(),
                                        O_WRONLY | O_TRUNC | O_CLOEXEC);
  if (opened < 0)
    return to.fail(llvm::errnoAsErrorCode());
  return writeContents(opened, !to.descriptor, file, to);
}

//===----------------------------------------------------------------------===//
// Files in the same folder
//===----------------------------------------------------------------------===//

/// Gives `file` the permissions of the file that it will replace, if any, and
/// its owner, as far as this user may.
static std::error_code copyStatus(int file, llvm::StringRef old) {
  fs::file_status status, made;
  if (fs::status(old, status))
    return {};
  if (std::error_code code = fs::status(file, made))
    return code;
  if (made.getUser() != status.getUser() ||
      made.getGroup() != status.getGroup())
    llvm::consumeError(llvm::errorCodeToError(
        fs::changeFileOwnership(file, status.getUser(), status.getGroup())));
  return fs::setPermissions(file, status.permissions() & fs::all_all);
}

/// Lets users execute the file who may read it.
static std::error_code makeExecutable(int file) {
  fs::file_status status;
  if (std::error_code code = fs::status(file, status))
    return code;
  fs::perms perms = status.permissions();
  auto readers = perms & (fs::owner_read | fs::group_read | fs::others_read);
  auto runners = static_cast<fs::perms>(readers >> 2);
  return fs::setPermissions(file, perms | runners);
}

/// Opens a new file in the folder of `place`, and sets `part` to its name.
/// fs::createUniqueFile cannot be used, because it also replaces each % in the
/// folder's name.
static std::error_code openPart(llvm::StringRef place, std::string &part,
                                int &file) {
  constexpr int tries = 128;
  constexpr size_t namesStart = 200; // leaves bytes for the suffix
  std::error_code code;
  for (int count = 0; count < tries; ++count) {
    llvm::SmallString<128> name = path::parent_path(place);
    path::append(name,
                 path::filename(place).take_front(namesStart) + ".part-" +
                     llvm::utohexstr(llvm::sys::Process::GetRandomNumber(),
                                     /*LowerCase=*/true));
    code = fs::openFileForWrite(name, file, fs::CD_CreateNew);
    if (code == std::errc::file_exists)
      continue;
    if (!code)
      part = name.str();
    return code;
  }
  return code;
}

namespace {
/// Files that are complete, but not yet renamed. The destructor removes those
/// that were not renamed.
class WrittenFiles {
public:
  ~WrittenFiles() {
    for (const auto &[to, part] : files)
      forget(part, /*remove=*/true);
  }

  llvm::Error add(const Destination &to, const NewFile &file) {
    std::string part;
    int opened;
    if (std::error_code code = openPart(to.path, part, opened))
      return to.fail(code);
    llvm::sys::RemoveFileOnSignal(part);
    files.emplace_back(to, part);
    std::error_code code = copyStatus(opened, to.path);
    if (!code && file.isExecutable)
      code = makeExecutable(opened);
    llvm::Error written = writeContents(opened, /*isOurs=*/true, file, to);
    if (!code)
      return written;
    llvm::consumeError(std::move(written));
    return to.fail(code);
  }

  llvm::Error keep() {
    for (auto &[to, part] : files) {
      if (std::error_code code = fs::rename(part, to.path))
        return to.fail(code);
      forget(part, /*remove=*/false);
      part.clear();
    }
    return llvm::Error::success();
  }

private:
  static void forget(const std::string &part, bool remove) {
    if (part.empty())
      return;
    if (remove)
      llvm::consumeError(llvm::errorCodeToError(fs::remove(part)));
    llvm::sys::DontRemoveFileOnSignal(part);
  }

  /// The second name is empty once the file is renamed.
  llvm::SmallVector<std::pair<Destination, std::string>> files;
};
} // namespace

llvm::Error writeFiles(llvm::ArrayRef<NewFile> files) {
  // Finds descriptors before any file is opened.
  llvm::SmallVector<Destination> destinations;
  for (const NewFile &file : files) {
    auto to = findDestination(file.path);
    if (!to)
      return to.takeError();
    destinations.push_back(std::move(*to));
  }
  WrittenFiles written;
  for (auto [to, file] : llvm::zip_equal(destinations, files))
    if (!to.isWrittenInPlace())
      if (llvm::Error error = written.add(to, file))
        return error;
  for (auto [to, file] : llvm::zip_equal(destinations, files))
    if (to.isWrittenInPlace())
      if (llvm::Error error = writeInPlace(to, file))
        return error;
  return written.keep();
}

llvm::Error writeFile(llvm::StringRef path, llvm::StringRef contents) {
  return writeFiles(NewFile{path, contents});
}

} // namespace ag
