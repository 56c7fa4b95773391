//===- IntegerFormTest.cpp - integer forms against C++ --------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Do sums, products, quotients and bit operations wrap, saturate and divide as
// PTX says?
//
//===----------------------------------------------------------------------===//
#include "FormTest.h"
#include <bitset>

namespace ag::emulator {
namespace {
using U16 = uint16_t;
using U32 = uint32_t;
using U64 = uint64_t;
using S16 = int16_t;
using S32 = int32_t;
using S64 = int64_t;

TEST(IntegerForm, sumsWrap) {
  check("add.s32", [](S32 a, S32 b) { return S32(U32(a) + U32(b)); });
  check("add.u16", [](U16 a, U16 b) { return U16(a + b); });
  check("add.s64", [](S64 a, S64 b) { return S64(U64(a) + U64(b)); });
  check("sub.s16", [](S16 a, S16 b) { return S16(a - b); });
  check("sub.u64", [](U64 a, U64 b) { return a - b; });
  check("add.sat.s32", [](S32 a, S32 b) {
    S64 sum = S64(a) + b;
    return S32(std::min<S64>(std::max<S64>(sum, INT32_MIN), INT32_MAX));
  });
  check("sub.sat.s32", [](S32 a, S32 b) {
    S64 sum = S64(a) - b;
    return S32(std::min<S64>(std::max<S64>(sum, INT32_MIN), INT32_MAX));
  });
}

TEST(IntegerForm, products) {
  check("mul.lo.s32", [](S32 a, S32 b) { return S32(S64(a) * b); });
  check("mul.lo.u16", [](U16 a, U16 b) { return U16(U32(a) * b); });
  check("mul.lo.s64", [](S64 a, S64 b) { return S64(U64(a) * U64(b)); });
  check("mul.hi.s32", [](S32 a, S32 b) { return S32((S64(a) * b) >> 32); });
  check("mul.hi.u32", [](U32 a, U32 b) { return U32((U64(a) * b) >> 32); });
  check("mul.hi.s64",
        [](S64 a, S64 b) { return S64(((__int128)a * b) >> 64); });
  check("mul.wide.s32", [](S32 a, S32 b) { return S64(a) * b; });
  check("mul.wide.u16", [](U16 a, U16 b) { return U32(a) * b; });
  check("mad.lo.s32",
        [](S32 a, S32 b, S32 c) { return S32(U32(a) * U32(b) + U32(c)); });
  check("mad.wide.u32", [](U32 a, U32 b, U64 c) { return U64(a) * b + c; });
  check("mad.hi.u32",
        [](U32 a, U32 b, U32 c) { return U32((U64(a) * b) >> 32) + c; });
}

TEST(IntegerForm, quotientsByZeroHaveAllBits) {
  check("div.u32", [](U32 a, U32 b) { return b ? a / b : ~0u; });
  check("div.s32", [](S32 a, S32 b) {
    return b == 0 ? -1 : b == -1 ? S32(0 - U32(a)) : a / b;
  });
  check("div.s64", [](S64 a, S64 b) {
    return b == 0 ? -1 : b == -1 ? S64(0 - U64(a)) : a / b;
  });
  check("div.s16",
        [](S16 a, S16 b) { return S16(b == 0 ? -1 : S32(a) / S32(b)); });
  check("rem.u64", [](U64 a, U64 b) { return b ? a % b : a; });
  check("rem.s32", [](S32 a, S32 b) {
    return b == 0 ? a : b == -1 ? 0 : a % b;
  });
}

TEST(IntegerForm, extremesAndSigns) {
  check("min.s32", [](S32 a, S32 b) { return std::min(a, b); });
  check("min.u32", [](U32 a, U32 b) { return std::min(a, b); });
  check("max.s64", [](S64 a, S64 b) { return std::max(a, b); });
  check("max.u16", [](U16 a, U16 b) { return std::max(a, b); });
  check("neg.s32", [](S32 a) { return S32(0 - U32(a)); });
  check("abs.s64", [](S64 a) { return a < 0 ? S64(0 - U64(a)) : a; });
  check("abs.s16", [](S16 a) { return S16(a < 0 ? -a : a); });
  check("sad.u32",
        [](U32 a, U32 b, U32 c) { return (a < b ? b - a : a - b) + c; });
}

TEST(IntegerForm, shiftsClampTheirCount) {
  check("shl.b32", [](U32 a, U32 b) { return b > 31 ? 0 : a << b; });
  check("shl.b64", [](U64 a, U32 b) { return b > 63 ? 0 : a << b; });
  check("shl.b16", [](U16 a, U32 b) { return U16(b > 15 ? 0 : a << b); });
  check("shr.u32", [](U32 a, U32 b) { return b > 31 ? 0 : a >> b; });
  check("shr.s32", [](S32 a, U32 b) { return a >> std::min(b, 31u); });
  check("shr.s64", [](S64 a, U32 b) { return a >> std::min(b, 63u); });
  check("shr.s16", [](S16 a, U32 b) { return S16(a >> std::min(b, 15u)); });
  check("shf.l.wrap.b32", [](U32 a, U32 b, U32 c) {
    return (c & 31) ? b << (c & 31) | a >> (32 - (c & 31)) : b;
  });
  check("shf.r.clamp.b32", [](U32 a, U32 b, U32 c) {
    return c == 0 ? a : c > 31 ? b : a >> c | b << (32 - c);
  });
}

TEST(IntegerForm, logic) {
  check("and.b32", [](U32 a, U32 b) { return a & b; });
  check("or.b64", [](U64 a, U64 b) { return a | b; });
  check("xor.b16", [](U16 a, U16 b) { return U16(a ^ b); });
  check("not.b32", [](U32 a) { return ~a; });
  check("cnot.b32", [](U32 a) { return U32(a == 0); });
}

TEST(IntegerForm, bitsAreCounted) {
  check("popc.b32", [](U32 a) { return U32(std::bitset<32>(a).count()); });
  check("popc.b64", [](U64 a) { return U32(std::bitset<64>(a).count()); });
  check("clz.b32", [](U32 a) {
    U32 count = 0;
    while (count < 32 && !(a >> (31 - count) & 1))
      ++count;
    return count;
  });
  check("clz.b64", [](U64 a) {
    U32 count = 0;
    while (count < 64 && !(a >> (63 - count) & 1))
      ++count;
    return count;
  });
  check("brev.b32", [](U32 a) {
    U32 result = 0;
    for (int i = 0; i < 32; ++i)
      result |= (a >> i & 1) << (31 - i);
    return result;
  });
  check("bfind.s32", [](S32 a) {
    U32 bits = a < 0 ? ~a : a, found = ~0u;
    for (U32 i = 0; i < 32; ++i)
      found = bits >> i & 1 ? i : found;
    return found;
  });
}

/// Follows the manual's pseudocode, bit by bit.
template <class T> T extractByBits(T a, U32 position, U32 length) {
  U32 most = sizeof(T) * 8 - 1, at = position & 0xff, count = length & 0xff;
  bool sign = std::is_signed_v<T> && count != 0 &&
              ((U64(a) >> std::min(at + count - 1, most)) & 1);
  T result = 0;
  for (U32 i = 0; i <= most; ++i) {
    U64 bit = i < count && at + i <= most ? U64(a) >> (at + i) & 1 : sign;
    result |= T(bit << i);
  }
  return result;
}

TEST(IntegerForm, bitFields) {
  check("bfe.u32",
        [](U32 a, U32 b, U32 c) { return extractByBits<U32>(a, b, c); });
  check("bfe.s32",
        [](S32 a, U32 b, U32 c) { return extractByBits<S32>(a, b, c); });
  check("bfe.s64",
        [](S64 a, U32 b, U32 c) { return extractByBits<S64>(a, b, c); });
  check("bfi.b32", [](U32 a, U32 b, U32 c, U32 d) {
    U32 at = c & 0xff, count = d & 0xff, result = b;
    for (U32 i = 0; i < count && at + i < 32; ++i)
      result = (result & ~(1u << (at + i))) |
               ((i < 32 ? a >> i & 1 : 0) << (at + i));
    return result;
  });
  check("prmt.b32", [](U32 a, U32 b, U32 c) {
    unsigned char bytes[8], result[4];
    std::memcpy(bytes, &a, 4);
    std::memcpy(bytes + 4, &b, 4);
    for (int i = 0; i < 4; ++i) {
      U32 digit = c >> 4 * i & 15;
      result[i] = bytes[digit & 7];
      if (digit & 8)
        result[i] = result[i] & 0x80 ? 0xff : 0;
    }
    U32 made;
    std::memcpy(&made, result, 4);
    return made;
  });
  check("lop3.b32", [](U32 a, U32 b, U32 c, U32 d) {
    U32 result = 0;
    for (int i = 0; i < 32; ++i)
      result |= (d >> ((a >> i & 1) * 4 + (b >> i & 1) * 2 + (c >> i & 1)) & 1)
                << i;
    return result;
  });
}

} // namespace
} // namespace ag::emulator
