//===- TangentsTest.cpp - tangents beside values --------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Do tangents equal central differences, and docs/Spec.md's values where a
// function has an edge?
//
//===----------------------------------------------------------------------===//
#include "Outcome.h"
#include "ag/Dialect/AG/IR/Core/AGDialect.h"
#include "ag/Dialect/AG/Models/Models.h"
#include "ag/Interfaces/PrimitiveOps.h"
#include "ag/Reference/Interpreter.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/FormatVariadic.h"
#include "gtest/gtest.h"
#include <cmath>

using namespace ag;
using namespace mlir;

namespace {
class Tangents : public testing::Test {
protected:
  Tangents() {
    DialectRegistry registry;
    registry
        .insert<arith::ArithDialect, func::FuncDialect, linalg::LinalgDialect,
                math::MathDialect, scf::SCFDialect, tensor::TensorDialect>();
    registerDialect(registry);
    context.appendDialectRegistry(registry);
  }

  OwningOpRef<ModuleOp> parse(StringRef text) {
    return parseSourceString<ModuleOp>(text, &context);
  }

  MLIRContext context;
};

/// Returns distinct numbers in (first, first + 0.8).
Tensor draw(Type type, double first) {
  auto shaped = dyn_cast<RankedTensorType>(type);
  ArrayRef<int64_t> shape = shaped ? shaped.getShape() : ArrayRef<int64_t>();
  Tensor tensor = valueOf(Tensor::zeros(ScalarType::F64, shape));
  for (auto [k, cell] : llvm::enumerate(tensor.mutableCells()))
    cell.f = first + 0.8 * std::fmod(0.618034 * static_cast<double>(k + 1), 1);
  return tensor;
}

Tensors runOn(func::FuncOp function, Tensors arguments) {
  ParameterSource parameters = [](StringRef, RankedTensorType type) {
    return draw(type, 0.3);
  };
  InterpreterOptions options;
  return valueOf(
      interpret(function, std::move(arguments), parameters, options));
}

/// Returns `arguments` + `h` * `direction`.
Tensors moveBy(double h, Tensors arguments, ArrayRef<Tensor> direction) {
  for (auto [argument, along] : llvm::zip_equal(arguments, direction))
    for (auto [cell, step] :
         llvm::zip_equal(argument.mutableCells(), along.cells()))
      cell.f += h * step.f;
  return arguments;
}

/// Expects that tangents equal central differences. The direction moves every
/// argument, each element by a different step.
void expectDifferences(func::FuncOp function, double first = 0.1) {
  Tensors arguments, direction;
  for (auto [k, type] : llvm::enumerate(function.getArgumentTypes())) {
    arguments.push_back(draw(type, first + 0.0123 * static_cast<double>(k)));
    direction.push_back(draw(type, 0.2 + 0.1 * static_cast<double>(k)));
  }
  constexpr double h = 1e-6;
  Tensors above = runOn(function, moveBy(h, arguments, direction));
  Tensors below = runOn(function, moveBy(-h, arguments, direction));
  for (auto [argument, along] : llvm::zip_equal(arguments, direction))
    argument.setTangent(along);
  Tensors results = runOn(function, arguments);
  for (auto [number, result] : llvm::enumerate(results))
    for (int64_t k = 0; k < result.size(); ++k) {
      double expected =
          (above[number].cells()[k].f - below[number].cells()[k].f) / (2 * h);
      double actual = result.tangent() ? result.tangent()->cells()[k].f : 0.0;
      EXPECT_NEAR(actual, expected, 1e-7 * (1 + std::abs(expected)))
          << function.getName().str() << ", result " << number << " at " << k;
    }
}

TEST_F(Tangents, AreDifferences) {
  auto module = parseSourceFile<ModuleOp>(AG_TANGENTS, &context);
  ASSERT_TRUE(module);
  for (auto function : module->getOps<func::FuncOp>())
    expectDifferences(function);
}

/// Expects the same of a primitive's op, in the middle of its domain.
template <typename Op>
void expectPrimitive(MLIRContext &context, unsigned arity) {
  std::string names, types;
  for (unsigned k = 0; k < arity; ++k) {
    names += llvm::formatv("{0}%{1}", k ? ", " : "", k);
    types += llvm::formatv("{0}tensor<3xf64>", k ? ", " : "");
  }
  std::string arguments;
  for (unsigned k = 0; k < arity; ++k)
    arguments += llvm::formatv("{0}%{1}: tensor<3xf64>", k ? ", " : "", k);
  std::string text = llvm::formatv(
      "func.func @f({0}) -> tensor<3xf64> {{ %r = \"{1}\"({2}) : ({3}) -> "
      "tensor<3xf64> return %r : tensor<3xf64> }",
      arguments, Op::getOperationName(), names, types);
  auto module = parseSourceString<ModuleOp>(text, &context);
  ASSERT_TRUE(module) << text;
  bool isAboveOne = Op::getOperationName() == "math.acosh";
  expectDifferences(module->lookupSymbol<func::FuncOp>("f"),
                    isAboveOne ? 1.1 : 0.1);
}

TEST_F(Tangents, OfEveryPrimitive) {
#define AG_EXPECT(op, primitive)                                               \
  expectPrimitive<op>(context, getArity(Primitive::primitive));
  context.loadAllAvailableDialects();
  AG_ARITH_FLOAT_OPS(AG_EXPECT)
  AG_MATH_FLOAT_OPS(AG_EXPECT)
#undef AG_EXPECT
}

/// Returns the tangents of the results of `module`'s @f at `values`. Each
/// argument moves by its `steps`.
SmallVector<double> tangentsOf(OwningOpRef<ModuleOp> module,
                               ArrayRef<std::vector<double>> values,
                               ArrayRef<std::vector<double>> steps) {
  auto function = module->lookupSymbol<func::FuncOp>("f");
  Tensors arguments;
  for (auto [k, type] : llvm::enumerate(function.getArgumentTypes())) {
    Tensor argument = draw(type, 0.0), tangent = argument;
    for (int64_t n = 0; n < argument.size(); ++n) {
      argument.mutableCells()[n].f = values[k][n];
      if (!steps[k].empty())
        tangent.mutableCells()[n].f = steps[k][n];
    }
    if (!steps[k].empty())
      argument.setTangent(tangent);
    arguments.push_back(argument);
  }
  SmallVector<double> tangents;
  for (const Tensor &result : runOn(function, arguments))
    for (int64_t n = 0; n < result.size(); ++n)
      tangents.push_back(result.tangent() ? result.tangent()->cells()[n].f
                                          : 0.0);
  return tangents;
}

using Numbers = SmallVector<double>;

TEST_F(Tangents, OfKEqualPointsHaveOneKthEach) {
  StringRef text = R"(func.func @f(%x: tensor<4xf64>) -> tensor<f64> {
    %0 = ag.reduce max %x [0] : tensor<4xf64> -> tensor<f64>
    return %0 : tensor<f64>
  })";
  EXPECT_EQ(tangentsOf(parse(text), {{2, 1, 2, 2}}, {{3, 5, 6, 9}}),
            Numbers{6});
}

