//===- FormTest.h - forms against C++ -------------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does an instruction compute what C++ does, on all edge values of its types?
// `expect` runs one instruction on each tuple of edge values, one thread each.
// It compares the results bit for bit.
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_UNIT_EMULATOR_FORMTEST_H
#define AG_TEST_UNIT_EMULATOR_FORMTEST_H

#include "Forms/Elementwise.h"
#include "Forms/Table.h"
#include "TestDevice.h"
#include <cmath>
#include <limits>
#include <tuple>

namespace ag::emulator {

/// Returns the prefix of makeKernel's registers that hold a T.
template <class T> const char *getRegister() {
  if (std::is_same_v<T, float>)
    return "%f";
  if (std::is_same_v<T, double>)
    return "%fd";
  return sizeof(T) <= 2 ? "%rs" : sizeof(T) == 4 ? "%r" : "%rd";
}

inline Half half(float value) { return makeHalf(value); }
inline Brain brain(float value) { return makeBrain(value); }

/// Returns the edge values of T.
template <class T> std::vector<T> getEdges() {
  if constexpr (std::is_same_v<T, Half> || std::is_same_v<T, Brain>) {
    std::vector<T> edges;
    for (uint16_t bits : {0x0000, 0x8000, 0x0001, 0x8001, 0x3c00, 0xbc00,
                          0x3f80, 0xbf80, 0x3555, 0x7bff, 0x7c00, 0xfc00,
                          0x7f80, 0xff80, 0x7e01, 0x0400, 0x4248, 0x4049})
      edges.push_back({bits});
    return edges;
  } else if constexpr (std::is_floating_point_v<T>) {
    using Limits = std::numeric_limits<T>;
    return {T(0),
            T(-0.0),
            T(1),
            T(-1),
            T(0.5),
            T(1.5),
            T(2.5),
            T(-2.5),
            T(0.1),
            T(255.5),
            T(65520),
            T(-3e9),
            T(1ull << 63),
            T(1e-30),
            Limits::infinity(),
            -Limits::infinity(),
            Limits::quiet_NaN(),
            Limits::denorm_min(),
            Limits::min(),
            Limits::max()};
  } else {
    using Limits = std::numeric_limits<T>;
    return {T(0),
            T(1),
            T(-1),
            T(2),
            T(3),
            T(7),
            T(31),
            T(32),
            T(33),
            T(63),
            T(64),
            T(0x5a5a5a5a5a5a5a5a),
            Limits::min(),
            Limits::max(),
            T(Limits::min() + 1),
            T(Limits::max() / 3)};
  }
}

/// Returns the 16-bit float nearest to a number. Of two that are equally near,
/// it is the one whose last bit is even.
template <class T> T findNearest(double value) {
  if (std::isnan(value))
    return {0x7fff};
  bool isHalf = std::is_same_v<T, Half>;
  uint32_t infinity = isHalf ? 0x7c00 : 0x7f80;
  uint32_t low = 0, high = infinity;
  double magnitude = std::fabs(value);
  while (high - low > 1) {
    uint32_t middle = (low + high) / 2;
    (toFloat(T{uint16_t(middle)}) <= magnitude ? low : high) = middle;
  }
  double below = toFloat(T{uint16_t(low)});
  double above = high < infinity ? double(toFloat(T{uint16_t(high)}))
                 : isHalf        ? 65536.0
                                 : 0x1p128;
  bool isUp = magnitude - below > above - magnitude ||
              (magnitude - below == above - magnitude && (low & 1));
  if (std::isinf(value))
    isUp = true;
  return {uint16_t((isUp ? high : low) | (std::signbit(value) ? 0x8000 : 0))};
}

/// Returns the bits of `value`, to compare and print.
template <class T> uint64_t getBits(T value) {
  uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof(value));
  return bits;
}

