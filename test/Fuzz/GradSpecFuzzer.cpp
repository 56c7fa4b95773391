//===- GradSpecFuzzer.cpp - any text as --grad ----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Is each text refused with a message that names a column, or accepted and
// spelled so that it has the same meaning?
//
//===----------------------------------------------------------------------===//
#include "Check.h"
#include "ag/Support/Notation/GradSpec.h"

using namespace ag;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  llvm::StringRef text(reinterpret_cast<const char *>(data), size);
  auto specs = parseGradSpecs(text);
  if (!specs) {
    std::string message = llvm::toString(specs.takeError());
    check(llvm::StringRef(message).contains("', column "));
    return 0;
  }
  check(!specs->empty());
  for (const GradSpec &spec : *specs) {
    auto again = parseGradSpecs(spell(spec));
    if (!again) {
      llvm::consumeError(again.takeError());
      check(false);
      return 0;
    }
    check(again->size() == 1 && spell(again->front()) == spell(spec));
    for (const GradBy &by : spec.by.value_or(std::vector<GradBy>()))
      if (const auto *pattern = std::get_if<std::string>(&by))
        check(meansParameter("*", *pattern));
  }
  return 0;
}
