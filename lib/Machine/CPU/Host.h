//===- Host.h - the processor that this runs on -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which processor is `native`?
//
// LLVM derives the name from numbers that a virtual machine may invent;
// features and cache sizes are reliable. If the machine has features that the
// named processor lacks, the name is therefore replaced by another one of the
// same vendor:
//
//   named rocketlake, which lacks amx-tile, avx512fp16, ...
//   sapphirerapids has all, and the fewest others
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_MACHINE_CPU_HOST_H
#define AG_LIB_MACHINE_CPU_HOST_H

#include "ag/Dialect/AG/IR/Core/Target.h"
#include "llvm/Support/Error.h"

namespace ag {

/// Facts that a machine reports about itself.
struct HostFacts {
  struct Cache {
    unsigned level;
    int64_t bytes;
    /// The number of threads that share it, including those of one core.
    unsigned threads;
  };
  /// The vendor in the spelling of cpuid: GenuineIntel, AuthenticAMD, ...
  std::string vendor;
  /// LLVM's name; it need not be that of a known processor.
  std::string name;
  /// Features that ag-runtime/CpuFeatures.def lists, by LLVM's names.
  std::vector<std::string> features;
  /// The data and unified caches.
  std::vector<Cache> caches;
};

/// Reads the facts of this machine.
HostFacts readHost();

struct HostProcessor {
  std::string march;
  /// Features that it has in addition ("+avx512bf16"), or lacks ("-sha").
  std::vector<std::string> changes;
  /// std::nullopt if the machine reports no plausible sizes, or those of the
  /// march.
  std::optional<CacheSizes> caches;
  /// A text about the result and how it was determined.
  std::string found;
};

/// Returns the processor of this vendor that lacks the fewest of the features;
/// of several, the one with the fewest additional features. The named processor
/// is preferred if no other one lacks fewer. Returns an error if LLVM knows no
/// such processor.
llvm::Expected<HostProcessor> describeHost(const HostFacts &facts);

} // namespace ag

#endif // AG_LIB_MACHINE_CPU_HOST_H
