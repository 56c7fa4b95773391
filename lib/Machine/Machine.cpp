//===- Machine.cpp - what is known of a target ----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Machine/Machine.h"
#include "ag/Machine/X86.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/SubtargetFeature.h"
#include "llvm/TargetParser/X86TargetParser.h"

using namespace mlir;

namespace ag {
namespace {
/// LLVM's names of the features that load can check.
constexpr llvm::StringLiteral checkable[] = {
#define X(name, leaf, subleaf, reg, bit, state) name,
#include "ag-runtime/CpuFeatures.def"
#undef X
};

/// What this machine adds to, or lacks of, its CPU's usual features.
std::string hostFeatures() {
  llvm::SubtargetFeatures features;
  for (const auto &[name, isThere] : llvm::sys::getHostCPUFeatures())
    features.AddFeature(name, isThere);
  return features.getString();
}
} // namespace

bool Machine::has(StringRef feature) const {
  return llvm::is_contained(features, feature);
}

int64_t Machine::lanes(Type type) const {
  unsigned bits = type.isIndex() ? 64 : type.getIntOrFloatBitWidth();
  return std::max<int64_t>(1, vectorBits / std::max(8u, bits));
}

llvm::Expected<Machine> makeMachine(StringRef march) {
  bool isNative = march == "native";
  StringRef cpu = isNative ? llvm::sys::getHostCPUName() : march;
  llvm::Triple triple(x86TripleName);
  const llvm::Target *target = lookupX86();
  std::unique_ptr<llvm::MCSubtargetInfo> anyCpu(
      target->createMCSubtargetInfo(triple, "x86-64", ""));
  if (llvm::X86::parseArchX86(cpu, /*Only64Bit=*/true) == llvm::X86::CK_None ||
      !anyCpu->isCPUStringValid(cpu))
    return llvm::createStringError(
        "no such CPU; expected native, x86-64, x86-64-v2, x86-64-v3, "
        "x86-64-v4, or one of 64 bits that clang --print-supported-cpus lists");
  std::unique_ptr<llvm::MCSubtargetInfo> subtarget(
      target->createMCSubtargetInfo(triple, cpu,
                                    isNative ? hostFeatures() : ""));
  Machine machine;
  machine.march = cpu.str();
  for (StringRef feature : checkable)
    if (subtarget->checkFeatures(("+" + feature).str()))
      machine.features.push_back(feature.str());
  if (machine.has("avx512vl")) {
    machine.vectorBits = 512;
    machine.vectorRegisters = 32;
  } else if (machine.has("avx2")) {
    machine.vectorBits = 256;
  }
  return machine;
}

FailureOr<Machine> makeMachine(StringRef march, Location loc) {
  auto machine = makeMachine(march);
  if (!machine)
    return emitError(loc) << "march is '" << march
                          << "': " << llvm::toString(machine.takeError());
  return std::move(*machine);
}

} // namespace ag
