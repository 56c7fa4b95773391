//===- DimsFuzzer.cpp - any text as named dimensions ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does the parser of dimensions end on every text? Do accepted texts mean the
// same after they are printed?
//
//===----------------------------------------------------------------------===//
#include "Check.h"
#include "ag/Support/Notation/Dims.h"
#include <string>

using namespace ag;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  llvm::StringRef text(reinterpret_cast<const char *>(data), size);
  if (auto parsed = parseDimSize(text)) {
    std::string printed =
        parsed->name.str() + "=" + std::to_string(parsed->size);
    auto again = llvm::cantFail(parseDimSize(printed));
    check(isDimName(again.name) || again.name == otherDims);
    check(again.name == parsed->name);
    check(again.size == parsed->size && again.size >= 0);
  } else {
    llvm::consumeError(parsed.takeError());
  }
  return 0;
}
