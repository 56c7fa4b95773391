//===- Foreign.h - recorded PTX of other compilers ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are the recorded PTX files of this folder run? By the kernel's name, with
// the parameter widths that the kernel declares.
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_UNIT_EMULATOR_FOREIGN_FOREIGN_H
#define AG_TEST_UNIT_EMULATOR_FOREIGN_FOREIGN_H

#include "TestDevice.h"
#include <fstream>
#include <functional>
#include <sstream>

namespace ag::emulator {

class Foreign : public TestDevice {
public:
  /// Loads the file `name`.ptx.
  explicit Foreign(const std::string &name) {
    std::ifstream file(AG_FOREIGN_FOLDER "/" + name + ".ptx");
    std::stringstream text;
    text << file.rdbuf();
    load(text.str());
  }

  /// Runs a kernel with one-dimensional blocks. Parameters are the bits of
  /// numbers; missing ones at the end are 0.
  void launch(const std::string &name, LaunchShape shape,
              const std::vector<uint64_t> &parameters) {
    for (const Program &program : loaded->programs)
      if (program.kernel->name == name)
        return launch(program, shape, parameters);
    ADD_FAILURE() << "no kernel is called " << name;
  }

private:
  void launch(const Program &program, LaunchShape shape,
              const std::vector<uint64_t> &parameters) {
    std::vector<uint8_t> bytes(program.kernel->parameterBytes);
    for (size_t i = 0; i < parameters.size(); ++i) {
      const Parameter &parameter = program.kernel->parameters.at(i);
      std::memcpy(&bytes[parameter.offset], &parameters[i], parameter.bytes);
    }
    Launch made = {program, shape, bytes, patience};
    EXPECT_EQ(emulator::run(made, memory, clock, order).text, "");
  }
};

/// Returns a launch of at least one block that covers n elements.
inline LaunchShape cover(size_t n, uint32_t threads, uint32_t shared = 0) {
  uint32_t blocks = static_cast<uint32_t>((n + threads - 1) / threads);
  return makeShape(threads, blocks, shared);
}

constexpr size_t foreignSizes[] = {1, 31, 33, 1000};

/// Returns the vector of `make(i)` for i < n.
template <class T, class F> std::vector<T> fill(size_t n, F make) {
  std::vector<T> values(n);
  for (size_t i = 0; i < n; ++i)
    values[i] = static_cast<T>(make(i));
  return values;
}

/// Returns the bits of a number, as a parameter.
template <class T> uint64_t bitsOfNumber(T number) {
  uint64_t bits = 0;
  std::memcpy(&bits, &number, sizeof(number));
  return bits;
}

/// Returns n integers spread over all 32 bits, of both signs.
inline std::vector<int> spread(size_t n, uint32_t seed) {
  return fill<int>(n, [&](size_t i) {
    uint32_t bits = (static_cast<uint32_t>(i) * 2 + seed) * 2654435761u;
    return static_cast<int>(i % 3 == 0 ? bits >> 24 : bits);
  });
}

} // namespace ag::emulator

#endif // AG_TEST_UNIT_EMULATOR_FOREIGN_FOREIGN_H
