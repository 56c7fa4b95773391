//===- X86.h - LLVM's code generator for x86 --------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do the compiler, and the program that builds its runtime before the
// compiler exists, obtain the same code generator?
//
//===----------------------------------------------------------------------===//
#ifndef AG_MACHINE_CPU_X86_H
#define AG_MACHINE_CPU_X86_H

#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/TargetParser/Triple.h"

namespace ag {

constexpr llvm::StringLiteral x86TripleName = "x86_64-pc-linux-gnu";

/// Returns the target, with support for writing and reading assembly.
/// Thread-safe.
inline const llvm::Target *lookupX86() {
  static const llvm::Target *target = [] {
    LLVMInitializeX86TargetInfo();
    LLVMInitializeX86Target();
    LLVMInitializeX86TargetMC();
    LLVMInitializeX86AsmPrinter();
    LLVMInitializeX86AsmParser();
    std::string error;
    return llvm::TargetRegistry::lookupTarget(llvm::Triple(x86TripleName),
                                              error);
  }();
  return target;
}

} // namespace ag

#endif // AG_MACHINE_CPU_X86_H
