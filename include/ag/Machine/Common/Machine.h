//===- Machine.h - what is known of a target --------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which properties does the machine have for which a program is compiled?
//
//   x86-64-v3: vectors of 256 bits, 16 registers; x86-64-v4: 512 bits, 32
//   sm_80: a GPU of compute capability 8.0
//
// No other code interprets the name of a processor. Passes query the machine of
// the module around an op, and lib/Emit that of the module it emits.
//
//===----------------------------------------------------------------------===//
#ifndef AG_MACHINE_COMMON_MACHINE_H
#define AG_MACHINE_COMMON_MACHINE_H

#include "ag/Dialect/AG/IR/Core/Target.h"
#include "llvm/Support/Error.h"

namespace ag {

/// Threads of a warp, for all GPUs of NVIDIA.
constexpr int64_t warpThreads = 32;

/// The number of threads of a block of a GPU.
constexpr int64_t blockThreads = 256;

/// Elements of each type that the threads of a block share while they reduce:
/// 16 terms of the rows and of the columns of a product, with a pitch of 68,
/// and a partial result of each thread.
constexpr int64_t stagedElements = 2 * 16 * 68 + blockThreads;

/// The maximum number of threads. The workspace has a copy of some buffers for
/// each thread.
constexpr int64_t mostThreads = 1024;

struct Machine {
  /// A level or a processor in LLVM's spelling: x86-64-v3, znver4, sm_80, ...
  std::string march;
  /// For a GPU, its compute capability: 80 for sm_80. 0 for a CPU.
  int64_t capability = 0;
  /// For a GPU, the lowest version of PTX for its code: 70 for 7.0.
  int64_t ptxVersion = 0;
  /// Features that code may use and that load checks, by LLVM's names: for a
  /// CPU, those that ag-runtime/CpuFeatures.def lists, in its order.
  std::vector<std::string> features;
  /// The vector width of one core; for a GPU, that of a warp.
  int64_t vectorBits = 128;
  int64_t vectorRegisters = 16;
  /// Bytes of a cache line.
  int64_t lineBytes = 64;
  /// For a GPU, the maximum number of bytes of shared memory for a kernel's
  /// static variables; a launch has to request more. 0 for a CPU.
  int64_t staticSharedBytes = 0;
  /// The machine's cache sizes, if they differ from its march's.
  std::optional<CacheSizes> caches = std::nullopt;
  /// The maximum number of threads of a run; 1 means no threading.
  int64_t threads = 1;

  bool isGPU() const { return capability > 0; }
  bool has(llvm::StringRef feature) const;
  /// Returns true if it has instructions that cast f16 to f32 and back.
  bool hasHalf() const { return has("f16c"); }
  /// Returns true if it has instructions that multiply floats by powers of two,
  /// for vectors of every length.
  bool hasScaling() const { return has("avx512f") && has("avx512vl"); }

  /// Returns the number of elements of `type` in one register, at least one.
  int64_t lanes(mlir::Type type) const;
};

/// Returns the machine that `target` describes. The default is an x86-64-v3
/// with one thread, or an sm_80 if its kind is cuda. Returns an error if a
/// field has an unknown value; the error says what is expected.
llvm::Expected<Machine> makeMachine(const Target &target);

/// Returns the machine of the module that `op` is, or is in. Reports an error
/// at the module and fails if its target is invalid.
mlir::FailureOr<Machine> getMachine(mlir::Operation *op);

} // namespace ag

#endif // AG_MACHINE_COMMON_MACHINE_H