TEST_F(Tangents, OfTheProductOfOthersWhereThereAreZeros) {
  StringRef text = R"(func.func @f(%x: tensor<3xf64>) -> tensor<f64> {
    %0 = ag.reduce prod %x [0] : tensor<3xf64> -> tensor<f64>
    return %0 : tensor<f64>
  })";
  EXPECT_EQ(tangentsOf(parse(text), {{2, 0, 5}}, {{1, 1, 1}}), Numbers{10});
  EXPECT_EQ(tangentsOf(parse(text), {{0, 0, 5}}, {{1, 1, 1}}), Numbers{0});
}

/// If a max's operands are equal, a constant operand gets no share of the
/// tangent. Two variable operands share it equally.
TEST_F(Tangents, OfConstantsAreNone) {
  StringRef text =
      R"(func.func @f(%x: tensor<2xf64>, %y: tensor<2xf64>) -> (tensor<2xf64>, tensor<2xf64>) {
    %z = arith.constant dense<0.0> : tensor<2xf64>
    %0 = ag.max %x, %z : tensor<2xf64>
    %1 = ag.max %x, %y : tensor<2xf64>
    return %0, %1 : tensor<2xf64>, tensor<2xf64>
  })";
  EXPECT_EQ(tangentsOf(parse(text), {{0, 1}, {0, 0}}, {{1, 1}, {}}),
            (Numbers{0, 1, 0.5, 1}));
}

