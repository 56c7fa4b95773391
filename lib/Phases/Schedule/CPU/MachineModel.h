//===- MachineModel.h - what the schedule knows of a core -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which sizes does a schedule depend on, and what are they on the core that the
// program is compiled for?
//
//   x86-64-v3: vectors of 256 bits, 16 registers; x86-64-v4: 512 bits, 32
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_CPU_MACHINEMODEL_H
#define AG_LIB_PHASES_SCHEDULE_CPU_MACHINEMODEL_H

#include "mlir/IR/BuiltinTypes.h"
#include "llvm/ADT/StringRef.h"
#include <optional>

namespace ag {

struct MachineModel {
  int64_t vectorBits = 128;
  int64_t vectorRegisters = 16;

  /// How many elements of `type` one register holds, at least one.
  int64_t lanes(mlir::Type type) const;
};

/// The core that `march` names: a level or a processor that LLVM knows, or
/// `native`. Nothing if it is none.
std::optional<MachineModel> getMachineModel(llvm::StringRef march);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_CPU_MACHINEMODEL_H
