//===- BytecodeTest.cpp - programs from damaged bytecode ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Is a type, size or attribute refused that the parser of text refuses, if one
// byte of the program's bytecode was changed?
//
//===----------------------------------------------------------------------===//
#include "ag/Driver/Program.h"
#include "mlir/Bytecode/BytecodeWriter.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/Parser/Parser.h"
#include "gtest/gtest.h"

using namespace ag;
using namespace mlir;

namespace {
/// The byte of a small number in bytecode: a number of one byte is shifted by
/// one and has 1 below. That of a signed number is twice its size, less one if
/// it is negative.
constexpr char byteOf(unsigned number) { return char(number << 1 | 1); }
constexpr char signedByteOf(int number) {
  return byteOf(number < 0 ? -2 * number - 1 : 2 * number);
}

constexpr char size61 = signedByteOf(61), sizeMinus61 = signedByteOf(-61);

class DamagedBytecode : public ::testing::Test {
protected:
  /// Returns the bytecode of a valid program.
  static std::string write(StringRef text) {
    auto context = makeContext(MLIRContext::Threading::DISABLED);
    std::string bytes;
    llvm::raw_string_ostream stream(bytes);
    auto module = parseSourceString<ModuleOp>(text, context.get());
    EXPECT_TRUE(module && succeeded(writeBytecodeToFile(*module, stream)));
    return bytes;
  }

  /// Returns the errors for the bytecode, read into a new context.
  static std::string read(StringRef bytes) {
    auto context = makeContext(MLIRContext::Threading::DISABLED);
    std::string errors;
    ScopedDiagnosticHandler handler(context.get(), [&](Diagnostic &diagnostic) {
      errors += diagnostic.str() + "\n";
      return success();
    });
    llvm::SourceMgr sources;
    sources.AddNewSourceBuffer(llvm::MemoryBuffer::getMemBufferCopy(bytes), {});
    EXPECT_EQ(bool(parseProgram(sources, *context)), errors.empty());
    return errors;
  }

  /// Returns the errors after the only byte `from` was changed to `to`.
  static std::string damage(StringRef text, char from, char to) {
    std::string bytes = write(text);
    EXPECT_EQ(read(bytes), "");
    EXPECT_EQ(llvm::count(bytes, from), 1) << text.str();
    std::replace(bytes.begin(), bytes.end(), from, to);
    return read(bytes);
  }

  /// Returns the errors after the only size of 61 became -61.
  static std::string negate(StringRef text) {
    return damage(text, size61, sizeMinus61);
  }
};

TEST_F(DamagedBytecode, HasNegativeSizesInTypesOfValues) {
  EXPECT_EQ(negate("func.func private @f(tensor<61xf32>)"),
            "'tensor<-61xf32>' is not valid: invalid tensor dimension size\n");
  EXPECT_EQ(negate("func.func private @f(memref<61xf32>)"),
            "'memref<-61xf32>' is not valid: invalid memref size\n");
  EXPECT_EQ(negate("func.func private @f(vector<61xf32>)"),
            "'vector<-61xf32>' is not valid: vector types must have positive "
            "constant sizes but got -61\n");
  EXPECT_EQ(negate(R"(func.func @f(%x: index) {
              %0 = tensor.empty() : tensor<61xf32>
              return
            })"),
            "'tensor<-61xf32>' is not valid: invalid tensor dimension size\n");
}

TEST_F(DamagedBytecode, HasNegativeSizesInNestedTypes) {
  for (StringRef text :
       {"func.func private @f(tuple<i1, tensor<61xf32>>)",
        "func.func private @f(() -> tensor<61xf32>)",
        "module attributes {ag.note = tensor<61xf32>} {}",
        "module attributes {ag.note = [{x = tensor<61xf32>}]} {}",
        "module attributes {ag.note = dense<1.0> : tensor<61xf32>} {}",
        "module attributes {ag.note = dense<\"a\"> : tensor<61x!llvm.ptr>} {}",
        "module attributes {ag.note = dense_resource<w> : tensor<61xf32>} {}"})
    EXPECT_NE(negate(text).find("is not valid: invalid tensor dimension size"),
              std::string::npos)
        << text.str();
}

TEST_F(DamagedBytecode, HasASizeOfZeroInAVector) {
  EXPECT_NE(
      damage("func.func private @f(vector<61xf32>)", size61, signedByteOf(0))
          .find("vector<0xf32>' is not valid"),
      std::string::npos);
}

TEST_F(DamagedBytecode, HasFewerElementsThanItsType) {
  std::string dense = "dense<[";
  for (int i = 0; i < 60; ++i)
    dense += "7.0, ";
  EXPECT_EQ(damage("module attributes {ag.note = " + dense +
                       "8.0]> : tensor<61xf32>} {}",
                   size61, signedByteOf(62)),
            "an attribute is not valid: 244 bytes for 'tensor<62xf32>'\n");
}

// The attribute's dialect has no op here, and is loaded for its verifier.
TEST_F(DamagedBytecode, HasAnInvalidAttributeOfADialectWithoutOps) {
  std::string errors = damage(
      "func.func private @f(tensor<?xf32> {ag.dims = [\"Q\"]})", 'Q', '9');
  EXPECT_NE(errors.find("[dims-attribute] argument 0"), std::string::npos)
      << errors;
}
} // namespace
