//===- Launch.h - a kernel, launched ------------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What happens when a kernel is launched? Its blocks run one after another, in
// the order of the settings, until all are done or one has a fault. The text of
// the fault names the kernel, the block, the thread, the line of the PTX and
// the line of the user's source.
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_MACHINE_LAUNCH_H
#define AG_EMULATOR_MACHINE_LAUNCH_H

#include "Machine/Block.h"

namespace ag::emulator {

struct Launch {
  const Program &program;
  LaunchShape shape;
  std::vector<uint8_t> parameters;
  Patience patience;
};

/// The outcome of a launch.
struct LaunchReport {
  Result result = Result::Success;
  /// Sentences about the fault; empty if there is none.
  std::string text;
  /// Instructions that warps executed.
  uint64_t instructions = 0;
};

LaunchReport run(const Launch &launch, DeviceMemory &memory, Clock &clock,
                 Order &order);

} // namespace ag::emulator

#endif // AG_EMULATOR_MACHINE_LAUNCH_H
