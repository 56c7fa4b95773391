//===- Optimize.h - LLVM's pipeline -----------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which of LLVM's passes run on a program before code is made of it?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_EMIT_OPTIMIZE_H
#define AG_LIB_EMIT_OPTIMIZE_H

#include "llvm/Analysis/CGSCCPassManager.h"
#include "llvm/Analysis/LoopAnalysisManager.h"
#include "llvm/IR/PassManager.h"
#include "llvm/Target/TargetMachine.h"

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

/// Optimises `program` at `level` 0 to 3 for what `generator` makes code for.
void optimize(llvm::Module &program, llvm::TargetMachine &generator,
              unsigned level);

} // namespace ag

#endif // AG_LIB_EMIT_OPTIMIZE_H
