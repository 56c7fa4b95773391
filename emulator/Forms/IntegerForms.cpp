//===- IntegerForms.cpp - arithmetic on integers ------------------------===//
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

/// The type in which sums and products of T wrap around: unsigned, and with at
/// least 32 bits, because narrower types would be promoted to `int`, which may
/// overflow.
template <class T>
using Wrapping =
    std::conditional_t<(sizeof(T) < 4), uint32_t, std::make_unsigned_t<T>>;

template <class T> struct TwiceOf;
template <> struct TwiceOf<uint16_t> {
  using Type = uint32_t;
};
template <> struct TwiceOf<int16_t> {
  using Type = int32_t;
};
template <> struct TwiceOf<uint32_t> {
  using Type = uint64_t;
};
template <> struct TwiceOf<int32_t> {
  using Type = int64_t;
};
template <> struct TwiceOf<uint64_t> {
  using Type = unsigned __int128;
};
template <> struct TwiceOf<int64_t> {
  using Type = __int128;
};
template <class T> using Twice = typename TwiceOf<T>::Type;

template <class T> T addWrapped(T a, T b) {
  return static_cast<T>(Wrapping<T>(a) + Wrapping<T>(b));
}
template <class T> T subtractWrapped(T a, T b) {
  return static_cast<T>(Wrapping<T>(a) - Wrapping<T>(b));
}
template <class T> T multiplyLow(T a, T b) {
  return static_cast<T>(Wrapping<T>(a) * Wrapping<T>(b));
}
template <class T> T multiplyHigh(T a, T b) {
  return static_cast<T>(Twice<T>(a) * Twice<T>(b) >> sizeof(T) * 8);
}
template <class T> Twice<T> multiplyWide(T a, T b) {
  return Twice<T>(a) * Twice<T>(b);
}
template <class T> T multiplyAddLow(T a, T b, T c) {
  return addWrapped(multiplyLow(a, b), c);
}
template <class T> T multiplyAddHigh(T a, T b, T c) {
  return addWrapped(multiplyHigh(a, b), c);
}
template <class T> Twice<T> multiplyAddWide(T a, T b, Twice<T> c) {
  return addWrapped<Twice<T>>(multiplyWide(a, b), c);
}

/// Divides. The PTX manual does not define a division by zero. As on GPUs, all
/// bits of its quotient are 1, and its remainder is the dividend.
template <class T> T divide(T a, T b) {
  if (b == 0)
    return static_cast<T>(~T(0));
  if (std::is_signed_v<T> && b == static_cast<T>(-1))
    return subtractWrapped(T(0), a);
  return static_cast<T>(a / b);
}
template <class T> T takeRemainder(T a, T b) {
  if (b == 0)
    return a;
  if (std::is_signed_v<T> && b == static_cast<T>(-1))
    return 0;
  return static_cast<T>(a % b);
}

template <class T> T takeLess(T a, T b) { return a < b ? a : b; }
template <class T> T takeGreater(T a, T b) { return a < b ? b : a; }
template <class T> T negateWrapped(T a) { return subtractWrapped(T(0), a); }
template <class T> T takeAbsolute(T a) { return a < 0 ? negateWrapped(a) : a; }
template <class T> T sumDistance(T a, T b, T c) {
  return addWrapped(a < b ? subtractWrapped(b, a) : subtractWrapped(a, b), c);
}

int32_t clampSum(int64_t sum) {
  return sum < INT32_MIN   ? INT32_MIN
         : sum > INT32_MAX ? INT32_MAX
                           : static_cast<int32_t>(sum);
}
int32_t addSaturated(int32_t a, int32_t b) { return clampSum(int64_t(a) + b); }
int32_t subtractSaturated(int32_t a, int32_t b) {
  return clampSum(int64_t(a) - b);
}

template <class T> void addIntegers(FormTable &table) {
  table[spell<T>("add.")] = elementwise<addWrapped<T>>();
  table[spell<T>("sub.")] = elementwise<subtractWrapped<T>>();
  table[spell<T>("mul.lo.")] = elementwise<multiplyLow<T>>();
  table[spell<T>("mul.hi.")] = elementwise<multiplyHigh<T>>();
  table[spell<T>("mad.lo.")] = elementwise<multiplyAddLow<T>>();
  table[spell<T>("mad.hi.")] = elementwise<multiplyAddHigh<T>>();
  table[spell<T>("div.")] = elementwise<divide<T>>();
  table[spell<T>("rem.")] = elementwise<takeRemainder<T>>();
  table[spell<T>("min.")] = elementwise<takeLess<T>>();
  table[spell<T>("max.")] = elementwise<takeGreater<T>>();
  table[spell<T>("sad.")] = elementwise<sumDistance<T>>();
}

template <class T> void addWidening(FormTable &table) {
  table[spell<T>("mul.wide.")] = elementwise<multiplyWide<T>>();
  table[spell<T>("mad.wide.")] = elementwise<multiplyAddWide<T>>();
}

template <class T> void addSigned(FormTable &table) {
  table[spell<T>("neg.")] = elementwise<negateWrapped<T>>();
  table[spell<T>("abs.")] = elementwise<takeAbsolute<T>>();
}
} // namespace

void addIntegerForms(FormTable &table) {
  addIntegers<uint16_t>(table);
  addIntegers<uint32_t>(table);
  addIntegers<uint64_t>(table);
  addIntegers<int16_t>(table);
  addIntegers<int32_t>(table);
  addIntegers<int64_t>(table);
  addWidening<uint16_t>(table);
  addWidening<uint32_t>(table);
  addWidening<int16_t>(table);
  addWidening<int32_t>(table);
  addSigned<int16_t>(table);
  addSigned<int32_t>(table);
  addSigned<int64_t>(table);
  table["add.sat.s32"] = elementwise<addSaturated>();
  table["sub.sat.s32"] = elementwise<subtractSaturated>();
}

} // namespace ag::emulator
