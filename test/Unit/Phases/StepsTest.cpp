//===- StepsTest.cpp - one measure of what ops compute --------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does an op take as many steps (ag/Analysis/Cost/Work.h) as its linalg.generic
// and its loop? Do elementary functions take about as many as the ops that they
// are lowered to?
//
//===----------------------------------------------------------------------===//
#include "CPU/LoopWork.h"
#include "ag/Analysis/Cost/Work.h"
#include "ag/Analysis/Entry/EntrySignature.h"
#include "ag/Driver/Program.h"
#include "ag/Interfaces/PrimitiveOps.h"
#include "ag/Phases/Lower/Passes.h"
#include "ag/Pipeline/Contracts.h"
#include "ag/Pipeline/Options.h"
#include "ag/Pipeline/Targets.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/Support/FormatVariadic.h"
#include "gtest/gtest.h"

using namespace ag;
using namespace mlir;

namespace {
constexpr int64_t points = 4096, lanes = 8;

class Steps : public testing::Test {
protected:
  Steps() { context->loadAllAvailableDialects(); }

  /// Parses a function with one op, which reads %x and %y and defines %r.
  void parse(StringRef op) {
    constexpr StringLiteral type = "tensor<4096xf32>";
    module = parseSourceString<ModuleOp>(
        llvm::formatv("func.func @f(%x: {0}, %y: {0}) -> {0} {{\n"
                      "  %r = {1} : {0}\n  return %r : {0}\n}",
                      type, op)
            .str(),
        context.get());
    ASSERT_TRUE(module) << op.str();
  }

  void runTo(StringRef last) {
    PassManager passes(context.get());
    const TargetKind &cpu = *findTargetKind("cpu");
    CompileOptions options;
    auto phases = remainingPhases(*module, *findPhase(last));
    ASSERT_TRUE(succeeded(phases));
    for (const Phase &phase : *phases)
      if (!phase.isRequested || phase.isRequested(*module, options))
        buildPhase(passes, phase, cpu, options);
    ASSERT_TRUE(succeeded(passes.run(*module)));
  }

  template <typename Op> Op findOnly() {
    SmallVector<Op> found;
    module->walk([&](Op op) { found.push_back(op); });
    return found.size() == 1 ? found.front() : Op();
  }

  int64_t stepsOfOp() {
    auto op = findOnly<StructuredOpInterface>();
    EXPECT_TRUE(op);
    return op ? countSteps(op.getSpec(), lanes) : 0;
  }

  int64_t stepsOfBody() {
    auto op = findOnly<linalg::GenericOp>();
    EXPECT_TRUE(op);
    int64_t steps = 0;
    for (Operation &inner : op.getBody()->without_terminator())
      steps += countSteps(&inner, lanes).value_or(0);
    return steps;
  }

  int64_t workOfLoop() {
    auto loop = findOnly<scf::ForOp>();
    EXPECT_TRUE(loop);
    OpBuilder builder(loop);
    return getConstantIntValue(estimateWork(loop, machine, builder))
        .value_or(0);
  }