TEST_F(Tangents, StopWhereGradientsDo) {
  StringRef text = R"(func.func @f(%x: tensor<2xf64>) -> tensor<2xf64> {
    %0 = ag.stop_gradient %x : tensor<2xf64>
    %1 = ag.mul %0, %x : tensor<2xf64>
    return %1 : tensor<2xf64>
  })";
  EXPECT_EQ(tangentsOf(parse(text), {{3, 4}}, {{1, 1}}), (Numbers{3, 4}));
}

TEST_F(Tangents, AreRefusedWhereTheyWouldBeLost) {
  auto module = parse(R"(func.func @f(%x: tensor<4xf64>) -> tensor<4xf64> {
    %e = tensor.empty() : tensor<4xf64>
    %0 = scf.forall (%i) in (4) shared_outs(%o = %e) -> tensor<4xf64> {
      %1 = tensor.extract_slice %x[%i] [1] [1] : tensor<4xf64> to tensor<1xf64>
      scf.forall.in_parallel {
        tensor.parallel_insert_slice %1 into %o[%i] [1] [1] : tensor<1xf64> into tensor<4xf64>
      }
    }
    return %0 : tensor<4xf64>
  })");
  auto function = module->lookupSymbol<func::FuncOp>("f");
  Tensor x = draw(function.getArgumentTypes().front(), 0.0);
  x.setTangent(x);
  EXPECT_EQ(messageOf(interpret(function, {x}, nullptr, {})),
            "'scf.forall' has no tangent: it does not say how its floats "
            "change");
}

/// Returns the error bound of the f32 function @f at `x`, or -1 if there is
/// none.
double errorOf(OwningOpRef<ModuleOp> module, double x) {
  InterpreterOptions options;
  options.tangents = TangentRule::OfErrors;
  Tensors results = valueOf(
      interpret(module->lookupSymbol<func::FuncOp>("f"),
                {Tensor::scalar(ScalarType::F32, floatCell(x))}, {}, options));
  const Tensor *error = results.front().tangent();
  return error ? error->cells().front().f : -1.0;
}

TEST_F(Tangents, BoundErrorsThatNothingCancels) {
  auto errorAt = [&](StringRef body, double x) {
    std::string text = llvm::formatv(
        "func.func @f(%x: tensor<f32>) -> tensor<f32> {{ {0} }", body);
    return errorOf(parse(text), x);
  };
  constexpr double unit = 0x1p-23;
  EXPECT_NEAR(errorAt("%0 = ag.mul %x, %x : tensor<f32> "
                      "return %0 : tensor<f32>",
                      3.0),
              9.0 * unit, 1e-12);
  // Errors of equal terms do not cancel.
  EXPECT_NEAR(errorAt("%0 = ag.mul %x, %x : tensor<f32> "
                      "%1 = ag.sub %0, %0 : tensor<f32> "
                      "return %1 : tensor<f32>",
                      3.0),
              18.0 * unit, 1e-12);
  // The argument's error moves e^-9 by 18 units; rounding adds one.
  EXPECT_NEAR(errorAt("%0 = ag.mul %x, %x : tensor<f32> "
                      "%1 = ag.neg %0 : tensor<f32> "
                      "%2 = ag.exp %1 : tensor<f32> "
                      "return %2 : tensor<f32>",
                      3.0),
              19.0 * unit * std::exp(-9.0), 1e-12);
}

TEST_F(Tangents, BoundErrorsOfSumsAndInfinities) {
  auto errorAt = [&](StringRef body) {
    std::string text = llvm::formatv(
        "func.func @f(%x: tensor<f32>) -> tensor<f32> {{ "
        "%c = arith.constant dense<[1.0, 2.0, 0xFF800000]> : tensor<3xf32> "
        "{0} return %y : tensor<f32> }",
        body);
    return errorOf(parse(text), 0.0);
  };
  // The rounding errors of the terms and of the partial sums e, e + e^2 and e +
  // e^2 + 0
  EXPECT_NEAR(errorAt("%0 = ag.exp %c : tensor<3xf32> "
                      "%y = ag.reduce sum %0 [0] : tensor<3xf32> -> "
                      "tensor<f32>"),
              4.0 * 0x1p-23 * (std::exp(1.0) + std::exp(2.0)), 1.5e-6);
  EXPECT_EQ(errorAt("%y = ag.reduce max %c [0] : tensor<3xf32> -> "
                    "tensor<f32>"),
            0.0);
}
} // namespace
