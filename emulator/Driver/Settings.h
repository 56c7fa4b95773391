//===- Settings.h - what AG_EMULATOR sets -------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does the environment variable AG_EMULATOR say? Settings, separated by
// commas:
//
//   order=in           blocks, warps and streams in their order (the default)
//   order=random:7     in another one, by the seed 7; a stream's work as late
//                      as a wait allows
//   sm=80              the GPU's compute capability, 8.0; 9.0 without it
//   memory=4096        MiB that the device has; 16384 without it
//   blocks=4           blocks of a launch at most; 2147483647 without it
//   patience=1000000   instructions of a warp without a store or barrier that
//                      are a deadlock
//   limit=1000000      instructions of a warp in all
//   count              prints the instructions of each launch to stderr
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_DRIVER_SETTINGS_H
#define AG_EMULATOR_DRIVER_SETTINGS_H

#include "Machine/Block.h"
#include <string>
#include <string_view>

namespace ag::emulator {

struct Settings {
  Order order;
  uint64_t sm = 90;
  uint64_t memoryMiB = 16384;
  uint64_t mostBlocks = 2147483647;
  Patience patience;
  bool counts = false;
};

/// Reads `text` into `settings`. Returns a sentence about what is wrong, or
/// std::nullopt.
std::optional<std::string> parseSettings(std::string_view text,
                                         Settings &settings);

} // namespace ag::emulator

#endif // AG_EMULATOR_DRIVER_SETTINGS_H
