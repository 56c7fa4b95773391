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
//   sm_80: a GPU of compute capability 8.0
//
// Nothing else reads the name of a processor. Who asks: passes, of the module
// around what they look at, and lib/Emit.
//
//===----------------------------------------------------------------------===//
#ifndef AG_MACHINE_COMMON_MACHINE_H
#define AG_MACHINE_COMMON_MACHINE_H

#include "ag/Dialect/AG/IR/Target.h"
#include "llvm/Support/Error.h"

namespace ag {

/// Threads of a warp, of any GPU of NVIDIA.
constexpr int64_t warpThreads = 32;

/// The workspace holds a copy of some buffers for each.
constexpr int64_t mostThreads = 1024;

struct Machine {
  /// A level or a processor, as LLVM spells it: x86-64-v3, znver4, sm_80, ...
  std::string march;
  /// Of a GPU, its compute capability: 80 of sm_80. 0 of a CPU.
  int64_t capability = 0;
  /// Of a GPU, the lowest version of PTX for its code: 70 of 7.0.
  int64_t ptxVersion = 0;
  /// What code may use, by LLVM's names, and load checks: those of the CPU that
  /// ag-runtime/CpuFeatures.def lists, in its order.
  std::vector<std::string> features;
  /// Of one core; of a GPU, what a warp computes at once.
  int64_t vectorBits = 128;
  int64_t vectorRegisters = 16;
  /// Bytes of a line of the caches.
  int64_t lineBytes = 64;
  /// Of a GPU, the most bytes of shared memory that variables of a kernel have;
  /// a launch has to request more. 0 of a CPU.
  int64_t staticSharedBytes = 0;
  /// Those of the machine, where they differ from its march's.
  std::optional<CacheSizes> caches = std::nullopt;
  /// At most how many run a program; with 1 there is no threading.
  int64_t threads = 1;

  bool isGPU() const { return capability > 0; }
  bool has(llvm::StringRef feature) const;
  /// Whether it has instructions that cast f16 to f32 and back.
  bool hasHalf() const { return has("f16c"); }
  /// Whether it has instructions that multiply floats by powers of two, of
  /// vectors of any length.
  bool hasScaling() const { return has("avx512f") && has("avx512vl"); }

  /// How many elements of `type` one register holds, at least one.
  int64_t lanes(mlir::Type type) const;
};

/// The machine that `target` describes, by default an x86-64-v3 that runs one
/// thread, or an sm_80 where its kind is cuda. An error says which field names
/// nothing, and what is expected.
llvm::Expected<Machine> makeMachine(const Target &target);

/// The machine that the module says which `op` is, or is in. Fails, with an
/// error at the module, where that says nothing of sense.
mlir::FailureOr<Machine> getMachine(mlir::Operation *op);

} // namespace ag

#endif // AG_MACHINE_COMMON_MACHINE_H
