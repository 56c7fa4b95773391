//===- FileChoice.cpp - the files of programs that are judged -------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "FileChoice.h"
#include "Judging/Programs.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/CRC.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"
#include <optional>

using namespace llvm;

namespace ag {
namespace {
struct Sample {
  std::string commit;
  StringSet<> touched;
};
} // namespace

static std::optional<Sample> readSample(StringRef path) {
  auto text = MemoryBuffer::getFile(path);
  if (path.empty() || !text)
    return std::nullopt;
  SmallVector<StringRef> lines;
  (*text)->getBuffer().trim('\n').split(lines, '\n');
  Sample sample;
  sample.commit = lines.front().str();
  for (StringRef line : drop_begin(lines))
    sample.touched.insert(line);
  return sample;
}

static bool isIn(Files files, StringRef path) {
  bool isTenth = crc32(arrayRefFromStringRef(path)) % 10 == 0;
  return files == Files::All || isTenth == (files == Files::Tenth);
}

static bool isIn(const Sample &sample, const std::string &path) {
  return sample.touched.contains(path) ||
         crc32(arrayRefFromStringRef(sample.commit + path)) % 3 == 0;
}

std::vector<std::string> listChosenFiles(const FileChoice &choice) {
  std::vector<std::string> files = listProgramFiles(choice.paths);
  erase_if(files,
           [&](const std::string &file) { return !isIn(choice.files, file); });
  std::optional<Sample> sample = readSample(choice.sample);
  if (!sample)
    return files;
  erase_if(files,
           [&](const std::string &file) { return !isIn(*sample, file); });
  outs() << "a third of the files, by commit " << sample->commit << ", and "
         << sample->touched.size() << " that changed\n";
  return files;
}

} // namespace ag
