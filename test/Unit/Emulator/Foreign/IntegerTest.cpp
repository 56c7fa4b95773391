//===- IntegerTest.cpp - recorded kernels of integers ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does PTX that nvrtc and Triton compiled from integer kernels give what C++
// does?
//
//===----------------------------------------------------------------------===//
#include "Foreign/Foreign.h"
#include <algorithm>
#include <numeric>
#include <tuple>

namespace ag::emulator {
namespace {
using Long = int64_t;
using ULong = uint64_t;

TEST(Foreign, warpSum) {
  for (size_t n : foreignSizes) {
    Foreign device("sums");
    std::vector<int> x =
        fill<int>(n, [](size_t i) { return int(i * 37 % 101) - 50; });
    LaunchShape shape = cover(n, 64);
    size_t threads = shape.grid[0] * 64;
    uint64_t sums = device.upload(std::vector<int>(threads / 32));
    uint64_t maxima = device.upload(std::vector<int>(threads));
    device.launch("warpSum", shape, {n, device.upload(x), sums, maxima});
    x.resize(threads, 0);
    for (size_t i = 0; i < threads; ++i) {
      auto warp = x.begin() + i / 32 * 32;
      auto end = std::min(warp + 32, x.begin() + std::max(n, i / 32 * 32));
      int most = warp < end ? *std::max_element(warp, end) : INT32_MIN;
      EXPECT_EQ(device.download<int>(maxima)[i], most) << i;
      EXPECT_EQ(device.download<int>(sums)[i / 32],
                std::accumulate(warp, warp + 32, 0));
    }
  }
}

TEST(Foreign, histogram) {
  for (size_t n : foreignSizes) {
    Foreign device("atomics");
    std::vector<uint8_t> x = fill<uint8_t>(n, [](size_t i) { return i * i; });
    std::vector<uint32_t> counts(256);
    uint64_t result = device.upload(counts);
    for (uint8_t byte : x)
      ++counts[byte];
    device.launch("histogram", makeShape(64, 3), {n, device.upload(x), result});
    EXPECT_EQ(device.download<uint32_t>(result), counts);
  }
}

struct Extremes {
  int least = INT32_MAX, most = INT32_MIN;
  uint32_t either = 0, both = ~0u, parity = 0;
  float sum = 0;
  ULong wide = 0, widest = 0;

