//===- NVPTX.h - LLVM's code generator for GPUs of NVIDIA -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does the compiler obtain the code generator for PTX?
//
//===----------------------------------------------------------------------===//
#ifndef AG_MACHINE_CUDA_NVPTX_H
#define AG_MACHINE_CUDA_NVPTX_H

#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/TargetParser/Triple.h"

namespace ag {

constexpr llvm::StringLiteral nvptxTripleName = "nvptx64-nvidia-cuda";

/// Returns the target. Thread-safe.
inline const llvm::Target *lookupNVPTX() {
  static const llvm::Target *target = [] {
    LLVMInitializeNVPTXTargetInfo();
    LLVMInitializeNVPTXTarget();
    LLVMInitializeNVPTXTargetMC();
    LLVMInitializeNVPTXAsmPrinter();
    std::string error;
    return llvm::TargetRegistry::lookupTarget(llvm::Triple(nvptxTripleName),
                                              error);
  }();
  return target;
}

} // namespace ag

#endif // AG_MACHINE_CUDA_NVPTX_H
