//===- X86Features.h - what the processors of x86-64 have -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which features does a processor have, given its name or its differences from
// one?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_MACHINE_CPU_X86FEATURES_H
#define AG_LIB_MACHINE_CPU_X86FEATURES_H

#include "mlir/Support/LLVM.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace ag {

/// The kind of these targets.
constexpr llvm::StringLiteral cpuKind = "cpu";
constexpr llvm::StringLiteral defaultMarch = "x86-64-v3";
/// The march that requests this machine.
constexpr llvm::StringLiteral nativeMarch = "native";

/// Returns true if LLVM knows a 64-bit processor with this name.
bool isX86Processor(llvm::StringRef march);

/// Returns those features of `march` that ag-runtime/CpuFeatures.def lists, in
/// its order. `march` must be known to isX86Processor(); `changes` has the form
/// "+a,-b".
llvm::SmallVector<llvm::StringRef> listX86Features(llvm::StringRef march,
                                                   llvm::StringRef changes);

/// Returns those features that ag-runtime/CpuFeatures.def lists, in its order,
/// for the processor `march` with `changes`, each as in "+avx512bf16" or
/// "-sha", and their implications. Returns an error if there is no 64-bit
/// processor with this name, no such feature, or if a feature that each x86-64
/// has is to be removed.
llvm::Expected<llvm::SmallVector<llvm::StringRef>>
getX86Features(llvm::StringRef march, llvm::ArrayRef<std::string> changes);

} // namespace ag

#endif // AG_LIB_MACHINE_CPU_X86FEATURES_H
