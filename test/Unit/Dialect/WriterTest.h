//===- WriterTest.h - Specs that are written, and run -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Do the ops that are written for a Spec compute what it states? A function of
// these ops is interpreted and compared with the Spec's value. Operands are
// small whole numbers, whose sums are exact in any order.
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_UNIT_DIALECT_WRITERTEST_H
#define AG_TEST_UNIT_DIALECT_WRITERTEST_H

#include "SpecTest.h"
#include "ag/Dialect/AG/IR/Core/AGDialect.h"
#include "ag/Dialect/AG/Models/Linalg/SpecWriter.h"
#include "ag/Dialect/AG/Models/Models.h"
#include "ag/Interfaces/StructuredOp.h"
#include "ag/Reference/Interpreter.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"

class WriterTest : public SpecTest {
protected:
  WriterTest() {
    DialectRegistry registry;
    registry.insert<affine::AffineDialect, arith::ArithDialect,
                    func::FuncDialect, linalg::LinalgDialect, math::MathDialect,
                    scf::SCFDialect, tensor::TensorDialect>();
    registerDialect(registry);
    context.appendDialectRegistry(registry);
    context.loadAllAvailableDialects();
  }

  SmallVector<Type> typesOf(StringRef types) {
    auto type = parseType(("(" + types + ") -> ()").str(), &context);
    return SmallVector<Type>(cast<FunctionType>(type).getInputs());
  }

  /// Writes a function for `spec` with operands of these types.
  func::FuncOp write(const Spec &spec, TypeRange types, Vocabulary vocabulary) {
    OpBuilder builder(&context);
    Location loc = builder.getUnknownLoc();
    module = ModuleOp::create(loc);
    auto function = func::FuncOp::create(
        loc, "f", builder.getFunctionType(types, TypeRange()));
    module->push_back(function);
    builder.setInsertionPointToEnd(function.addEntryBlock());
    SmallVector<Value> results =
        writeSpec(spec, function.getArguments(), vocabulary, builder, loc);
    func::ReturnOp::create(builder, loc, results);
    function.setFunctionType(
        builder.getFunctionType(types, ValueRange(results).getTypes()));
    return function;
  }

  /// Returns the names of the ops that are written, in order: "ag.mul
  /// ag.reduce".
  std::string opsOf(const Spec &spec, TypeRange types, Vocabulary vocabulary) {
    std::string names;
    write(spec, types, vocabulary).walk([&](Operation *op) {
      if (!isa<func::FuncOp, func::ReturnOp>(op) &&
          isa<func::FuncOp>(op->getParentOp()))
        names +=
            (names.empty() ? "" : " ") + op->getName().getStringRef().str();
    });
    return names;
  }

  /// Writes `spec` in both vocabularies and runs them; unsigned integers are
  /// written in ag's alone. Index operands have the values `indices`, in order;
  /// dynamic sizes are 3.
  void check(const Spec &spec, TypeRange types, ArrayRef<int64_t> indices) {
    Tensors operands;
    for (Type type : types)
      operands.push_back(makeOperand(type, operands.size(), indices));
    checkOn(spec, types, operands);
  }
  void checkOn(const Spec &spec, TypeRange types, const Tensors &operands) {
    auto expected = run(spec, operands);
    ASSERT_TRUE(static_cast<bool>(expected)) << messageOf(expected.takeError());
    bool isUnsigned = llvm::any_of(types, [](Type type) {
      return getElementTypeOrSelf(type).isUnsignedInteger();
    });
    for (Vocabulary vocabulary : {Vocabulary::AG, Vocabulary::Upstream}) {
      if (isUnsigned && vocabulary == Vocabulary::Upstream)
        continue;
      func::FuncOp function = write(spec, types, vocabulary);
      std::string text;
      llvm::raw_string_ostream(text) << *module;
      SCOPED_TRACE(text);
      ASSERT_TRUE(succeeded(verify(*module)));
      if (vocabulary == Vocabulary::Upstream)
        EXPECT_EQ(text.find("ag."), std::string::npos);
      expectInferred(spec, types, function);
      expectNoMoreWork(spec, types, function);
      auto actual = interpret(function, operands, {}, {Precision::Declared});
      ASSERT_TRUE(static_cast<bool>(actual)) << messageOf(actual.takeError());
      for (auto [got, wanted] : llvm::zip_equal(*actual, *expected))
        expectSame(got, wanted);
    }
  }
  void check(const Spec &spec, StringRef types,
             ArrayRef<int64_t> indices = {}) {
    check(spec, typesOf(types), indices);
  }

