//===- RegionFlowTest.cpp - tests of values along the edges of regions ----===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Interfaces/Flow/RegionFlow.h"
#include "Interfaces/FunctionTest.h"
#include "llvm/ADT/StringExtras.h"

using namespace ag;
using namespace mlir;

namespace {
class RegionFlowTest : public FunctionTest {
protected:
  /// Spells operands by their owners and numbers: "scf.for 3, scf.yield 0".
  static std::string spell(ArrayRef<OpOperand *> operands) {
    auto spellOne = [](OpOperand *operand) {
      return operand->getOwner()->getName().getStringRef().str() + " " +
             std::to_string(operand->getOperandNumber());
    };
    return llvm::join(llvm::map_range(operands, spellOne), ", ");
  }
  std::string sources(Value value) { return spell(getSources(value)); }
  std::string chosen(Value value) { return spell(getChosen(value)); }
};

using FlowValues = SmallVector<Value>;
} // namespace

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

TEST_F(RegionFlowTest, ALoopCarriesValues) {
  parse(R"(
  %r:2 = scf.for %i = %0 to %n step %1 iter_args(%a = %x, %b = %y) -> (f32, f32) {
    scf.yield %b, %y : f32, f32
  })");
  EXPECT_EQ(sources(result("scf.for", 1)), "scf.for 4, scf.yield 1");
  EXPECT_EQ(sources(argument("scf.for", 1)), "scf.for 3, scf.yield 0");
  EXPECT_EQ(sources(argument("scf.for", 0)), "");
  FlowValues second = {argument("scf.for", 2), result("scf.for", 1)};
  EXPECT_EQ(getTargets(operand("scf.for", 4)), second);
  EXPECT_EQ(getTargets(operand("scf.yield", 1)), second);
  EXPECT_TRUE(getTargets(operand("scf.for", 0)).empty());
}

TEST_F(RegionFlowTest, FourAreOneCarriedValue) {
  parse(R"(
  %r:2 = scf.for %i = %0 to %n step %1 iter_args(%a = %x, %b = %y) -> (f32, f32) {
    scf.yield %b, %y : f32, f32
  })");
  for (auto carried :
       {getCarried(argument("scf.for", 2)), getCarried(result("scf.for", 1)),
        getCarriedFrom(operand("scf.for", 4))}) {
    ASSERT_TRUE(carried);
    EXPECT_EQ(carried->init, &operand("scf.for", 4));
    EXPECT_EQ(carried->argument, argument("scf.for", 2));
    EXPECT_EQ(carried->yielded, &operand("scf.yield", 1));
    EXPECT_EQ(carried->result, result("scf.for", 1));
  }
  EXPECT_FALSE(getCarried(argument("scf.for", 0)));
  EXPECT_FALSE(getCarriedFrom(operand("scf.for", 0)));
  EXPECT_FALSE(getCarriedFrom(operand("scf.yield", 0)));
  EXPECT_FALSE(getCarried(result("arith.constant")));
}

TEST_F(RegionFlowTest, OtherDialectsLoopsDoAsWell) {
  parse(R"(
  %r:2 = affine.for %i = 0 to %n iter_args(%a = %x, %b = %y) -> (f32, f32) {
    affine.yield %b, %y : f32, f32
  })");
  EXPECT_EQ(sources(result("affine.for", 1)), "affine.for 2, affine.yield 1");
  auto carried = getCarried(argument("affine.for", 2));
  ASSERT_TRUE(carried);
  EXPECT_EQ(carried->init, &operand("affine.for", 2));
  EXPECT_EQ(carried->yielded, &operand("affine.yield", 1));
  EXPECT_EQ(carried->result, result("affine.for", 1));
  EXPECT_FALSE(isChoice(get("affine.for")));
}

// A loop that surely iterates has no edge from its initial value to its result.
// The iter_arg still has both.
TEST_F(RegionFlowTest, ALoopThatTurnsSurelyGivesWhatTurnsYield) {
  parse(R"(
  %r = affine.for %i = 0 to 1 iter_args(%a = %x) -> f32 {
    affine.yield %y : f32
  })");
  EXPECT_EQ(sources(result("affine.for")), "affine.yield 0");
  EXPECT_EQ(getCarried(result("affine.for"))->init, &operand("affine.for", 0));
  EXPECT_FALSE(isChoice(get("affine.for")));
}

