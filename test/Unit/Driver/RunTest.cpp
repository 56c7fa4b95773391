//===- RunTest.cpp - one function that compiles ---------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does ag::run stop at the given phase, collect what is requested and refuse
// the rest, and do options of one hash make one object?
//
//===----------------------------------------------------------------------===//
#include "ag/Driver/Compile/Compile.h"
#include "ag/Driver/Program.h"
#include "ag/Driver/Tool.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/Parser/Parser.h"
#include "gtest/gtest.h"
#include <map>
#include <random>

using namespace ag;
using namespace mlir;

namespace {
constexpr StringLiteral twoFunctions = R"mlir(
func.func @f(%x: tensor<?x8xf32> {ag.dims = ["n", 8]}) -> tensor<?x8xf32> {
  %y = ag.exp %x : tensor<?x8xf32>
  %z = ag.tanh %y : tensor<?x8xf32>
  return %z : tensor<?x8xf32>
}
func.func @g(%x: tensor<?x8xf32> {ag.dims = ["n", 8]}) -> tensor<?xf32> {
  %y = ag.reduce sum %x [1] : tensor<?x8xf32> -> tensor<?xf32>
  return %y : tensor<?xf32>
}
)mlir";

class Run : public ::testing::Test {
protected:
  OwningOpRef<ModuleOp> parse() {
    return parseSourceString<ModuleOp>(twoFunctions, context.get());
  }
  llvm::Expected<Outcome> run(const CompileOptions &options,
                              const Until &until) {
    OwningOpRef<ModuleOp> module = parse();
    return ag::run(*module, options, until);
  }

  std::unique_ptr<MLIRContext> context =
      makeContext(MLIRContext::Threading::DISABLED);
};

TEST_F(Run, StopsAfterAPhase) {
  OwningOpRef<ModuleOp> module = parse();
  auto outcome = ag::run(*module, {}, Until::phase("fuse"));
  ASSERT_TRUE(bool(outcome));
  EXPECT_EQ((*module)->getAttrOfType<StringAttr>("ag.phase"), "fuse");
  EXPECT_TRUE(outcome->artefact.code.empty());
}

TEST_F(Run, RefusesAPhaseThatIsPast) {
  OwningOpRef<ModuleOp> module = parse();
  ASSERT_TRUE(bool(ag::run(*module, {}, Until::phase("structure"))));
  std::string message;
  ScopedDiagnosticHandler handler(context.get(), [&](Diagnostic &diagnostic) {
    message = diagnostic.str();
  });
  auto outcome = ag::run(*module, {}, Until::phase("fuse"));
  ASSERT_FALSE(bool(outcome));
  EXPECT_TRUE(outcome.errorIsA<CompilationFailed>());
  llvm::consumeError(outcome.takeError());
  EXPECT_EQ(message, "the program is at the phase structure, which is past "
                     "fuse; give it as it was before");
}

TEST_F(Run, RefusesOptionsThatMakeNoSense) {
  CompileOptions options;
  options.request.remat = "sometimes";
  for (const Until &until :
       {Until(Emission::Object), Until::phase("differentiate")}) {
    auto outcome = run(options, until);
    ASSERT_FALSE(bool(outcome));
    llvm::handleAllErrors(outcome.takeError(), [](llvm::ErrorInfoBase &error) {
      EXPECT_TRUE(isWrongUse(error));
    });
  }
  auto outcome = run({}, Until::phase("later"));
  ASSERT_FALSE(bool(outcome));
  EXPECT_TRUE(StringRef(llvm::toString(outcome.takeError()))
                  .starts_with("there is no phase 'later'"));
}

TEST_F(Run, CollectsWhatIsRequested) {
  auto plain = run({}, Emission::Object);
  ASSERT_TRUE(bool(plain));
  EXPECT_TRUE(plain->collected.report.phases.empty());
  EXPECT_TRUE(plain->collected.report.memory.empty());
  CompileOptions options;
  options.collect = CollectSteps | CollectMemory | CollectPrograms;
  auto outcome = run(options, Emission::Object);
  ASSERT_TRUE(bool(outcome));
  EXPECT_EQ(outcome->artefact.code, plain->artefact.code);
  EXPECT_EQ(outcome->collected.report.phases.back().name, "LLVM: emit");
  EXPECT_EQ(outcome->collected.report.memory.size(), 2u);
  EXPECT_EQ(outcome->collected.programs.size(), 2u);
  EXPECT_FALSE(outcome->collected.report.sharding);
}

