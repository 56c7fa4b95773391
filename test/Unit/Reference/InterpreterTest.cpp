//===- InterpreterTest.cpp - the programs of test/Reference ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does the interpreter run without errors under the sanitizers? Sanitizers
// watch only the unit tests. So this test runs the commands of test/Reference's
// RUN lines again, without the rest of ag-run:
//
//   // RUN: ag-run %s --entry=f --input=iota | FileCheck %s --check-prefix=F
//   // F: f32[2] [0, 1]
//
//===----------------------------------------------------------------------===//
#include "ag/Reference/Interpreter.h"
#include "Outcome.h"
#include "ag/Dialect/AG/IR/Core/AGDialect.h"
#include "ag/Dialect/AG/Models/Models.h"
#include "ag/Support/Tensor/TensorPrint.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Regex.h"
#include "gtest/gtest.h"

using namespace ag;
using namespace mlir;

namespace {
/// One RUN line.
struct Command {
  std::string entry, input, prefix;
  InterpreterOptions options;
  /// Sizes of the arguments' dynamic dimensions, in order
  SmallVector<int64_t> sizes;
};

/// Parses a line. Returns std::nullopt if it is not a RUN line. An unknown word
/// fails the test.
std::optional<Command> readCommand(StringRef line) {
  if (!line.consume_front("// RUN: "))
    return std::nullopt;
  Command command;
  SmallVector<StringRef> words;
  line.split(words, ' ');
  for (StringRef word : words)
    if (word.consume_front("--entry="))
      command.entry = word.str();
    else if (word.consume_front("--input="))
      command.input = word.str();
    else if (word.consume_front("--check-prefix="))
      command.prefix = word.str();
    else if (word == "--precision=declared")
      command.options.precision = Precision::Declared;
    else if (int64_t size; !word.rsplit('=').second.getAsInteger(10, size))
      command.sizes.push_back(size);
    else
      EXPECT_TRUE(llvm::is_contained({"not", "ag-run", "%s", "--weights=iota",
                                      "--dim", "2>&1", "|", "FileCheck"},
                                     word))
          << word.str();
  return command;
}

/// Returns the results or messages that a prefix's lines expect, in order.
/// Their patterns are plain text; for an error, the location is dropped.
std::vector<std::string> readExpected(StringRef text, StringRef prefix) {
  std::vector<std::string> expected;
  SmallVector<StringRef> lines;
  text.split(lines, '\n');
  llvm::Regex check(("^ *// " + prefix + "(-NEXT)?: (.*error: )?(.*)").str());
  for (StringRef line : lines) {
    SmallVector<StringRef> groups;
    if (!check.match(line, &groups))
      continue;
    std::string pattern;
    for (char character : groups[3])
      if (!StringRef("{}\\").contains(character))
        pattern += character;
    expected.push_back(pattern);
  }
  return expected;
}

Tensors makeArguments(func::FuncOp function, Command command) {
  Tensors arguments;
  const int64_t *size = command.sizes.begin();
  for (Type type : function.getArgumentTypes()) {
    SmallVector<int64_t> shape;
    if (auto tensor = dyn_cast<RankedTensorType>(type))
      for (int64_t extent : tensor.getShape())
        shape.push_back(ShapedType::isDynamic(extent) ? *size++ : extent);
    arguments.push_back(valueOf(
        Tensor::generate(command.input, valueOf(elementTypeOf(type)), shape)));
  }
  return arguments;
}

/// Returns the results as ag-run prints them, or the error's message.
std::vector<std::string> run(func::FuncOp function, const Command &command) {
  ParameterSource parameters = [](StringRef, RankedTensorType type) {
    return Tensor::iota(valueOf(elementTypeOf(type)), type.getShape());
  };
  auto results = interpret(function, makeArguments(function, command),
                           parameters, command.options);
  if (!results)
    return {messageOf(std::move(results))};
  std::vector<std::string> printed;
  for (const Tensor &result : *results) {
    llvm::raw_string_ostream stream(printed.emplace_back());
    print(stream, result);
  }
  return printed;
}

class Programs : public testing::TestWithParam<const char *> {
protected:
  Programs() {
    DialectRegistry registry;
    registry.insert<arith::ArithDialect, cf::ControlFlowDialect,
                    func::FuncDialect, linalg::LinalgDialect, math::MathDialect,
                    scf::SCFDialect, tensor::TensorDialect>();
    registerDialect(registry);
    context.appendDialectRegistry(registry);
  }

  MLIRContext context;
};

TEST_P(Programs, AreRun) {
  std::string path = std::string(AG_PROGRAMS "/") + GetParam() + ".mlir";
  auto file = llvm::MemoryBuffer::getFile(path);
  ASSERT_TRUE(file) << path;
  StringRef text = (*file)->getBuffer();
  OwningOpRef<ModuleOp> program = parseSourceString<ModuleOp>(text, &context);
  ASSERT_TRUE(program);
  SmallVector<StringRef> lines;
  text.split(lines, '\n');
  unsigned commands = 0;
  for (StringRef line : lines) {
    std::optional<Command> command = readCommand(line);
    if (!command)
      continue;
    auto function = program->lookupSymbol<func::FuncOp>(command->entry);
    ASSERT_TRUE(function) << line.str();
    std::vector<std::string> expected = readExpected(text, command->prefix);
    std::vector<std::string> actual = run(function, *command);
    ASSERT_EQ(actual.size(), expected.size()) << line.str();
    for (auto [got, wanted] : llvm::zip(actual, expected))
      EXPECT_TRUE(StringRef(got).contains(wanted)) << got << "\n" << wanted;
    ++commands;
  }
  EXPECT_GT(commands, 0u);
}

INSTANTIATE_TEST_SUITE_P(Reference, Programs,
                         testing::Values("ag", "arith", "arith-floats",
                                         "errors", "linalg", "math",
                                         "scf-loops", "scf", "tensor"));
} // namespace
