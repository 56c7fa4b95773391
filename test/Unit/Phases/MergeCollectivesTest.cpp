//===- MergeCollectivesTest.cpp - many collectives become few -------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Driver/Program.h"
#include "ag/Interfaces/CollectiveOp.h"
#include "ag/Phases/Shard/Passes.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "gtest/gtest.h"

using namespace ag;
using namespace mlir;

namespace {
constexpr unsigned many = 10'000;

/// Returns a function with `many` copies of `line`. '#' stands for the copy's
/// number, and '$' for the next number.
std::string write(StringRef line, StringRef last) {
  std::string text = R"(module attributes {ag.mesh = #ag.mesh<dp = 2>} {
    func.func @f(%v0: tensor<4xf32>) -> tensor<4xf32> {
)";
  for (unsigned number = 0; number < many; ++number) {
    std::string own = line.str(), next = std::to_string(number + 1);
    for (size_t at; (at = own.find('#')) != std::string::npos;)
      own.replace(at, 1, std::to_string(number));
    for (size_t at; (at = own.find('$')) != std::string::npos;)
      own.replace(at, 1, next);
    text += own + "\n";
  }
  return text + "return " + last.str() + " : tensor<4xf32>\n}\n}";
}

/// Runs the pass and returns the number of remaining collectives.
unsigned count(StringRef text) {
  DialectRegistry registry;
  registerAllDialects(registry);
  MLIRContext context(registry, MLIRContext::Threading::DISABLED);
  auto module = parseSourceString<ModuleOp>(text, &context);
  PassManager passes(&context);
  passes.addNestedPass<func::FuncOp>(createMergeCollectivesPass());
  EXPECT_TRUE(succeeded(passes.run(*module)));
  unsigned found = 0;
  module->walk([&](CollectiveOpInterface) { ++found; });
  return found;
}
} // namespace

TEST(MergeCollectives, ManyBecomeOne) {
  EXPECT_EQ(count(write("%e$ = ag.exp %v# : tensor<4xf32>\n"
                        "%a$ = ag.all_reduce sum [\"dp\"] %e$ : tensor<4xf32>\n"
                        "%v$ = ag.tanh %v# : tensor<4xf32>",
                        "%a" + std::to_string(many))),
            1U);
}

TEST(MergeCollectives, ManyInAChainStay) {
  EXPECT_EQ(count(write("%e$ = ag.exp %v# : tensor<4xf32>\n"
                        "%v$ = ag.all_reduce sum [\"dp\"] %e$ : tensor<4xf32>",
                        "%v" + std::to_string(many))),
            many);
}

/// Each collective moves together with all ops after the one before it.
TEST(MergeCollectives, ManyTakeAlongWhatTheyNeed) {
  EXPECT_EQ(count(write("%c$ = ag.collective_permute [\"dp\"] %v# from [1, 0] "
                        ": tensor<4xf32>\n"
                        "%v$ = ag.exp %v# : tensor<4xf32>",
                        "%c" + std::to_string(many))),
            1U);
}
