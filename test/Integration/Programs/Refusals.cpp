//===- Refusals.cpp - the functions that a target refuses -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Refusals.h"
#include "Judging/Counting.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace llvm;

namespace ag {

Expected<Refusals> Refusals::read(StringRef path) {
  Refusals refusals;
  if (path.empty())
    return refusals;
  refusals.isKnown = true;
  auto text = MemoryBuffer::getFile(path);
  if (!text)
    return createFileError(path, text.getError());
  for (StringRef line : split((*text)->getBuffer().trim('\n'), '\n'))
    refusals.lines.insert(line);
  return refusals;
}

bool Refusals::contains(const TargetedFunction &function,
                        StringRef errors) const {
  return !isKnown || lines.contains(spell(function, errors));
}

std::string Refusals::spell(const TargetedFunction &function,
                            StringRef errors) {
  StringRef message = errors.split("error: ").second.split('\n').first;
  return function.file + " @" + function.entry + " on " + function.target +
         ": " + generalise(message);
}

} // namespace ag
