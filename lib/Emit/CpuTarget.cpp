//===- CpuTarget.cpp - the code generator for one CPU ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "X86.h"
#include "ag/Emit/Object.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/SubtargetFeature.h"

namespace ag {
namespace {
constexpr llvm::StringLiteral tripleName = "x86_64-pc-linux-gnu";

/// LLVM's names of the features that load can check.
constexpr llvm::StringLiteral checkable[] = {
#define X(name, leaf, subleaf, reg, bit, state) name,
#include "ag-runtime/CpuFeatures.def"
#undef X
};

const llvm::Target *lookupTarget() {
  static const llvm::Target *target = lookupX86(llvm::Triple(tripleName));
  return target;
}

/// What this machine adds to, or lacks of, its CPU's usual features.
std::string hostFeatures() {
  llvm::SubtargetFeatures features;
  for (const auto &[name, isThere] : llvm::sys::getHostCPUFeatures())
    features.AddFeature(name, isThere);
  return features.getString();
}
} // namespace

llvm::Expected<CpuTarget> makeCpuTarget(llvm::StringRef march, unsigned level) {
  const llvm::Target *target = lookupTarget();
  llvm::Triple triple(tripleName);
  bool isNative = march == "native";
  llvm::StringRef cpu = isNative ? llvm::sys::getHostCPUName() : march;
  std::unique_ptr<llvm::MCSubtargetInfo> subtarget(
      target->createMCSubtargetInfo(triple, "x86-64",
                                    isNative ? hostFeatures() : ""));
  if (!subtarget->isCPUStringValid(cpu))
    return llvm::createStringError(
        "--march=" + march +
        ": no such CPU; expected native, x86-64, x86-64-v2, x86-64-v3, "
        "x86-64-v4, or one that clang --print-supported-cpus lists");
  subtarget.reset(target->createMCSubtargetInfo(
      triple, cpu, isNative ? hostFeatures() : ""));
  CpuTarget result;
  result.march = isNative ? cpu.str() : march.str();
  for (llvm::StringRef feature : checkable)
    if (subtarget->checkFeatures(("+" + feature).str()))
      result.features.push_back(feature.str());
  llvm::SubtargetFeatures features;
  for (const std::string &feature : result.features)
    features.AddFeature(feature);
  result.machine.reset(target->createTargetMachine(
      triple, "x86-64", features.getString(), llvm::TargetOptions(),
      llvm::Reloc::PIC_, std::nullopt, llvm::CodeGenOptLevel(level)));
  return result;
}

} // namespace ag
