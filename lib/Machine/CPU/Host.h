//===- Host.h - the processor that this runs on -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which processor is `native`? LLVM's name for it follows from numbers that a
// virtual machine may make up, what it can do and how large its caches are does
// not. So a name is taken for another of the same vendor where the machine has
// features that the name lacks:
//
//   named rocketlake, which lacks amx-tile, avx512fp16, ...
//   sapphirerapids has all, and the fewest others
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_MACHINE_CPU_HOST_H
#define AG_LIB_MACHINE_CPU_HOST_H

#include "ag/Dialect/AG/IR/Target.h"
#include "llvm/Support/Error.h"

namespace ag {

/// What a machine says of itself.
struct HostFacts {
  struct Cache {
    unsigned level;
    int64_t bytes;
    /// How many threads share it, those of one core included.
    unsigned threads;
  };
  /// As cpuid spells it: GenuineIntel, AuthenticAMD, ...
  std::string vendor;
  /// LLVM's name; it may be of no processor.
  std::string name;
  /// By LLVM's names, those that ag-runtime/CpuFeatures.def lists.
  std::vector<std::string> features;
  /// Those that hold data.
  std::vector<Cache> caches;
};

/// Reads those of this machine.
HostFacts readHost();

struct HostProcessor {
  std::string march;
  /// What it adds to that ("+avx512bf16"), or lacks of it ("-sha").
  std::vector<std::string> changes;
  /// None if it says nothing that makes sense, or what the march has.
  std::optional<CacheSizes> caches;
  /// What was found, and how, in words.
  std::string found;
};

/// Returns the processor of this vendor that lacks the fewest of the features,
/// and of several the one with the fewest others, unless the named one lacks no
/// more. An error says that LLVM knows none.
llvm::Expected<HostProcessor> describeHost(const HostFacts &facts);

} // namespace ag

#endif // AG_LIB_MACHINE_CPU_HOST_H
