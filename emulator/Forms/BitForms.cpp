//===- BitForms.cpp - logic, shifts and bit fields ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Forms/Elementwise.h"
#include "Forms/Families.h"
#include <algorithm>
#include <type_traits>

namespace ag::emulator {
namespace {

template <class T> constexpr uint32_t bitsIn = sizeof(T) * 8;

template <class T> T andBits(T a, T b) { return a & b; }
template <class T> T orBits(T a, T b) { return a | b; }
template <class T> T xorBits(T a, T b) { return a ^ b; }
template <class T> T notBits(T a) { return static_cast<T>(~a); }
template <class T> T isZero(T a) { return a == 0; }

Predicate andPredicates(Predicate a, Predicate b) { return a && b; }
Predicate orPredicates(Predicate a, Predicate b) { return a || b; }
Predicate xorPredicates(Predicate a, Predicate b) { return bool(a) != bool(b); }
Predicate notPredicate(Predicate a) { return !a; }

/// Shifts. A shift by more than the width equals repeated shifts by one bit.
template <class T> T shiftLeft(T a, uint32_t by) {
  return by >= bitsIn<T> ? 0 : static_cast<T>(a << by);
}
template <class T> T shiftRight(T a, uint32_t by) {
  if (std::is_signed_v<T>)
    return static_cast<T>(a >> std::min(by, bitsIn<T> - 1));
  return by >= bitsIn<T> ? 0 : static_cast<T>(a >> by);
}

/// Returns the upper 32 bits of b:a shifted left, or the lower 32 bits of b:a
/// shifted right.
uint32_t funnelLeft(uint32_t a, uint32_t b, uint32_t by) {
  uint64_t both = uint64_t(b) << 32 | a;
  return static_cast<uint32_t>(both << by >> 32);
}
uint32_t funnelRight(uint32_t a, uint32_t b, uint32_t by) {
  return static_cast<uint32_t>((uint64_t(b) << 32 | a) >> by);
}
uint32_t funnelLeftWrap(uint32_t a, uint32_t b, uint32_t by) {
  return funnelLeft(a, b, by & 31);
}
uint32_t funnelRightWrap(uint32_t a, uint32_t b, uint32_t by) {
  return funnelRight(a, b, by & 31);
}
uint32_t funnelLeftClamp(uint32_t a, uint32_t b, uint32_t by) {
  return funnelLeft(a, b, std::min(by, 32u));
}
uint32_t funnelRightClamp(uint32_t a, uint32_t b, uint32_t by) {
  return funnelRight(a, b, std::min(by, 32u));
}

template <class T> uint32_t countOnes(T a) { return __builtin_popcountll(a); }
template <class T> uint32_t countLeadingZeros(T a) {
  return a == 0 ? bitsIn<T> : __builtin_clzll(a) - (64 - bitsIn<T>);
}
template <class T> T reverseBits(T a) {
  return static_cast<T>(__builtin_bitreverse64(a) >> (64 - bitsIn<T>));
}

/// Returns the position of the highest 1, or of the highest 0 of a negative
/// number; ~0 if there is none.
template <class T> uint32_t findHighest(T a) {
  using Unsigned = std::make_unsigned_t<T>;
  Unsigned bits = static_cast<Unsigned>(a < 0 ? ~a : a);
  return bits == 0 ? ~0u : bitsIn<T> - 1 - countLeadingZeros(bits);
}

/// Returns `length` bits from `position` on. For a signed type, higher bits are
/// copies of the field's highest bit, or of the number's if the field exceeds
/// the number.
template <class T> T extractField(T a, uint32_t position, uint32_t length) {
  using Unsigned = std::make_unsigned_t<T>;
  position &= 0xff;
  length &= 0xff;
  bool isNegative = false;
  if (std::is_signed_v<T> && length != 0) {
    uint32_t highest = std::min(position + length - 1, bitsIn<T> - 1);
    isNegative = (static_cast<Unsigned>(a) >> highest & 1) != 0;
  }
  uint32_t inside =
      position >= bitsIn<T> ? 0 : std::min(length, bitsIn<T> - position);
  Unsigned mask = shiftLeft<Unsigned>(~Unsigned(0), inside);
  Unsigned field =
      shiftRight<Unsigned>(static_cast<Unsigned>(a), position) & ~mask;
  return static_cast<T>(isNegative ? field | mask : field);
}

template <class T> T insertField(T a, T b, uint32_t position, uint32_t length) {
  position &= 0xff;
  length &= 0xff;
  T ones = static_cast<T>(~shiftLeft<T>(~T(0), length));
  T mask = shiftLeft<T>(ones, position);
  return (b & ~mask) | (shiftLeft<T>(a, position) & mask);
}

/// Returns four bytes of the eight of b:a, selected by the hexadecimal digits
/// of `selection`. Bit 3 of a digit replicates the byte's sign.
uint32_t permuteBytes(uint32_t a, uint32_t b, uint32_t selection) {
  uint64_t both = uint64_t(b) << 32 | a;
  uint32_t result = 0;
  for (unsigned i = 0; i < 4; ++i) {
    uint32_t digit = selection >> 4 * i & 15;
    uint32_t byte = both >> 8 * (digit & 7) & 0xff;
    if ((digit & 8) != 0)
      byte = (byte & 0x80) != 0 ? 0xff : 0;
    result |= byte << 8 * i;
  }
  return result;
}

/// Computes each bit by a table: for bits a, b and c, it is bit 4 * a + 2 * b +
/// c of `table`.
uint32_t lookUpLogic(uint32_t a, uint32_t b, uint32_t c, uint32_t table) {
  uint32_t result = 0;
  for (unsigned row = 0; row < 8; ++row)
    if ((table >> row & 1) != 0)
      result |= ((row & 4) != 0 ? a : ~a) & ((row & 2) != 0 ? b : ~b) &
                ((row & 1) != 0 ? c : ~c);
  return result;
}

template <class T> void addLogic(FormTable &table, const std::string &type) {
  table["and." + type] = elementwise<andBits<T>>();
  table["or." + type] = elementwise<orBits<T>>();
  table["xor." + type] = elementwise<xorBits<T>>();
  table["not." + type] = elementwise<notBits<T>>();
  table["cnot." + type] = elementwise<isZero<T>>();
  table["shl." + type] = elementwise<shiftLeft<T>>();
  table["shr." + type] = elementwise<shiftRight<T>>();
  table[spell<T>("shr.")] = elementwise<shiftRight<T>>();
  using Signed = std::make_signed_t<T>;
  table[spell<Signed>("shr.")] = elementwise<shiftRight<Signed>>();
}

template <class T> void addCounts(FormTable &table, const std::string &type) {
  using Signed = std::make_signed_t<T>;
  table["popc." + type] = elementwise<countOnes<T>>();
  table["clz." + type] = elementwise<countLeadingZeros<T>>();
  table["brev." + type] = elementwise<reverseBits<T>>();
  table["bfi." + type] = elementwise<insertField<T>>();
  table[spell<T>("bfind.")] = elementwise<findHighest<T>>();
  table[spell<Signed>("bfind.")] = elementwise<findHighest<Signed>>();
  table[spell<T>("bfe.")] = elementwise<extractField<T>>();
  table[spell<Signed>("bfe.")] = elementwise<extractField<Signed>>();
}
} // namespace

void addBitForms(FormTable &table) {
  addLogic<uint16_t>(table, "b16");
  addLogic<uint32_t>(table, "b32");
  addLogic<uint64_t>(table, "b64");
  addCounts<uint32_t>(table, "b32");
  addCounts<uint64_t>(table, "b64");
  table["and.pred"] = elementwise<andPredicates>();
  table["or.pred"] = elementwise<orPredicates>();
  table["xor.pred"] = elementwise<xorPredicates>();
  table["not.pred"] = elementwise<notPredicate>();
  table["shf.l.wrap.b32"] = elementwise<funnelLeftWrap>();
  table["shf.r.wrap.b32"] = elementwise<funnelRightWrap>();
  table["shf.l.clamp.b32"] = elementwise<funnelLeftClamp>();
  table["shf.r.clamp.b32"] = elementwise<funnelRightClamp>();
  table["prmt.b32"] = elementwise<permuteBytes>();
  table["lop3.b32"] = elementwise<lookUpLogic>();
}

} // namespace ag::emulator
