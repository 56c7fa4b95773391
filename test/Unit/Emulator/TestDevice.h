//===- TestDevice.h - a device that tests run kernels on ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does a kernel compute from given bytes? Tests load PTX, allocate arrays
// and run kernels on a device of their own, without the driver's calls.
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_UNIT_EMULATOR_TESTDEVICE_H
#define AG_TEST_UNIT_EMULATOR_TESTDEVICE_H

#include "Load/Load.h"
#include "Machine/Launch.h"
#include "gtest/gtest.h"
#include <cstring>

namespace ag::emulator {

/// Returns the shape of a launch of `blocks` blocks of `threads` threads.
inline LaunchShape makeShape(uint32_t threads, uint32_t blocks = 1,
                             uint32_t sharedBytes = 0) {
  return {{blocks, 1, 1}, {threads, 1, 1}, sharedBytes};
}

class TestDevice {
public:
  /// Loads a PTX text and expects no error.
  void load(const std::string &text) {
    loaded = std::make_unique<LoadedModule>();
    std::optional<Error> error = emulator::load(text, memory, *loaded);
    ASSERT_FALSE(error) << "line " << error->line << ": " << error->message;
  }

  /// Returns the error of a text, "3: message", or "" if there is none.
  std::string findError(const std::string &text) {
    LoadedModule module;
    std::optional<Error> error = emulator::load(text, memory, module);
    unload(module, memory);
    return error ? std::to_string(error->line) + ": " + error->message : "";
  }

  template <class T> uint64_t upload(const std::vector<T> &values) {
    Allocation *made = memory.allocate(values.size() * sizeof(T), false);
    std::memcpy(made->data.get(), values.data(), values.size() * sizeof(T));
    return made->base;
  }

  template <class T> std::vector<T> download(uint64_t base) {
    Allocation *found = memory.find(base);
    std::vector<T> values(found->bytes / sizeof(T));
    std::memcpy(values.data(), found->data.get(), found->bytes);
    return values;
  }

  /// Runs the last module's first kernel with 64-bit parameters.
  LaunchReport run(const std::vector<uint64_t> &parameters, LaunchShape shape) {
    std::vector<uint8_t> bytes(parameters.size() * sizeof(uint64_t));
    std::memcpy(bytes.data(), parameters.data(), bytes.size());
    Launch launch = {loaded->programs.at(0), shape, bytes, patience};
    return emulator::run(launch, memory, clock, order);
  }

  DeviceMemory memory{1ull << 30};
  Clock clock;
  Order order;
  Patience patience = {1 << 20, 1 << 24};
  std::unique_ptr<LoadedModule> loaded;
};

/// Returns a module with one kernel `k`. Its parameters are 64-bit numbers, p0,
/// p1, ..., and are in %rd0, %rd1, ...; %r0 is %tid.x. Registers of each type
/// go up to 31. The body begins at line 16.
inline std::string makeKernel(const std::string &body, unsigned parameters,
                              const std::string &before = "") {
  std::string list, loads;
  for (unsigned i = 0; i < parameters; ++i) {
    std::string number = std::to_string(i);
    list += std::string(i ? ", " : "") + ".param .u64 p" + number;
    loads += " ld.param.b64 %rd" + number + ", [p" + number + "];";
  }
  return ".version 7.0\n.target sm_80\n.address_size 64\n" + before +
         "\n.visible .entry k(" + list +
         ")\n{\n.reg .pred %p<32>;\n.reg .b16 %rs<32>;\n.reg .b32 %r<32>;\n"
         ".reg .f32 %f<32>;\n.reg .b64 %rd<32>;\n.reg .f64 %fd<32>;\n" +
         loads + "\nmov.u32 %r0, %tid.x;\n\n" + body + "\nret;\n}\n";
}

} // namespace ag::emulator

#endif // AG_TEST_UNIT_EMULATOR_TESTDEVICE_H