  /// Returns a tensor of small whole numbers.
  static Tensor makeNumbers(T element, ArrayRef<int64_t> shape, uint64_t seed) {
    if (!isFloat(element))
      return valueOf(Tensor::randn(element, shape, seed));
    std::vector<double> numbers;
    Tensor whole = valueOf(Tensor::randn(T::I8, shape, seed));
    for (Cell cell : whole.cells())
      numbers.push_back(double(cell.i));
    return floats(shape, numbers, element);
  }

  OwningOpRef<ModuleOp> module;

private:
  Tensor makeOperand(Type type, uint64_t seed, ArrayRef<int64_t> &indices) {
    if (type.isIndex()) {
      Tensor operand = index(indices.empty() ? 3 : indices.front());
      indices = indices.drop_front(indices.empty() ? 0 : 1);
      return operand;
    }
    SmallVector<int64_t> shape;
    if (auto tensor = dyn_cast<RankedTensorType>(type))
      for (int64_t size : tensor.getShape())
        shape.push_back(ShapedType::isDynamic(size) ? 3 : size);
    return makeNumbers(*getScalarType(getElementTypeOrSelf(type)), shape, seed);
  }

  /// Returns the number of floating-point operations that a Spec takes, or
  /// std::nullopt if a size is unknown.
  std::optional<int64_t> countSteps(const Spec &spec, TypeRange types) {
    int64_t steps = 0;
    auto count = [&](const ScalarProgram &program) {
      for (const ScalarNode &node : program.nodes())
        steps += node.kind == ScalarNode::Apply && node.primitive != P::Cast &&
                 node.primitive != P::Select &&
                 isFloat(program.operandType(node));
    };
    count(spec.body);
    if (spec.combiner)
      count(*spec.combiner);
    auto extents = inferLoopExtents(spec, types, Reporter("", std::nullopt));
    if (failed(extents) || llvm::is_contained(*extents, ShapedType::kDynamic))
      return std::nullopt;
    for (int64_t extent : *extents)
      steps *= extent;
    return steps;
  }

  /// Expects that the ops of ag take no more operations than a Spec of one
  /// result. Ops of linalg are not counted: their bodies are the Spec's, with
  /// extra steps for upstream's ops that are not defined everywhere.
  void expectNoMoreWork(const Spec &spec, TypeRange types,
                        func::FuncOp function) {
    std::optional<int64_t> most = countSteps(spec, types);
    int64_t total = 0;
    function.walk([&](StructuredOpInterface op) {
      if (!isa<AGDialect>(op->getDialect()))
        return;
      SmallVector<Value> operands = op.getSpecOperands();
      auto steps = countSteps(op.getSpec(), ValueRange(operands).getTypes());
      total += steps.value_or(0);
    });
    if (most.value_or(0) > 0 && spec.results.size() == 1)
      EXPECT_LE(total, *most);
  }

  void expectInferred(const Spec &spec, TypeRange types,
                      func::FuncOp function) {
    SmallVector<Type> inferred;
    ASSERT_TRUE(succeeded(inferResultTypes(
        spec, types, Reporter("spec", function.getLoc()), inferred)));
    EXPECT_TRUE(TypeRange(inferred) == TypeRange(function.getResultTypes()));
  }

  void expectSame(const Tensor &got, const Tensor &wanted) {
    EXPECT_EQ(got.type(), wanted.type());
    EXPECT_EQ(got.shape(), wanted.shape());
    Values gotValues = valuesOf(got), wantedValues = valuesOf(wanted);
    ASSERT_EQ(gotValues.size(), wantedValues.size());
    for (size_t k = 0; k < gotValues.size(); ++k)
      EXPECT_TRUE(
          gotValues[k] == wantedValues[k] ||
          (gotValues[k] != gotValues[k] && wantedValues[k] != wantedValues[k]))
          << gotValues[k] << " for " << wantedValues[k] << " at " << k;
  }
};

#endif // AG_TEST_UNIT_DIALECT_WRITERTEST_H
