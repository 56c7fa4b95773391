//===- Counting.cpp - counts of outcomes ----------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Judging/Counting.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace ag {

std::string generalise(StringRef reason) {
  std::string general;
  for (size_t place = 0; place < reason.size(); ++place) {
    char c = reason[place];
    if (!isDigit(c)) {
      general += c;
      continue;
    }
    while (place + 1 < reason.size() && isDigit(reason[place + 1]))
      ++place;
    general += 'N';
  }
  return general;
}

bool checkLeast(ArrayRef<std::string> least,
                function_ref<uint64_t(StringRef)> count) {
  bool isEnough = true;
  for (StringRef text : least) {
    auto [name, number] = text.split('=');
    uint64_t expected = 0;
    if (!number.getAsInteger(10, expected) && count(name) >= expected)
      continue;
    outs() << "expected at least " << number << " " << name << "\n";
    isEnough = false;
  }
  return isEnough;
}

} // namespace ag
