//===- CodeGeneration.h - LLVM's passes and code generator ------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which LLVM passes run on a program for a CPU or a GPU, and how is machine
// code generated?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_EMIT_CODEGENERATION_H
#define AG_LIB_EMIT_CODEGENERATION_H

#include "llvm/Analysis/CGSCCPassManager.h"
#include "llvm/Analysis/LoopAnalysisManager.h"
#include "llvm/IR/PassManager.h"
#include "llvm/Target/TargetMachine.h"
#include <string>

namespace llvm {
class PassBuilder;
} // namespace llvm

namespace ag {

/// LLVM's analysis managers, registered with each other for passes on a module
struct Analyses {
  explicit Analyses(llvm::PassBuilder &builder);

  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager components;
  llvm::ModuleAnalysisManager modules;
};

/// Returns the object or assembly that `generator` emits for `program`.
/// Reserves `expected` bytes for it, to avoid reallocations.
std::string generate(llvm::Module &program, llvm::TargetMachine &generator,
                     llvm::CodeGenFileType type, size_t expected = 0);

/// Optimises `program` at `level`, 0 to 3, for the target of `generator`.
void optimize(llvm::Module &program, llvm::TargetMachine &generator,
              unsigned level);

} // namespace ag

#endif // AG_LIB_EMIT_CODEGENERATION_H
