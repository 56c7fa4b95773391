//===- EntryABITest.cpp - where an entry has what -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Entry/EntryABI.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Parser/Parser.h"
#include "gtest/gtest.h"

using namespace ag;
using namespace mlir;

namespace {
class EntryABITest : public testing::Test {
protected:
  EntryABITest() : context(MLIRContext::Threading::DISABLED) {
    context.loadDialect<func::FuncDialect, LLVM::LLVMDialect>();
    context.allowUnregisteredDialects();
  }

  /// Parses a function of this type as the entry @f(x: [n, 4], w: [4]) -> (y:
  /// [n, 4], z: [?]). The result z takes the memory of v: [n].
  func::FuncOp parse(StringRef type, StringRef more = "") {
    module =
        parseSourceString<ModuleOp>(("func.func @f" + type +
                                     R"( attributes {ag.signature = {
           symbols = [["n", 1, 8]],
           arguments = [["x", f32, ["n", 4]], ["v", f32, ["n"]]],
           parameters = [["w", f32, [4]]],
           results = [["y", f32, ["n", 4]], ["z", f32, ["?"], {alias = 1}]]},
           ag.shapes = @f.shapes)" + more +
                                     R"(} { "end"() : () -> () }
         func.func private @f.shapes(%n: index) -> (index, index, index) {
           return %n, %n, %n : index, index, index })")
                                        .str(),
                                    ParserConfig(&context,
                                                 /*verifyAfterParse=*/false));
    return module ? module->lookupSymbol<func::FuncOp>("f") : nullptr;
  }

  static std::vector<unsigned> numbersOf(ArrayRef<BlockArgument> arguments) {
    std::vector<unsigned> numbers;
    for (BlockArgument argument : arguments)
      numbers.push_back(argument.getArgNumber());
    return numbers;
  }

  MLIRContext context;
  OwningOpRef<ModuleOp> module;
};

constexpr char onTensors[] = "(%x: tensor<?x4xf32>, %v: tensor<?xf32>, "
                             "%w: tensor<4xf32> {ag.parameter = \"w\"}) -> "
                             "(tensor<?x4xf32>, tensor<?xf32>)";
constexpr char onBuffers[] =
    "(%x: memref<?x4xf32>, %v: memref<?xf32>, "
    "%w: memref<4xf32> {ag.parameter = \"w\"}, "
    "%y: memref<?x4xf32>, %z: memref<?xf32>, %workspace: memref<?xi8>)";

TEST_F(EntryABITest, Sizes) {
  std::optional<EntrySignature> signature = getEntrySignature(parse(onTensors));
  ASSERT_TRUE(signature);
  EntryABI abi(*signature);
  EXPECT_EQ(abi.countInputs(), 3U);
  EXPECT_EQ(abi.countTensors(), 5U);
  EXPECT_EQ(abi.countResults(EntryHelper::Shapes), 3U);
  auto expectSize = [&](unsigned argument, int64_t dim, EntrySize::Kind kind,
                        int64_t value) {
    std::optional<EntrySize> size = abi.getSize(argument, dim);
    ASSERT_TRUE(size) << argument << " " << dim;
    EXPECT_EQ(size->kind, kind) << argument << " " << dim;
    EXPECT_EQ(size->value, value) << argument << " " << dim;
  };
  expectSize(0, 0, EntrySize::Symbol, 0);
  expectSize(0, 1, EntrySize::Number, 4);
  expectSize(1, 0, EntrySize::Symbol, 0);
  expectSize(2, 0, EntrySize::Number, 4);
  expectSize(3, 1, EntrySize::Number, 4);
  expectSize(4, 0, EntrySize::Extent, 2);
  EXPECT_FALSE(abi.getSize(0, 2));
  EXPECT_FALSE(abi.getSize(0, -1));
  EXPECT_FALSE(abi.getSize(5, 0));
}

