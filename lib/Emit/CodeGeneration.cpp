//===- CodeGeneration.cpp - LLVM's passes and code generator --------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "CodeGeneration.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/PassInstrumentation.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Transforms/IPO/CalledValuePropagation.h"

using llvm::StringRef;

namespace ag {

/// Skips the LLVM pass that finds the targets of indirect calls. Its time is
/// quadratic in the number of a function's arguments, and programs have no
/// indirect calls.
static void skipCalledValues(llvm::PassInstrumentationCallbacks &callbacks) {
  callbacks.registerShouldRunOptionalPassCallback(
      [](StringRef pass, const llvm::Any &) {
        return pass != llvm::CalledValuePropagationPass::name();
      });
}

Analyses::Analyses(llvm::PassBuilder &builder) {
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(components);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, components, modules);
}

void optimize(llvm::Module &program, llvm::TargetMachine &generator,
              unsigned level) {
  // The phase schedule unrolls loops where this pays off. Unrolling by LLVM
  // would take most of the compile time.
  llvm::PipelineTuningOptions tuning;
  tuning.LoopUnrolling = false;
  llvm::PassInstrumentationCallbacks callbacks;
  skipCalledValues(callbacks);
  llvm::PassBuilder builder(&generator, tuning,
                            /*PGOOpt=*/std::nullopt, &callbacks);
  Analyses analyses(builder);
  llvm::ModuleAnalysisManager &modules = analyses.modules;
  const llvm::OptimizationLevel levels[] = {
      llvm::OptimizationLevel::O0, llvm::OptimizationLevel::O1,
      llvm::OptimizationLevel::O2, llvm::OptimizationLevel::O3};
  if (level == 0)
    builder.buildO0DefaultPipeline(levels[0]).run(program, modules);
  else
    builder.buildPerModuleDefaultPipeline(levels[level]).run(program, modules);
}

namespace {
/// A stream into a std::string, like llvm::raw_svector_ostream for vectors
class StringStream : public llvm::raw_pwrite_stream {
public:
  explicit StringStream(std::string &text) : text(text) { SetUnbuffered(); }

private:
  void write_impl(const char *bytes, size_t size) override {
    text.append(bytes, size);
  }
  void pwrite_impl(const char *bytes, size_t size, uint64_t offset) override {
    text.replace(offset, size, bytes, size);
  }
  uint64_t current_pos() const override { return text.size(); }

  std::string &text;
};
} // namespace

std::string generate(llvm::Module &program, llvm::TargetMachine &generator,
                     llvm::CodeGenFileType type, size_t expected) {
  std::string result;
  result.reserve(expected);
  StringStream stream(result);
  llvm::legacy::PassManager passes;
  bool refused = generator.addPassesToEmitFile(passes, stream, nullptr, type);
  assert(!refused && "the targets emit what they are asked for");
  (void)refused;
  passes.run(program);
  return result;
}

} // namespace ag