TEST_F(RegionFlowTest, AWhileLoopsRegionsTakeTheirOwn) {
  parse(R"(
  %r:3 = scf.while (%a = %x, %k = %n) : (f32, index) -> (index, f32, f32) {
    scf.condition(%c) %k, %y, %a : index, f32, f32
  } do {
  ^bb0(%l: index, %b: f32, %d: f32):
    scf.yield %d, %l : f32, index
  })");
  EXPECT_EQ(sources(argument("scf.while", 1, 0)), "scf.while 1, scf.yield 1");
  EXPECT_EQ(sources(argument("scf.while", 2, 1)), "scf.condition 3");
  EXPECT_EQ(sources(result("scf.while", 2)), "scf.condition 3");
  FlowValues first = {result("scf.while", 0), argument("scf.while", 0, 1)};
  EXPECT_EQ(getTargets(operand("scf.condition", 1)), first);
  EXPECT_TRUE(getTargets(operand("scf.condition", 0)).empty());
  EXPECT_EQ(getTargets(operand("scf.yield", 1)),
            FlowValues{argument("scf.while", 1, 0)});
  auto carried = getCarried(argument("scf.while", 1, 0));
  ASSERT_TRUE(carried);
  EXPECT_EQ(carried->init, &operand("scf.while", 1));
  EXPECT_EQ(carried->yielded, &operand("scf.yield", 1));
  EXPECT_FALSE(carried->result);
  EXPECT_FALSE(getCarried(argument("scf.while", 0, 1)));
  EXPECT_FALSE(getCarried(result("scf.while", 0)));
  EXPECT_FALSE(isChoice(get("scf.while")));
}

TEST_F(RegionFlowTest, ParallelTurnsShareWhatTheyWrite) {
  parse(R"(
  %r = scf.forall (%i) in (%n) shared_outs(%o = %t) -> (tensor<?xf32>) {
    %e = tensor.extract_slice %o[%i] [1] [1] : tensor<?xf32> to tensor<1xf32>
    scf.forall.in_parallel {
      tensor.parallel_insert_slice %e into %o[%i] [1] [1] : tensor<1xf32> into tensor<?xf32>
    }
  })");
  EXPECT_EQ(sources(argument("scf.forall", 1)), "scf.forall 1");
  EXPECT_EQ(sources(result("scf.forall")), "");
  auto carried = getCarriedFrom(operand("scf.forall", 1));
  ASSERT_TRUE(carried);
  EXPECT_EQ(carried->argument, argument("scf.forall", 1));
  EXPECT_FALSE(carried->yielded);
  EXPECT_FALSE(carried->result);
  EXPECT_FALSE(isChoice(get("scf.forall")));
}

TEST_F(RegionFlowTest, WhatIsReducedIsComputed) {
  parse(R"(
  %r = scf.parallel (%i) = (%0) to (%n) step (%1) init (%x) -> f32 {
    scf.reduce(%y : f32) {
    ^bb0(%a: f32, %b: f32):
      scf.reduce.return %a : f32
    }
  })");
  EXPECT_EQ(sources(result("scf.parallel")), "");
  EXPECT_EQ(sources(argument("scf.reduce", 0)), "");
  EXPECT_TRUE(getTargets(operand("scf.parallel", 3)).empty());
  EXPECT_TRUE(getTargets(operand("scf.reduce", 0)).empty());
  EXPECT_TRUE(getTargets(operand("scf.reduce.return", 0)).empty());
  EXPECT_FALSE(getCarriedFrom(operand("scf.parallel", 3)));
}

//===----------------------------------------------------------------------===//
// Choices
//===----------------------------------------------------------------------===//

TEST_F(RegionFlowTest, AChoiceIsOneOfWhatItsRegionsHandOn) {
  parse(R"(
  %r:2 = scf.if %c -> (f32, f32) {
    scf.yield %x, %y : f32, f32
  } else {
    scf.yield %y, %x : f32, f32
  })");
  auto found = getChosen(result("scf.if", 1));
  EXPECT_EQ(spell(found), "scf.yield 1, scf.yield 1");
  EXPECT_EQ(found[0]->getOwner()->getParentRegion()->getRegionNumber(), 0u);
  EXPECT_EQ(found[1]->getOwner()->getParentRegion()->getRegionNumber(), 1u);
  EXPECT_EQ(getTargets(*found[1]), FlowValues{result("scf.if", 1)});
}

TEST_F(RegionFlowTest, AnyOpThatChoosesDoes) {
  parse(R"(
  %r = scf.index_switch %n -> f32
  case 2 { scf.yield %x : f32 }
  case 5 { scf.yield %x : f32 }
  default { scf.yield %y : f32 }
  %s = affine.if affine_set<(d) : (d >= 0)>(%n) -> f32 {
    affine.yield %r : f32
  } else {
    affine.yield %x : f32
  })");
  EXPECT_EQ(chosen(result("scf.index_switch")),
            "scf.yield 0, scf.yield 0, scf.yield 0");
  EXPECT_EQ(chosen(result("affine.if")), "affine.yield 0, affine.yield 0");
}

