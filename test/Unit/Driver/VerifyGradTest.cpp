//===- VerifyGradTest.cpp - the proof of a derivative ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Is a wrong derivative rule found and reported at the location of its op? ag
// has no rule for tensor.bitcast. The rule of this test is correct, or has the
// wrong sign.
//
//===----------------------------------------------------------------------===//
#include "Verify/VerifyGrad.h"
#include "ag/Driver/Program.h"
#include "ag/Interfaces/DifferentiableOp.h"
#include "ag/Interfaces/InterpretableOp.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"

using namespace ag;
using namespace mlir;

namespace {
struct Meaning
    : InterpretableOpInterface::ExternalModel<Meaning, tensor::BitcastOp> {
  llvm::Expected<Tensors> interpret(Operation *,
                                    MutableArrayRef<Tensor> operands,
                                    InterpreterContext &) const {
    return Tensors{operands.front()};
  }
  TangentFlow getTangentFlow(Operation *) const { return TangentFlow::Along; }
};

bool isNegated = false;

struct Rule
    : DifferentiableOpInterface::ExternalModel<Rule, tensor::BitcastOp> {
  LogicalResult pullBack(Operation *op, PullbackContext &context) const {
    Cotangent cotangent = *context.lookup(op->getResult(0));
    cotangent.isNegative ^= isNegated;
    context.add(op->getOperand(0), cotangent);
    return success();
  }
  LogicalResult pushForward(Operation *op, PushforwardContext &context) const {
    context.set(op->getResult(0), context.lookup(op->getOperand(0)));
    return success();
  }
};

constexpr StringLiteral program = R"(
func.func @main(%x: tensor<3xf64>, %y: tensor<3xf64>) -> tensor<f64> {
  %0 = ag.mul %x, %y : tensor<3xf64>
  %1 = ag.tanh %0 : tensor<3xf64>
  %2 = tensor.bitcast %1 : tensor<3xf64> to tensor<3xf64>
  %3 = ag.mul %2, %y : tensor<3xf64>
  %4 = ag.exp %3 : tensor<3xf64>
  %5 = ag.reduce sum %4 [0] : tensor<3xf64> -> tensor<f64>
  return %5 : tensor<f64>
})";

class VerifyGrad : public testing::Test {
protected:
  VerifyGrad() : context(makeContext(MLIRContext::Threading::DISABLED)) {
    context->loadDialect<tensor::TensorDialect>();
    tensor::BitcastOp::attachInterface<Meaning, Rule>(*context);
    module = parseSourceString<ModuleOp>(program, context.get());
  }

  ~VerifyGrad() override {
    StringRef reproducer =
        StringRef(output).split("reproducer: ag-run ").second;
    if (!reproducer.empty())
      llvm::sys::fs::remove_directories(
          llvm::sys::path::parent_path(reproducer.split(' ').first));
  }

  /// Runs the verifier and returns its status. `errors` gets its messages with
  /// their lines.
  ExitStatus verify() {
    ScopedDiagnosticHandler handler(context.get(), [&](Diagnostic &error) {
      auto place = error.getLocation()->findInstanceOf<FileLineColLoc>();
      errors += std::to_string(place ? place.getLine() : 0) + ": " +
                error.str() + "\n";
    });
    llvm::raw_string_ostream os(output);
    return verifyGrad(VerifyGradRequest(), *module, os);
  }

  std::unique_ptr<MLIRContext> context;
  OwningOpRef<ModuleOp> module;
  std::string output, errors;
};

TEST_F(VerifyGrad, ProvesARuleThatIsRight) {
  isNegated = false;
  EXPECT_EQ(verify(), ExitStatus::Right) << output << errors;
  EXPECT_EQ(errors, "");
}

TEST_F(VerifyGrad, NamesTheOpWhoseRuleIsWrong) {
  isNegated = true;
  EXPECT_EQ(verify(), ExitStatus::InputAtFault);
  EXPECT_TRUE(StringRef(errors).starts_with(
      "5: the derivative of this 'tensor.bitcast' is wrong: the gradient of "
      "argument 0 at [0]: @main_grad gives"))
      << errors;
  EXPECT_TRUE(StringRef(output).contains("gradient against duals: different"))
      << output;
}
} // namespace