TEST_F(Run, PlansMemoryWithoutCode) {
  CompileOptions options;
  options.request.entries = {"f"};
  options.request.dims = {"n=100"};
  options.collect = CollectMemory;
  auto outcome = run(options, Until::phase("allocate"));
  ASSERT_TRUE(bool(outcome));
  ASSERT_EQ(outcome->collected.report.memory.size(), 1u);
  EXPECT_EQ(outcome->collected.report.memory.front().entry, "f");
}

TEST_F(Run, CollectsUntilItFails) {
  CompileOptions options;
  options.request.dims = {"n=4", "m=5"};
  options.collect = CollectSteps;
  std::string message;
  ScopedDiagnosticHandler handler(context.get(), [&](Diagnostic &diagnostic) {
    message = diagnostic.str();
  });
  auto outcome = run(options, Emission::Object);
  ASSERT_FALSE(bool(outcome));
  llvm::handleAllErrors(outcome.takeError(), [](CompilationFailed &failed) {
    EXPECT_EQ(failed.collected.report.phases.back().name, "trace");
  });
  EXPECT_FALSE(message.empty());
}

//===----------------------------------------------------------------------===//
// Hashes
//===----------------------------------------------------------------------===//

/// Draws options, several of which have the same meaning.
class Drawer {
public:
  explicit Drawer(unsigned seed) : random(seed) {}

  CompileOptions draw() {
    CompileOptions options;
    options.target.march = pick({"x86-64-v2", "x86-64-v3"});
    options.request.opt = coin() ? 1 : 3;
    options.request.name = pick({"m-1", "m_1"});
    if (coin())
      options.request.entries = coin()
                                    ? std::vector<std::string>{"f", "g"}
                                    : std::vector<std::string>{"g", "f", "g"};
    if (coin())
      options.request.dims = {pick({"n=4", "n=04"})};
    if (coin())
      options.request.grad = pick({"f", "f:mode=vjp"});
    options.watch.poisonMemory = coin();
    options.watch.verifyGrad = coin();
    options.collect = coin() ? CollectSteps : 0;
    return options;
  }

private:
  bool coin() { return random() % 2; }
  std::string pick(std::initializer_list<const char *> choices) {
    return choices.begin()[random() % choices.size()];
  }

  std::mt19937 random;
};

/// Compiles options of each hash twice.
TEST_F(Run, OptionsOfOneHashMakeOneObject) {
  Drawer drawer(/*seed=*/1);
  std::map<uint64_t, std::vector<std::string>> objects;
  for (unsigned number = 0; number < 500; ++number) {
    CompileOptions options = drawer.draw();
    std::vector<std::string> &made = objects[hashOf(options)];
    if (made.size() == 2)
      continue;
    auto outcome = run(options, Emission::Object);
    if (outcome)
      made.push_back(std::move(outcome->artefact.code));
    else
      ADD_FAILURE() << llvm::toString(outcome.takeError());
  }
  EXPECT_EQ(objects.size(), 64u);
  for (auto &[hash, made] : objects)
    EXPECT_TRUE(made.size() == 2 && made.front() == made.back());
}

TEST(OptionsHash, IsOfTheMeaning) {
  CompileOptions a, b;
  a.request.dims = {"m=1", "n=2"};
  b.request.dims = {"n=2", "m=01"};
  a.request.entries = {"f", "g"};
  b.request.entries = {"g", "f", "f"};
  a.request.shard = "dp2,tp4";
  b.request.shard = "dp2,tp4";
  b.request.to = "fuse";
  EXPECT_EQ(hashOf(a), hashOf(b));
  b.request.shard = "tp4,dp2";
  EXPECT_NE(hashOf(a), hashOf(b));
  CompileOptions none, all;
  all.request.grad = "";
  EXPECT_NE(hashOf(none), hashOf(all));
}
} // namespace
