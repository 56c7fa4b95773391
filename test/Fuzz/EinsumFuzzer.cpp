//===- EinsumFuzzer.cpp - any text as an einsum ---------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does the parser of einsums do with any text? It reads it or says why
// not; what it reads names each loop once and every dimension by one of the
// loops.
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Notation/Einsum.h"

using namespace ag;

static void check(bool holds) {
  if (!holds)
    __builtin_trap();
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  llvm::StringRef text(reinterpret_cast<const char *>(data), size);
  auto einsum = parseEinsum(text);
  if (!einsum) {
    check(!llvm::toString(einsum.takeError()).empty());
    return 0;
  }
  llvm::StringRef letters(einsum->letters);
  check(einsum->resultRank <= letters.size());
  for (size_t i = 0; i < letters.size(); ++i)
    check(!letters.drop_front(i + 1).contains(letters[i]));
  std::string printed;
  for (const auto &operand : einsum->operands) {
    for (unsigned loop : operand)
      printed += letters[loop];
    printed += printed.find(',') == std::string::npos ? "," : "->";
  }
  printed += letters.take_front(einsum->resultRank);
  check(text == printed);
  return 0;
}
