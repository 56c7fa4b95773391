//===- Destination.cpp - where a file's contents go -----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Report/Destination.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Errno.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <climits>
#include <fcntl.h>
#include <unistd.h>

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

namespace ag {

llvm::Error Destination::fail(std::error_code code) const {
  std::string target = path == name ? "" : ", which links to '" + path + "'";
  return llvm::createStringError(code, "'" + name + "'" + target + ": " +
                                           code.message());
}

/// Returns the descriptor that `path` names, as /dev/fd/3 and /proc/self/fd/3
/// do, or std::nullopt if it names none.
static std::optional<int> findDescriptor(llvm::StringRef path) {
  int number;
  if (path::filename(path).getAsInteger(10, number))
    return std::nullopt;
  llvm::SmallString<64> folder, own;
  for (llvm::StringRef ours : {"/proc/self/fd", "/proc/thread-self/fd"})
    if (!fs::real_path(path::parent_path(path), folder) &&
        !fs::real_path(ours, own) && folder == own)
      return number;
  return std::nullopt;
}

/// Returns the file that the link `path` leads to, or "" if it is not a link.
static std::string readLink(const std::string &path) {
  char target[PATH_MAX];
  ssize_t length = ::readlink(path.c_str(), target, sizeof(target));
  if (length < 0)
    return "";
  llvm::SmallString<128> file;
  if (target[0] != '/')
    file = path::parent_path(path);
  path::append(file, llvm::StringRef(target, length));
  return file.str().str();
}

/// Returns true if `path`, to which `named` links, is the file that a rename
/// would replace: a regular one. A link in procfs to a file that has been
/// unlinked leads nowhere.
static bool canReplace(const fs::file_status &named, llvm::StringRef path) {
  fs::file_status found;
  return fs::is_regular_file(named) && !fs::status(path, found) &&
         fs::equivalent(named, found);
}

llvm::Expected<Destination> findDestination(llvm::StringRef name) {
  Destination to{name.str(), name.str()};
  if (name == "-") {
    to.descriptor = STDOUT_FILENO;
    return to;
  }
  // Refuses links that Linux does not follow, such as another user's in /tmp.
  fs::file_status named;
  std::error_code code = fs::status(name, named);
  if (code && code != std::errc::no_such_file_or_directory)
    return to.fail(code);
  constexpr int mostLinks = 40; // as Linux does
  for (int links = 0; links <= mostLinks; ++links) {
    to.descriptor = findDescriptor(to.path);
    if (to.descriptor)
      return ::fcntl(*to.descriptor, F_GETFD) < 0
                 ? to.fail(llvm::errnoAsErrorCode())
                 : llvm::Expected<Destination>(std::move(to));
    std::string target = readLink(to.path);
    if (target.empty()) {
      to.isSpecial = !code && !canReplace(named, to.path);
      return to;
    }
    to.path = std::move(target);
  }
  return to.fail(
      std::make_error_code(std::errc::too_many_symbolic_link_levels));
}

} // namespace ag
