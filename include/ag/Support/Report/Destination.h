//===- Destination.h - where a file's contents go ---------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which file does the path of an output denote?
//
//   l.o, a link to out/t.o     out/t.o is replaced or created; the link stays
//   -, /dev/stdout, /dev/fd/3  the open descriptor is written at its present
//                              position: if it were opened again, a file that
//                              `>>` appends to would be overwritten
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
  /// The path with its last links followed. The file need not exist.
  std::string path;
  /// The open descriptor of this process that the path names, if any.
  std::optional<int> descriptor = std::nullopt;
  /// Whether it is a pipe, a device or a directory, which cannot be replaced.
  bool isSpecial = false;

  bool isWrittenInPlace() const { return descriptor || isSpecial; }

  /// Returns an error that begins with the name and the target of its link.
  llvm::Error fail(std::error_code code) const;
};

/// Returns the destination that `name` denotes. A cycle of links, and the
/// number of a descriptor that is not open, are errors.
llvm::Expected<Destination> findDestination(llvm::StringRef name);

} // namespace ag

#endif // AG_SUPPORT_REPORT_DESTINATION_H
