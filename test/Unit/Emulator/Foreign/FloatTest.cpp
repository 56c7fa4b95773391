//===- FloatTest.cpp - recorded kernels of floats -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does PTX that nvrtc and Triton compiled from float kernels give what C++
// does?
//
//===----------------------------------------------------------------------===//
#include "Foreign/Foreign.h"
#include "FormTest.h"

namespace ag::emulator {
namespace {

float number(size_t i) { return static_cast<float>(i % 97) * 0.25f - 9.0f; }

TEST(Foreign, saxpy) {
  for (size_t n : foreignSizes) {
    Foreign device("arrays");
    std::vector<float> x = fill<float>(n, number),
                       y = fill<float>(n, [](size_t i) { return 3.0 - i; });
    uint64_t result = device.upload(y);
    device.launch("saxpy", cover(n, 128),
                  {n, bitsOfNumber(1.5f), device.upload(x), result});
    std::vector<float> got = device.download<float>(result);
    for (size_t i = 0; i < n; ++i)
      EXPECT_EQ(got[i], std::fma(1.5f, x[i], y[i])) << i;
    Foreign triton("tritonSaxpy");
    result = triton.upload(y);
    triton.launch("tritonSaxpy", cover(n, 128),
                  {triton.upload(x), result, bitsOfNumber(1.5f), n});
    EXPECT_EQ(triton.download<float>(result), got);
  }
}

float horner(float x, float a, float b, float c) {
  return std::fma(std::fma(x, a, b), x, c);
}

TEST(Foreign, calls) {
  for (size_t n : foreignSizes) {
    Foreign device("calls");
    std::vector<float> x = fill<float>(n, number);
    uint64_t result = device.upload(std::vector<float>(n)),
             counter = device.upload(std::vector<uint32_t>(1));
    device.launch("callAll", cover(n, 64),
                  {n, device.upload(x), result, counter});
    uint32_t count = 0;
    for (size_t i = 0; i < n; ++i) {
      float y = x[i] < 0 ? -x[i] : horner(x[i], 2, -1, 0.5f) + 1;
      count += y > 2;
      if (i % 3 == 0)
        y = horner(x[i], 1, 0, 0) + y;
      EXPECT_EQ(device.download<float>(result)[i], y) << i;
    }
    EXPECT_EQ(device.download<uint32_t>(counter)[0], count);
  }
}

TEST(Foreign, stridedLoop) {
  for (size_t n : foreignSizes) {
    Foreign device("arrays");
    std::vector<float> x = fill<float>(4 * n, number);
    uint64_t result = device.upload(std::vector<float>(4 * n));
    device.launch("scaleStrided", makeShape(64, 3),
                  {n, bitsOfNumber(0.1), device.upload(x), result});
    std::vector<float> got = device.download<float>(result);
    for (size_t i = 0; i < 4 * n; ++i)
      EXPECT_EQ(got[i], static_cast<float>(x[i] * 0.1)) << i;
  }
}

TEST(Foreign, blockSum) {
  for (size_t n : foreignSizes) {
    Foreign device("sums");
    std::vector<float> x = fill<float>(n, number);
    LaunchShape shape = cover(n, 128);
    uint64_t result = device.upload(std::vector<float>(shape.grid[0]));
    device.launch("blockSum", shape, {n, device.upload(x), result});
    std::vector<float> got = device.download<float>(result);
    for (size_t block = 0; block < got.size(); ++block) {
      float sum = 0; // exact, as all terms are multiples of 1/4
      for (size_t i = block * 128; i < std::min(n, block * 128 + 128); ++i)
        sum += x[i];
      EXPECT_EQ(got[block], sum);
    }
  }
}

TEST(Foreign, compaction) {
  for (size_t n : foreignSizes) {
    Foreign device("sums");
    std::vector<float> x = fill<float>(n, number);
    LaunchShape shape = cover(n, 64);
    size_t warps = shape.grid[0] * 2;
    uint64_t kept = device.upload(std::vector<float>(warps * 32));
    uint64_t counts = device.upload(std::vector<uint32_t>(warps));
    device.launch("compact", shape, {n, device.upload(x), kept, counts});
    std::vector<float> got = device.download<float>(kept);
    for (size_t warp = 0; warp < warps; ++warp) {
      size_t next = warp * 32;
      for (size_t i = warp * 32; i < std::min(n, warp * 32 + 32); ++i)
        if (x[i] > 0)
          EXPECT_EQ(got[next++], x[i]);
      EXPECT_EQ(device.download<uint32_t>(counts)[warp], next - warp * 32);
    }
  }
}

TEST(Foreign, matmul) {
  size_t m = 17, n = 33, k = 31;
  Foreign device("matmul");
  std::vector<float> a = fill<float>(m * k, number),
                     b = fill<float>(k * n, number);
  uint64_t c = device.upload(std::vector<float>(m * n));
  device.launch("matmul", {{3, 2, 1}, {16, 16, 1}, 0},
                {m, n, k, device.upload(a), device.upload(b), c});
  std::vector<float> got = device.download<float>(c);
  for (size_t row = 0; row < m; ++row)
    for (size_t column = 0; column < n; ++column) {
      float sum = 0;
      for (size_t i = 0; i < k; ++i)
        sum = std::fma(a[row * k + i], b[i * n + column], sum);
      EXPECT_EQ(got[row * n + column], sum) << row << ", " << column;
    }
}

/// Compares the rows of a softmax with a softmax in f64.
void expectSoftmax(const std::vector<float> &x, const std::vector<float> &got,
                   size_t n) {
  for (size_t row = 0; row < x.size() / n; ++row) {
    double sum = 0, most = -INFINITY;
    for (size_t i = 0; i < n; ++i)
      most = std::max<double>(most, x[row * n + i]);
    for (size_t i = 0; i < n; ++i)
      sum += std::exp(x[row * n + i] - most);
    for (size_t i = 0; i < n; ++i) {
      double expected = std::exp(x[row * n + i] - most) / sum;
      EXPECT_NEAR(got[row * n + i], expected, expected * 1e-5)
          << row << ", " << i;
    }
  }
}

TEST(Foreign, softmax) {
  for (size_t n : {1, 31, 33, 100, 128}) {
    std::vector<float> x =
        fill<float>(3 * n, [](size_t i) { return number(i * 7); });
    Foreign device("softmax"), triton("tritonSoftmax");
    uint64_t y = device.upload(std::vector<float>(3 * n));
    device.launch("softmax", makeShape(64, 3, 256), {n, device.upload(x), y});
    expectSoftmax(x, device.download<float>(y), n);
    y = triton.upload(std::vector<float>(3 * n));
    triton.launch("tritonSoftmax", makeShape(128, 3, 16),
                  {triton.upload(x), y, n});
    expectSoftmax(x, triton.download<float>(y), n);
  }
}

template <class T> T fuse(T a, T b, T c) {
  return findNearest<T>(
      std::fma(double(toFloat(a)), double(toFloat(b)), double(toFloat(c))));
}

/// Runs a kernel that converts, multiplies and adds 16-bit floats.
template <class T> void expectSmall(const std::string &kernel) {
  for (size_t n : foreignSizes) {
    Foreign device("small");
    std::vector<float> x =
        fill<float>(n, [](size_t i) { return number(i) * 1.001f; });
    std::vector<T> a =
        fill<T>(n, [](size_t i) { return findNearest<T>(number(i * 5) / 3); });
    uint64_t sum = device.upload(a), narrow = device.upload(a),
             wide = device.upload(x);
    device.launch(kernel, cover(n, 128),
                  {n, device.upload(x), device.upload(a), sum, narrow, wide});
    for (size_t i = 0; i < n; ++i) {
      T rounded = findNearest<T>(x[i]);
      double factor = toFloat(a[i]);
      T square = findNearest<T>(factor * factor);
      T added = findNearest<T>(factor + toFloat(square));
      EXPECT_EQ(device.download<T>(narrow)[i].bits, rounded.bits) << i;
      EXPECT_EQ(device.download<T>(sum)[i].bits,
                fuse(a[i], rounded, added).bits)
          << i;
      EXPECT_EQ(device.download<float>(wide)[i], toFloat(a[i])) << i;
    }
  }
}

TEST(Foreign, halves) { expectSmall<Half>("halves"); }
TEST(Foreign, brains) { expectSmall<Brain>("brains"); }

/// Each element is a pair of f16. The kernel computes the maximum of a product
/// and a negated sum.
TEST(Foreign, pairs) {
  for (size_t n : foreignSizes) {
    Foreign device("small");
    auto make = [&](size_t step) {
      return fill<Half>(2 * n, [=](size_t i) {
        return findNearest<Half>(number(i * step) / 3);
      });
    };
    std::vector<Half> a = make(5), b = make(11);
    uint64_t y = device.upload(a), isLess = device.upload(std::vector<int>(n));
    device.launch("pairs", cover(n, 128),
                  {n, device.upload(a), device.upload(b), y, isLess});
    for (size_t i = 0; i < 2 * n; ++i) {
      double x = toFloat(a[i]), z = toFloat(b[i]);
      float product = toFloat(findNearest<Half>(x * z));
      float sum = toFloat(findNearest<Half>(x + z));
      EXPECT_EQ(toFloat(device.download<Half>(y)[i]), std::max(product, -sum))
          << i;
    }
    for (size_t i = 0; i < n; ++i)
      EXPECT_EQ(device.download<int>(isLess)[i],
                toFloat(a[2 * i]) < toFloat(b[2 * i + 1]));
  }
}

TEST(Foreign, narrowTriton) {
  Foreign device("tritonNarrow");
  std::vector<Brain> x = getEdges<Brain>();
  uint64_t y = device.upload(x);
  device.launch("tritonNarrow", cover(x.size(), 128),
                {device.upload(x), y, x.size()});
  for (size_t i = 0; i < x.size(); ++i)
    EXPECT_EQ(device.download<Brain>(y)[i].bits,
              findNearest<Brain>(double(toFloat(x[i])) * toFloat(x[i])).bits)
        << x[i].bits;
}

} // namespace
} // namespace ag::emulator
