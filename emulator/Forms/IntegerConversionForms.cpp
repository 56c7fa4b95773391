//===- IntegerConversionForms.cpp - conversions of integers -------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Forms/Elementwise.h"
#include "Forms/Families.h"
#include <limits>
#include <type_traits>

namespace ag::emulator {
namespace {

/// Truncates, or extends by zeros or the sign.
template <class To, class From> To convertInteger(From value) {
  return static_cast<To>(value);
}

/// Returns `value` clamped to the range of the type.
template <class To, class From> [[gnu::noinline]] To clampInteger(From value) {
  using Limits = std::numeric_limits<To>;
  bool isNegative = std::is_signed_v<From> && value < 0;
  // Compares negative numbers as int64_t, and others as uint64_t.
  if (isNegative)
    return static_cast<int64_t>(value) < static_cast<int64_t>(Limits::min()) ||
                   !std::is_signed_v<To>
               ? Limits::min()
               : static_cast<To>(value);
  return static_cast<uint64_t>(value) > static_cast<uint64_t>(Limits::max())
             ? Limits::max()
             : static_cast<To>(value);
}

template <class To, class From> void addPair(FormTable &table) {
  table[spell<From>(spell<To>("cvt.") + ".")] =
      conversion<convertInteger<To, From>>();
  table[spell<From>(spell<To>("cvt.sat.") + ".")] =
      conversion<clampInteger<To, From>>();
}

template <class To> void addTo(FormTable &table) {
  addPair<To, uint8_t>(table);
  addPair<To, uint16_t>(table);
  addPair<To, uint32_t>(table);
  addPair<To, uint64_t>(table);
  addPair<To, int8_t>(table);
  addPair<To, int16_t>(table);
  addPair<To, int32_t>(table);
  addPair<To, int64_t>(table);
}
} // namespace

void addIntegerConversions(FormTable &table) {
  addTo<uint8_t>(table);
  addTo<uint16_t>(table);
  addTo<uint32_t>(table);
  addTo<uint64_t>(table);
  addTo<int8_t>(table);
  addTo<int16_t>(table);
  addTo<int32_t>(table);
  addTo<int64_t>(table);
}

} // namespace ag::emulator
