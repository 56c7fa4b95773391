//===- CodeGeneration.h - LLVM's passes and code generator ------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which of LLVM's passes run on a program, of a CPU or of a GPU, and how does
// it become code?
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

/// LLVM's analyses, for passes on a module.
struct Analyses {
  explicit Analyses(llvm::PassBuilder &builder);

  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager components;
  llvm::ModuleAnalysisManager modules;
};

/// Returns the bytes, or the text, that `generator` makes of `program`. They
/// are not moved as they grow up to `expected` bytes.
std::string generate(llvm::Module &program, llvm::TargetMachine &generator,
                     llvm::CodeGenFileType type, size_t expected = 0);

/// Optimises `program` at `level` 0 to 3 for what `generator` makes code for.
void optimize(llvm::Module &program, llvm::TargetMachine &generator,
              unsigned level);

} // namespace ag

#endif // AG_LIB_EMIT_CODEGENERATION_H
