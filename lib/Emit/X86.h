//===- X86.h - LLVM's code generator for x86 --------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do the compiler, and the program that makes its runtime before there is a
// compiler, come by the same code generator?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_EMIT_X86_H
#define AG_LIB_EMIT_X86_H

#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/TargetParser/Triple.h"

namespace ag {

/// The target, which knows how to emit and to read assembly.
inline const llvm::Target *lookupX86(const llvm::Triple &triple) {
  LLVMInitializeX86TargetInfo();
  LLVMInitializeX86Target();
  LLVMInitializeX86TargetMC();
  LLVMInitializeX86AsmPrinter();
  LLVMInitializeX86AsmParser();
  std::string error;
  return llvm::TargetRegistry::lookupTarget(triple, error);
}

} // namespace ag

#endif // AG_LIB_EMIT_X86_H