  auto list() const {
    return std::tie(least, most, either, both, parity, sum, wide, widest);
  }
};

TEST(Foreign, extremes) {
  for (size_t n : foreignSizes) {
    Foreign device("atomics");
    std::vector<int> x =
        fill<int>(n, [](size_t i) { return int(i * 7919 % 2048) - 1000; });
    uint64_t result = device.upload(std::vector<Extremes>(1));
    device.launch("extremes", cover(n, 64), {n, device.upload(x), result});
    Extremes expected, got = device.download<Extremes>(result)[0];
    for (int value : x) {
      uint32_t bits = value;
      expected.least = std::min(expected.least, value);
      expected.most = std::max(expected.most, value);
      expected.either |= bits;
      expected.both &= bits;
      expected.parity ^= bits;
      expected.sum += static_cast<float>(value);
      expected.wide += ULong(bits) << 16;
      expected.widest = std::max(expected.widest, ULong(bits) << 20);
    }
    EXPECT_EQ(got.list(), expected.list());
  }
}

TEST(Foreign, tickets) {
  for (size_t n : foreignSizes) {
    Foreign device("atomics");
    device.order = Order(n);
    uint64_t next = device.upload(std::vector<uint32_t>(1)),
             got = device.upload(std::vector<uint32_t>(n));
    uint64_t product = device.upload(std::vector<uint32_t>{1}),
             last = device.upload(std::vector<uint32_t>(3));
    device.launch("tickets", cover(n, 64), {n, next, got, product, last});
    std::vector<uint32_t> tickets = device.download<uint32_t>(got);
    std::sort(tickets.begin(), tickets.end());
    uint32_t expected = 1;
    for (uint32_t i = 0; i < n; ++i) {
      EXPECT_EQ(tickets[i], i);
      expected *= 2 * i + 3;
    }
    uint32_t count = static_cast<uint32_t>(n);
    EXPECT_EQ(device.download<uint32_t>(product)[0], expected);
    EXPECT_EQ(device.download<uint32_t>(last),
              (std::vector<uint32_t>{7, count % 10, (10 - count % 10) % 10}));
  }
}

TEST(Foreign, sumTriton) {
  for (size_t n : foreignSizes) {
    Foreign device("tritonSum");
    std::vector<int> x = spread(n, 5);
    uint64_t total = device.upload(std::vector<uint32_t>{3});
    LaunchShape shape = cover(n, 128);
    shape.block[0] = 32;
    device.launch("tritonSum", shape, {device.upload(x), total, n});
    uint32_t expected = 3;
    for (int value : x)
      expected += static_cast<uint32_t>(value);
    EXPECT_EQ(device.download<uint32_t>(total)[0], expected);
  }
}

TEST(Foreign, division) {
  for (size_t n : foreignSizes) {
    Foreign device("integers");
    std::vector<int> a = spread(n, 1), b = spread(n, 2);
    for (int &divisor : b)
      divisor = divisor == 0 ? 1 : divisor;
    uint64_t y = device.upload(std::vector<int>(3 * n)),
             u = device.upload(std::vector<uint32_t>(2 * n));
    device.launch("divide", cover(n, 128),
                  {n, device.upload(a), device.upload(b), y, u});
    std::vector<int> got = device.download<int>(y);
    std::vector<uint32_t> withoutSign = device.download<uint32_t>(u);
    for (size_t i = 0; i < n; ++i) {
      EXPECT_EQ(got[3 * i], int(Long(a[i]) / b[i])) << a[i] << " / " << b[i];
      EXPECT_EQ(got[3 * i + 1], int(Long(a[i]) % b[i]))
          << a[i] << " % " << b[i];
      EXPECT_EQ(got[3 * i + 2], a[i] / 7 + a[i] % 10) << a[i];
      EXPECT_EQ(withoutSign[2 * i], uint32_t(a[i]) / uint32_t(b[i]));
      EXPECT_EQ(withoutSign[2 * i + 1], uint32_t(a[i]) % 1000u);
    }
  }
}

TEST(Foreign, structsOfCalls) {
  for (size_t n : foreignSizes) {
    Foreign device("calls");
    std::vector<int> a = spread(n, 3), b = spread(n, 4);
    for (int &divisor : b)
      divisor |= 1;
    uint64_t result = device.upload(std::vector<int>(2 * n));
    device.launch("splitAll", cover(n, 64),
                  {n, device.upload(a), device.upload(b), result});
    std::vector<int> got = device.download<int>(result);
    for (size_t i = 0; i < n; ++i) {
      EXPECT_EQ(got[2 * i], int(Long(a[i]) / b[i]));
      EXPECT_EQ(got[2 * i + 1], int(Long(a[i]) % b[i]));
    }
  }
}

/// Returns n integers spread over all 64 bits, none of them 0.
std::vector<Long> spreadWide(size_t n, uint32_t seed) {
  return fill<Long>(n, [&](size_t i) {
    ULong bits = (i * 2 + seed) * 0x9e3779b97f4a7c15;
    return (i % 3 == 0 ? bits >> 40 : bits) | 1;
  });
}

TEST(Foreign, wideDivision) {
  for (size_t n : foreignSizes) {
    Foreign device("integers");
    std::vector<Long> a = spreadWide(n, 1), b = spreadWide(n, 7);
    uint64_t y = device.upload(std::vector<Long>(4 * n));
    device.launch("divideWide", cover(n, 128),
                  {n, device.upload(a), device.upload(b), y});
    std::vector<Long> got = device.download<Long>(y);
    for (size_t i = 0; i < n; ++i) {
      EXPECT_EQ(got[4 * i], a[i] / b[i]);
      EXPECT_EQ(got[4 * i + 1], a[i] % b[i]);
      EXPECT_EQ(got[4 * i + 2], Long(ULong(a[i]) / ULong(b[i])));
      EXPECT_EQ(got[4 * i + 3], a[i] / 10);
    }
  }
}

uint32_t reverse(uint32_t bits) {
  uint32_t result = 0;
  for (int i = 0; i < 32; ++i)
    result |= (bits >> i & 1) << (31 - i);
  return result;
}

TEST(Foreign, shifts) {
  for (size_t n : foreignSizes) {
    Foreign device("integers");
    std::vector<Long> a = spreadWide(n, 3);
    std::vector<uint32_t> by =
        fill<uint32_t>(n, [](size_t i) { return i * 5; });
    uint64_t y = device.upload(std::vector<ULong>(4 * n));
    device.launch("shift", cover(n, 128),
                  {n, device.upload(a), device.upload(by), y});
    std::vector<ULong> got = device.download<ULong>(y);
    for (size_t i = 0; i < n; ++i) {
      ULong value = a[i], low = uint32_t(value), high = value >> 32;
      unsigned left = by[i] & 63, few = by[i] & 31;
      ULong turned = left ? value << left | value >> (64 - left) : value;
      ULong product = ULong((__uint128_t(value) * turned) >> 64);
      uint32_t funnel = uint32_t((high << 32 | low) << few >> 32);
      // Bytes 0, 4, 2 and 6 of the two words together
      ULong bytes = (low & 0xff) | (high & 0xff) << 8 |
                    (low >> 16 & 0xff) << 16 | (high >> 16 & 0xff) << 24;
      EXPECT_EQ(got[4 * i], turned);
      EXPECT_EQ(got[4 * i + 1], ULong(a[i] >> left));
      EXPECT_EQ(got[4 * i + 2],
                product + __builtin_popcountll(value) + __builtin_clzll(value));
      EXPECT_EQ(got[4 * i + 3],
                funnel + (ULong(reverse(uint32_t(low))) << 32) + bytes)
          << i;
    }
  }
}

TEST(Foreign, loops) {
  for (size_t n : foreignSizes) {
    Foreign device("integers");
    std::vector<int> a = spread(n, 1), b = spread(n, 4);
    uint64_t divisor = device.upload(a), steps = device.upload(a);
    device.launch("loops", cover(n, 64),
                  {n, device.upload(a), device.upload(b), divisor, steps});
    for (size_t i = 0; i < n; ++i) {
      uint32_t count = 0;
      for (ULong value = uint32_t(b[i]) % 1000 + 1; value != 1; ++count)
        value = value % 2 == 0 ? value / 2 : 3 * value + 1;
      EXPECT_EQ(device.download<uint32_t>(divisor)[i],
                std::gcd(uint32_t(a[i]), uint32_t(b[i])));
      EXPECT_EQ(device.download<uint32_t>(steps)[i], count);
    }
  }
}

} // namespace
} // namespace ag::emulator
