//===- FileChoice.h - the files of programs that are judged -----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which of all files are judged in one run?
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_INTEGRATION_PROGRAMS_FILECHOICE_H
#define AG_TEST_INTEGRATION_PROGRAMS_FILECHOICE_H

#include <cstdint>
#include <string>
#include <vector>

namespace ag {

/// The files that are taken. A tenth is chosen by the files' names, so that a
/// new file does not move another one.
enum class Files : uint8_t { All, Tenth, Others };

struct FileChoice {
  /// Folders of .mlir files, or files.
  std::vector<std::string> paths;
  Files files = Files::All;
  /// A file that scripts/sample.py writes: the name of a commit, which chooses
  /// a third of the files, and the paths of files that are taken in any case.
  /// If there is no such file, all files are taken.
  std::string sample;
};

/// Returns the chosen files, in order. Prints the commit of the sample.
std::vector<std::string> listChosenFiles(const FileChoice &choice);

} // namespace ag

#endif // AG_TEST_INTEGRATION_PROGRAMS_FILECHOICE_H
