//===- Machine.h - what is known of a target --------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What can the machine do that a program is compiled for?
//
//   x86-64-v3: vectors of 256 bits, 16 registers; x86-64-v4: 512 bits, 32
//
// Nothing else reads the name of a processor.
//
//===----------------------------------------------------------------------===//
#ifndef AG_MACHINE_MACHINE_H
#define AG_MACHINE_MACHINE_H

#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace ag {

struct Machine {
  /// A level or a processor, as LLVM spells it: x86-64-v3, znver4, ...
  std::string march;
  /// What code may use, by LLVM's names, and load checks: those of the CPU that
  /// ag-runtime/CpuFeatures.def lists, in its order.
  std::vector<std::string> features;
  /// Of one core.
  int64_t vectorBits = 128;
  int64_t vectorRegisters = 16;

  bool has(llvm::StringRef feature) const;
  /// Whether it has instructions that cast f16 to f32 and back.
  bool hasHalf() const { return has("f16c"); }

  /// How many elements of `type` one register holds, at least one.
  int64_t lanes(mlir::Type type) const;
};

/// The machine that `march` names, of 64 bits, or this one: `native`. An error
/// says what is expected.
llvm::Expected<Machine> makeMachine(llvm::StringRef march);

/// As above, for a pass whose option `march` is: the error is at `loc`.
mlir::FailureOr<Machine> makeMachine(llvm::StringRef march, mlir::Location loc);

} // namespace ag

#endif // AG_MACHINE_MACHINE_H
