//===- Quantities.cpp - numbers with units, for people --------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Report/Quantities.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

namespace ag {

/// Returns `value`, which is in the first unit, in the unit in which it is
/// below 1000. Each unit is 1000 of the one before.
static std::string spellInUnits(double value,
                                llvm::ArrayRef<llvm::StringRef> units) {
  // A value that would be rounded to 1000 is 1 of the next unit.
  while (units.size() > 1 && value >= 999.5) {
    value /= 1000;
    units = units.drop_front();
  }
  bool isWhole = value == double(long(value));
  int decimals = isWhole || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  std::string text;
  llvm::raw_string_ostream(text)
      << llvm::format("%.*f", decimals, value) << ' ' << units.front();
  return text;
}

std::string spellSeconds(double seconds) {
  if (seconds == 0)
    return "0 s";
  return spellInUnits(seconds * 1e9, {"ns", "us", "ms", "s"});
}

std::string spellBytes(double bytes) {
  return spellInUnits(bytes, {"B", "kB", "MB", "GB", "TB"});
}

std::string spellFlops(double operations) {
  return spellInUnits(operations, {"FLOP", "kFLOP", "MFLOP", "GFLOP", "TFLOP"});
}

} // namespace ag
