//===- EinsumFuzzer.cpp - any text as an einsum ---------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does the parser of einsums do with any text? It accepts or refuses it.
// An accepted einsum numbers each loop once and is spelled as before.
//
//===----------------------------------------------------------------------===//
#include "Check.h"
#include "ag/Support/Notation/Einsum.h"

using namespace ag;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  llvm::StringRef text(reinterpret_cast<const char *>(data), size);
  for (unsigned numOperands : {1, 2}) {
    auto einsum = parseEinsum(text, numOperands);
    if (!einsum) {
      check(!llvm::toString(einsum.takeError()).empty());
      continue;
    }
    llvm::StringRef letters(einsum->letters);
    check(einsum->resultLoops <= letters.size());
    for (size_t i = 0; i < letters.size(); ++i)
      check(!letters.drop_front(i + 1).contains(letters[i]));
    check(spell(*einsum) == text);
  }
  return 0;
}