TEST_F(EntryABITest, ArgumentsAtEachPhase) {
  func::FuncOp entry = parse(onTensors);
  ASSERT_TRUE(entry);
  EXPECT_EQ(getParameterName(entry.getArgument(2)), "w");
  EXPECT_FALSE(getParameterName(entry.getArgument(0)));
  EXPECT_TRUE(getResultMemory(entry).empty());
  EXPECT_FALSE(getWorkspace(entry));
  EXPECT_EQ(getAliases(entry), (SmallVector<int64_t>{-1, 1}));
  entry = parse(onBuffers);
  ASSERT_TRUE(entry);
  EXPECT_EQ(numbersOf(getResultMemory(entry)), (std::vector<unsigned>{3, 4}));
  EXPECT_FALSE(getWorkspace(entry));
  entry = parse(onBuffers, ", ag.workspace = @f.workspace");
  ASSERT_TRUE(entry);
  EXPECT_EQ(getWorkspace(entry), entry.getArgument(5));
}

TEST_F(EntryABITest, LoweredTypes) {
  std::optional<EntrySignature> signature = getEntrySignature(parse(onTensors));
  ASSERT_TRUE(signature);
  EntryABI abi(*signature);
  EXPECT_EQ(abi.countLoweredArguments(0), 7U);
  EXPECT_EQ(abi.countLoweredArguments(4), 5U);
  // Two tensors of rank 2, three of rank 1, the workspace and the context
  LLVM::LLVMFunctionType entry =
      abi.getLoweredType(&context, /*takesLauncher=*/false);
  EXPECT_EQ(entry.getNumParams(), 2 * 7 + 3 * 5 + 5 + 1U);
  EXPECT_EQ(abi.getLoweredType(&context, /*takesLauncher=*/true).getNumParams(),
            entry.getNumParams() + 1);
  EXPECT_EQ(abi.getLoweredType(EntryHelper::Shapes, &context).getNumParams(),
            1 + 5U);
  EXPECT_EQ(abi.getLoweredType(EntryHelper::Workspace, &context).getNumParams(),
            1U);
  EXPECT_EQ(abi.getLoweredType(EntryHelper::Demands, &context).getNumParams(),
            2U);
}

/// Hand-written IR may have a signature that does not fit its function.
TEST_F(EntryABITest, SignaturesThatDoNotFit) {
  EXPECT_FALSE(getEntrySignature(parse("(%x: tensor<?x4xf32>)")));
  EXPECT_FALSE(getEntrySignature(
      parse("(%x: tensor<?x5xf32>, %v: tensor<?xf32>, %w: tensor<4xf32>)")));
  EXPECT_FALSE(getEntrySignature(
      parse("(%x: tensor<?xf32>, %v: tensor<?xf32>, %w: tensor<4xf32>)")));
  EXPECT_FALSE(getEntrySignature(
      parse("(%x: tensor<3x4xf32>, %v: tensor<?xf32>, %w: tensor<4xf32>)")));
  EXPECT_FALSE(getEntrySignature(
      parse("(%x: f32, %v: tensor<?xf32>, %w: tensor<4xf32>)")));
}

TEST_F(EntryABITest, Helpers) {
  func::FuncOp entry = parse(onTensors);
  ASSERT_TRUE(entry);
  EntrySignature signature = *getEntrySignature(entry);
  func::FuncOp shapes = findHelper(entry, signature, EntryHelper::Shapes);
  ASSERT_TRUE(shapes);
  EXPECT_EQ(shapes.getName(), getHelperName("f", EntryHelper::Shapes));
  SymbolTable functions(*module);
  EXPECT_EQ(findHelper(entry, signature, EntryHelper::Shapes, &functions),
            shapes);
  EXPECT_FALSE(findHelper(entry, signature, EntryHelper::Workspace));
  OpBuilder builder(entry);
  func::FuncOp made =
      makeHelper(builder, entry, signature, EntryHelper::Workspace);
  EXPECT_EQ(findHelper(entry, signature, EntryHelper::Workspace), made);
  // A helper that returns other sizes is not one of this entry.
  signature.results.pop_back();
  EXPECT_FALSE(findHelper(entry, signature, EntryHelper::Shapes));
}
} // namespace