/// Returns all tuples of edge values, one vector for each position.
template <class First, class... Rest>
std::tuple<std::vector<First>, std::vector<Rest>...> makeTuples() {
  std::vector<First> edges = getEdges<First>();
  if constexpr (sizeof...(Rest) == 0) {
    return {edges};
  } else {
    // With three or more operands, each but the last takes every other value.
    size_t step = sizeof...(Rest) > 1 ? 2 : 1;
    std::tuple<std::vector<First>, std::vector<Rest>...> all;
    auto rest = makeTuples<Rest...>();
    size_t count = std::get<0>(rest).size();
    for (size_t i = 0; i < edges.size(); i += step)
      std::apply(
          [&](auto &first, auto &...others) {
            first.insert(first.end(), count, edges[i]);
            std::apply(
                [&](auto &...more) {
                  (others.insert(others.end(), more.begin(), more.end()), ...);
                },
                rest);
          },
          all);
    return all;
  }
}

/// Returns the kernel that runs `opcode` on sources of types A.
template <class R, class... A> std::string makeFormKernel(std::string opcode) {
  std::string body = "mov.u32 %r30, %ctaid.x; mov.u32 %r31, %ntid.x;\n"
                     "mad.lo.u32 %r30, %r30, %r31, %r0;\n"
                     "cvt.u32.u64 %r31, %rd0; setp.ge.u32 %p31, %r30, %r31;\n"
                     "@%p31 ret;\n";
  unsigned i = 0;
  std::string operands;
  auto load = [&](size_t bytes, std::string name) {
    std::string source = name + std::to_string(10 + i);
    std::string base = "%rd" + std::to_string(++i);
    body += "mad.wide.u32 %rd31, %r30, " + std::to_string(bytes) + ", " + base +
            "; ld.global.b" + std::to_string(bytes * 8) + " " + source +
            ", [%rd31];\n";
    operands += ", " + source;
  };
  (load(sizeof(A), getRegister<A>()), ...);
  std::string result = std::string(getRegister<R>()) + "20";
  std::string base = "%rd" + std::to_string(++i);
  if (std::is_same_v<R, Predicate>)
    body += opcode + " %p1" + operands + "; selp.b16 %rs20, 1, 0, %p1;\n";
  else
    body += opcode + " " + result + operands + ";\n";
  body += "mad.wide.u32 %rd31, %r30, " + std::to_string(sizeof(R)) + ", " +
          base + "; st.global.b" + std::to_string(sizeof(R) * 8) +
          " [%rd31], " + result + ";";
  return makeKernel(body, i + 1);
}

template <class T> bool isSame(T a, T b) { return getBits(a) == getBits(b); }
inline bool isSame(double a, double b) {
  return (a != a && b != b) || getBits(a) == getBits(b);
}

template <class R, class... A>
void expect(const std::string &opcode, R (*expected)(A...)) {
  TestDevice device;
  device.load(makeFormKernel<R, A...>(opcode));
  if (!device.loaded || device.loaded->programs.empty())
    return;
  std::tuple<std::vector<A>...> sources = makeTuples<A...>();
  size_t count = std::get<0>(sources).size();
  std::vector<uint64_t> parameters = {count};
  std::apply(
      [&](auto &...each) { (parameters.push_back(device.upload(each)), ...); },
      sources);
  uint64_t result = device.upload(std::vector<R>(count));
  parameters.push_back(result);
  uint32_t blocks = static_cast<uint32_t>(count + 127) / 128;
  LaunchReport report = device.run(parameters, makeShape(128, blocks));
  ASSERT_EQ(report.text, "") << opcode;
  std::vector<R> got = device.download<R>(result);
  for (size_t i = 0; i < count; ++i)
    std::apply(
        [&](auto &...each) {
          R wanted = expected(each[i]...);
          std::string values;
          ((values += " 0x" +
                      [](uint64_t bits) {
                        char text[20];
                        std::snprintf(text, sizeof(text), "%llx",
                                      static_cast<unsigned long long>(bits));
                        return std::string(text);
                      }(getBits(each[i]))),
           ...);
          EXPECT_TRUE(isSame(got[i], wanted))
              << opcode << values << ": " << std::hex << getBits(got[i])
              << ", expected " << getBits(wanted);
        },
        sources);
}

/// Takes a lambda instead of a function pointer.
template <class F> void check(const std::string &opcode, F expected) {
  expect(opcode, +expected);
}

} // namespace ag::emulator

#endif // AG_TEST_UNIT_EMULATOR_FORMTEST_H