TEST_F(RegionFlowTest, ARegionMayEndInSeveralBlocksOrNever) {
  parse(R"(
  %r = scf.execute_region -> f32 {
    cf.cond_br %c, ^bb1(%x : f32), ^bb2
  ^bb1(%a: f32):
    scf.yield %a : f32
  ^bb2:
    scf.yield %y : f32
  }
  func.call @g() : () -> ()
  return
}
func.func private @g() {
  %s = scf.execute_region -> f32 {
    ub.unreachable
  })");
  EXPECT_EQ(chosen(result("scf.execute_region")), "scf.yield 0, scf.yield 0");
  Value between = operand("scf.yield", 0).get();
  EXPECT_EQ(sources(between), "");
  EXPECT_FALSE(getCarried(between));
  module->walk([&](scf::ExecuteRegionOp op) {
    if (op->getNextNode()->hasTrait<OpTrait::IsTerminator>())
      EXPECT_EQ(chosen(op.getResult(0)), "");
  });
}

TEST_F(RegionFlowTest, OthersWithRegionsDoNot) {
  parse(R"(
  %r = linalg.fill ins(%x : f32) outs(%t : tensor<?xf32>) -> tensor<?xf32>
  %g = tensor.generate %n {
  ^bb0(%i: index):
    tensor.yield %x : f32
  } : tensor<?xf32>)");
  for (StringRef name : {"linalg.fill", "tensor.generate", "builtin.module"})
    EXPECT_FALSE(isChoice(get(name)));
  EXPECT_EQ(sources(result("linalg.fill")), "");
  EXPECT_EQ(chosen(result("tensor.generate")), "");
  EXPECT_TRUE(getTargets(operand("tensor.yield", 0)).empty());
  EXPECT_TRUE(getTargets(operand("linalg.fill", 0)).empty());
  EXPECT_FALSE(isChoice(nullptr));
}

TEST_F(RegionFlowTest, EachOpHandsOnAlone) {
  parse(R"(
  %r = scf.for %i = %0 to %n step %1 iter_args(%a = %x) -> f32 {
    %q = scf.if %c -> f32 {
      scf.yield %a : f32
    } else {
      scf.yield %y : f32
    }
    scf.yield %q : f32
  })");
  auto found = getChosen(result("scf.if"));
  EXPECT_EQ(found[0]->get(), argument("scf.for", 1));
  EXPECT_EQ(found[1]->get(), get("func.func")->getRegion(0).getArgument(3));
  EXPECT_EQ(getTargets(*found[0]), FlowValues{result("scf.if")});
  EXPECT_EQ(getCarried(argument("scf.for", 1))->yielded->get(),
            result("scf.if"));
}

//===----------------------------------------------------------------------===//
// Conditions
//===----------------------------------------------------------------------===//

TEST_F(RegionFlowTest, AConditionLeadsToARegion) {
  parse(R"(
  %r = scf.while (%a = %x) : (f32) -> f32 {
    %k = arith.cmpf olt, %a, %y : f32
    scf.condition(%k) %a : f32
  } do {
  ^bb0(%b: f32):
    scf.if %c { scf.yield }
    scf.yield %b : f32
  })");
  Operation *loop = get("scf.while"), *choice = get("scf.if");
  EXPECT_EQ(getCondition(loop->getRegion(1)), result("arith.cmpf"));
  EXPECT_FALSE(getCondition(loop->getRegion(0)));
  EXPECT_EQ(getCondition(choice->getRegion(0)), choice->getOperand(0));
}

TEST_F(RegionFlowTest, WhatIsNoConditionOrIsFalseIsNone) {
  parse(R"(
  %r = scf.if %c -> f32 {
    scf.yield %x : f32
  } else {
    scf.yield %y : f32
  }
  scf.index_switch %n
  case 2 { scf.yield }
  default { scf.yield }
  %s = scf.for %i = %0 to %n step %1 iter_args(%a = %c) -> i1 {
    scf.yield %a : i1
  })");
  EXPECT_FALSE(getCondition(get("scf.if")->getRegion(1)));
  for (StringRef name : {"scf.index_switch", "scf.for", "func.func"})
    EXPECT_FALSE(getCondition(get(name)->getRegion(0)));
}
