//===- DifferentiateTest.cpp - derivatives of all that is tested ----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Are ops replaced and erased safely while cotangents and tangents are held as
// values? The test differentiates all functions of test/Phases/Differentiate
// under the sanitizers. Each function has valid derivatives, or none.
//
//===----------------------------------------------------------------------===//
#include "ag/Driver/Program.h"
#include "ag/Phases/Differentiate/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Regex.h"
#include "gtest/gtest.h"

using namespace ag;
using namespace mlir;

namespace {
class DifferentiateTest : public testing::Test {
protected:
  DifferentiateTest()
      : context(makeRegistry(), MLIRContext::Threading::DISABLED) {}

  static DialectRegistry makeRegistry() {
    DialectRegistry registry;
    ag::registerAllDialects(registry);
    return registry;
  }

  /// Returns true if the program has this derivative.
  bool differentiate(ModuleOp module, const Twine &grad);

  /// Takes both derivatives of each function. Returns the number of
  /// derivatives.
  unsigned differentiateAll(StringRef program);

  MLIRContext context;
};

bool DifferentiateTest::differentiate(ModuleOp module, const Twine &grad) {
  OwningOpRef<ModuleOp> copy = module.clone();
  PassManager passes(&context);
  // The module is verified below. An invalid derivative does not count as a
  // refused one.
  passes.enableVerifier(false);
  DifferentiatePassOptions options;
  options.grad = grad.str();
  passes.addPass(createDifferentiatePass(options));
  if (failed(passes.run(*copy)))
    return false;
  EXPECT_TRUE(succeeded(verify(*copy)));
  return true;
}

unsigned DifferentiateTest::differentiateAll(StringRef program) {
  OwningOpRef<ModuleOp> module = parseSourceString<ModuleOp>(program, &context);
  unsigned count = 0;
  if (module)
    for (auto function : module->getOps<func::FuncOp>()) {
      count += differentiate(*module, function.getName());
      count += differentiate(*module, function.getName() + ":mode=jvp");
    }
  return count;
}

/// Splits a file at its lines "// -----" and "//--- name".
SmallVector<StringRef> splitPrograms(StringRef file) {
  const llvm::Regex border("\n//( -----|--- [^\n]*)\n");
  SmallVector<StringRef> programs, found;
  while (border.match(file, &found)) {
    programs.push_back(file.take_front(found.front().begin() - file.begin()));
    file = StringRef(found.front().end(), file.end() - found.front().end());
  }
  programs.push_back(file);
  return programs;
}

TEST_F(DifferentiateTest, HoldsNothingThatIsErased) {
  ScopedDiagnosticHandler quiet(&context,
                                [](Diagnostic &) { return success(); });
  unsigned count = 0;
  std::error_code error;
  for (llvm::sys::fs::directory_iterator
           file(AG_PROGRAMS "/Differentiate", error),
       end;
       file != end && !error; file.increment(error)) {
    auto buffer = llvm::MemoryBuffer::getFile(file->path());
    if (!buffer || !StringRef(file->path()).ends_with(".mlir"))
      continue;
    for (StringRef program : splitPrograms((*buffer)->getBuffer())) {
      SCOPED_TRACE(file->path() + "\n" + program.str());
      count += differentiateAll(program);
    }
  }
  EXPECT_GT(count, 300u);
}
} // namespace