  std::unique_ptr<MLIRContext> context =
      makeContext(MLIRContext::Threading::DISABLED);
  Machine machine = llvm::cantFail(makeMachine({}));
  OwningOpRef<ModuleOp> module;
};

/// Compares the work of each loop with that of ag.neg. Both have the same
/// memory accesses and index computations.
TEST_F(Steps, OpsAndLoopsAgree) {
  ASSERT_EQ(machine.lanes(Float32Type::get(context.get())), lanes);
  parse("ag.neg %x");
  ASSERT_EQ(stepsOfOp(), 1);
  runTo("schedule");
  int64_t least = workOfLoop();
  for (StringRef op :
       {"ag.exp %x", "ag.tanh %x", "ag.sqrt %x", "ag.erf %x", "ag.sin %x",
        "ag.floor %x", "ag.sigmoid %x", "ag.log2 %x"}) {
    SCOPED_TRACE(op.str());
    parse(op);
    int64_t steps = stepsOfOp();
    EXPECT_GT(steps, 0);
    runTo("structure");
    EXPECT_EQ(stepsOfOp(), steps);
    EXPECT_EQ(stepsOfBody(), steps);
    runTo("schedule");
    EXPECT_EQ(workOfLoop() - least, points * (steps - 1));
  }
}

/// A group's work is the sum over its ops, each counted once.
TEST_F(Steps, OpsAndGroupsAgree) {
  for (StringRef op : {"ag.exp %x", "ag.div %x, %y", "ag.pow %x, %y"}) {
    SCOPED_TRACE(op.str());
    parse(op);
    auto single = findOnly<StructuredOpInterface>();
    Speed speed = getSpeed(machine);
    auto function = single->getParentOfType<FunctionOpInterface>();
    SizeEvaluator sizes(function, getPlannedSizes(function));
    WorkModel model(speed, sizes);
    EXPECT_EQ(model.estimate(single).getSeconds(),
              model.estimateGroup(single.getOperation()).getSeconds());
  }
}

/// A vector op of one primitive, and the arithmetic that the phase lower emits
/// for it
class LoweredPrimitive {
public:
  LoweredPrimitive(Primitive primitive, MLIRContext *context)
      : module(ModuleOp::create(UnknownLoc::get(context))) {
    OpBuilder builder(module->getBodyRegion());
    Location loc = builder.getUnknownLoc();
    Type type = VectorType::get(lanes, builder.getF32Type());
    SmallVector<Type> types(getArity(primitive), type);
    auto function = func::FuncOp::create(builder, loc, "f",
                                         builder.getFunctionType(types, type));
    Block *block = function.addEntryBlock();
    builder.setInsertionPointToStart(block);
    Operation *op = nullptr;
#define AG_EMIT(Op, name)                                                      \
  if (primitive == Primitive::name)                                            \
    op = Op::create(builder, loc, TypeRange(type), block->getArguments());
    AG_ARITH_FLOAT_OPS(AG_EMIT)
    AG_MATH_FLOAT_OPS(AG_EMIT)
#undef AG_EMIT
    if (!op)
      return;
    name = op->getName();
    func::ReturnOp::create(builder, loc, op->getResult(0));
    PassManager passes(context);
    passes.addNestedPass<func::FuncOp>(createApproximateMathPass());
    EXPECT_TRUE(succeeded(passes.run(*module)));
  }

  bool hasOp() const { return name.has_value(); }
  /// Returns true if the op stays, as an instruction or a call.
  bool isKept() {
    return countOps([&](Operation *op) { return op->getName() == *name; }) > 0;
  }
  /// Returns the number of ops that compute.
  int64_t countOps() {
    return countOps([](Operation *op) { return countSteps(op, 1) > 0; });
  }

private:
  int64_t countOps(function_ref<bool(Operation *)> isMeant) {
    int64_t count = 0;
    module->walk([&](Operation *op) { count += isMeant(op); });
    return count;
  }

  OwningOpRef<ModuleOp> module;
  std::optional<OperationName> name;
};

/// A step includes a share of loads, stores and loops, and a multiply-add is
/// one instruction. So one step stands for up to three ops of arith.
TEST_F(Steps, FunctionsAgreeWithTheirArithmetic) {
  constexpr int64_t mostOfInstruction = 10, mostOpsOfStep = 3;
#define AG_LIST(name, ...) Primitive::name,
  for (Primitive primitive : {AG_PRIMITIVES(AG_LIST)}) {
#undef AG_LIST
    SCOPED_TRACE(getSpelling(primitive).str());
    PrimitiveCost cost = getCost(primitive, ScalarType::F32);
    EXPECT_GE(cost.count, 1);
    LoweredPrimitive lowered(primitive, context.get());
    if (!lowered.hasOp())
      continue;
    if (lowered.isKept()) {
      EXPECT_TRUE(cost.kind == PrimitiveCost::Cycles ||
                  cost.count <= mostOfInstruction);
      continue;
    }
    EXPECT_EQ(cost.kind, PrimitiveCost::Steps);
    EXPECT_LE(cost.count, lowered.countOps());
    EXPECT_GE(cost.count * mostOpsOfStep, lowered.countOps());
  }
}
} // namespace
