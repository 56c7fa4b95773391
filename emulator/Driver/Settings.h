//===- Settings.h - the settings of AG_EMULATOR -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What are the settings of the environment variable AG_EMULATOR? They are
// separated by commas:
//
//   order=in           runs blocks, warps and streams in order (the default)
//   order=random:7     runs them in a random order with seed 7, and a stream's
//                      work as late as waits allow
//   sm=80              the GPU's compute capability, 8.0; default is 9.0
//   memory=4096        MiB of the device's memory; default is 16384
//   blocks=4           the most blocks of a launch; default is 2147483647
//   patience=1000000   the most instructions of a warp without a store or
//                      barrier; more are a deadlock
//   limit=1000000      the most instructions of a warp in a block
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

/// Reads `text` into `settings`. Returns an error message, or std::nullopt if
/// there is no error.
std::optional<std::string> parseSettings(std::string_view text,
                                         Settings &settings);

} // namespace ag::emulator

#endif // AG_EMULATOR_DRIVER_SETTINGS_H
