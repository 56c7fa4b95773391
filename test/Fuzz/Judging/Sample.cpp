//===- Sample.cpp - the third that one run judges -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Sample.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CRC.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace llvm;

namespace ag {

std::optional<Sample> Sample::read(StringRef path) {
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

bool Sample::contains(StringRef name) const {
  return touched.contains(name) ||
         crc32(arrayRefFromStringRef(commit + name.str())) % 3 == 0;
}

} // namespace ag
