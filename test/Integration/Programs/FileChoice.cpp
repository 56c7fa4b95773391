//===- FileChoice.cpp - the files of programs that are judged -------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "FileChoice.h"
#include "Judging/Programs.h"
#include "Judging/Sample.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CRC.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace ag {
static bool isIn(Files files, StringRef path) {
  bool isTenth = crc32(arrayRefFromStringRef(path)) % 10 == 0;
  return files == Files::All || isTenth == (files == Files::Tenth);
}

std::vector<std::string> listChosenFiles(const FileChoice &choice) {
  std::vector<std::string> files = listProgramFiles(choice.paths);
  erase_if(files,
           [&](const std::string &file) { return !isIn(choice.files, file); });
  std::optional<Sample> sample = Sample::read(choice.sample);
  if (!sample)
    return files;
  erase_if(files,
           [&](const std::string &file) { return !sample->contains(file); });
  outs() << "a third of the files, by commit " << sample->commit << ", and "
         << sample->touched.size() << " that changed\n";
  return files;
}

} // namespace ag
