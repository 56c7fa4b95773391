//===- Destination.h - where a file's contents go ---------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which file does a path given for an output stand for?
//
//   l.o, a link to out/t.o     out/t.o is replaced or made; the link stays
//   -, /dev/stdout, /dev/fd/3  the open descriptor is written where it stands:
//                              opened again, a file that `>>` appends to would
//                              be overwritten
//   a pipe, a device           written in place
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_REPORT_DESTINATION_H
#define AG_SUPPORT_REPORT_DESTINATION_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <optional>
#include <string>

namespace ag {

struct Destination {
  /// The path as it was given.
  std::string name;
  /// The path with its last links followed. There may be no such file yet.
  std::string path;
  /// The open descriptor of this process that was named, if one was.
  std::optional<int> descriptor = std::nullopt;
  /// Whether it is a pipe, a device or a directory, which cannot be replaced.
  bool isSpecial = false;

  bool isWrittenInPlace() const { return descriptor || isSpecial; }

  /// Returns an error that begins with the name, and says what it links to.
  llvm::Error fail(std::error_code code) const;
};

/// Returns what `name` stands for. Errors are a loop of links, and a number of
/// a descriptor that is not open.
llvm::Expected<Destination> findDestination(llvm::StringRef name);

} // namespace ag

#endif // AG_SUPPORT_REPORT_DESTINATION_H
