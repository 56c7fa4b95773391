//===- LevelsTest.cpp - where a group's values are ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Groups/Levels.h"
#include "AnalysisTest.h"
#include "llvm/ADT/StringExtras.h"

using namespace ag;
using namespace mlir;

namespace {
class LevelsTest : public AnalysisTest {
protected:
  /// Returns the edges of the function's group whose values are complete in
  /// memory, as "exp -> mul". `around` is the group's nest, along dimensions of
  /// its first result. The text begins with "all" if no value between ops is
  /// kept in parts.
  std::string findWhole(StringRef function, ArrayRef<NestLoop> around = {}) {
    parse(function);
    ValueRange made = body->getTerminator()->getOperands();
    NestSurroundings surroundings;
    surroundings.results.insert_range(made);
    SharedLoops loops(all, surroundings);
    SmallVector<NestLoop> nest;
    for (NestLoop loop : around)
      nest.push_back(
          {*loops.getDimensions().dimensionOf(made[0], loop.dimension),
           loop.tile});
    Speed speed =
        getSpeed(llvm::cantFail(makeMachine({"cpu", "x86-64-v3", {}, {}})));
    GroupLevels levels = findLevels(loops, nest, speed);
    SmallVector<std::string> whole;
    if (levels.areWhole())
      whole.push_back("all");
    for (const WholeValue &value : levels.whole)
      whole.push_back((nameOf(value.producer) + " -> " + nameOf(value.reader)));
    return llvm::join(whole, ", ");
  }

private:
  static std::string nameOf(Operation *op) {
    return op->getName().stripDialect().str();
  }
};

TEST_F(LevelsTest, ElementwiseOpsAreInRegisters) {
  EXPECT_EQ(findWhole(R"((%x: tensor<8x16xf32>) -> tensor<16x1xf32> {
    %e = ag.exp %x : tensor<8x16xf32>
    %t = ag.tanh %e : tensor<8x16xf32>
    %s = ag.reduce sum %t [0] : tensor<8x16xf32> -> tensor<16xf32>
    %y = ag.reshape %s : tensor<16xf32> -> tensor<16x1xf32>
    return %y : tensor<16x1xf32>
  })"),
            "");
}

TEST_F(LevelsTest, SeveralReadersComputeWhatIsCheap) {
  constexpr StringLiteral program = R"((%x: tensor<8x16xf32>)
      -> (tensor<8xf32>, tensor<16xf32>) {
    %e = ag.$0 %x$1 : tensor<8x16xf32>
    %s = ag.reduce sum %e [1] : tensor<8x16xf32> -> tensor<8xf32>
    %t = ag.reduce max %e [0] : tensor<8x16xf32> -> tensor<16xf32>
    return %s, %t : tensor<8xf32>, tensor<16xf32>
  })";
  auto with = [&](StringRef op) {
    std::string text = program.str();
    text.replace(text.find("$0"), 2, op);
    text.replace(text.find("$1"), 2, op == "mul" ? ", %x" : "");
    return text;
  };
  EXPECT_EQ(findWhole(with("neg")), "");
  EXPECT_EQ(findWhole(with("exp")), "all, exp -> reduce, exp -> reduce");
}

TEST_F(LevelsTest, ReductionsReadHowLongTheyAre) {
  EXPECT_EQ(findWhole(R"(() -> tensor<8xf32> {
    %i = ag.iota 1 : tensor<8x16xi32>
    %f = ag.cast %i : tensor<8x16xi32> -> tensor<8x16xf32>
    %s = ag.reduce sum %f [1] : tensor<8x16xf32> -> tensor<8xf32>
    return %s : tensor<8xf32>
  })"),
            "iota -> cast");
  // Another operand has the reduction's length.
  EXPECT_EQ(findWhole(R"((%x: tensor<16xf32>) -> tensor<8xf32> {
    %i = ag.iota 1 : tensor<8x16xi32>
    %f = ag.cast %i : tensor<8x16xi32> -> tensor<8x16xf32>
    %b = ag.broadcast %x [1] : tensor<16xf32> -> tensor<8x16xf32>
    %m = ag.add %b, %f : tensor<8x16xf32>
    %s = ag.reduce sum %m [1] : tensor<8x16xf32> -> tensor<8xf32>
    return %s : tensor<8xf32>
  })"),
            "");
}

TEST_F(LevelsTest, OneLoopHoldsTheSumsOfOneProduct) {
  constexpr StringLiteral products = R"(
    %a = ag.contract "ik,kj->ij" %x, %v
       : tensor<8x9xf32>, tensor<9x16xf32> -> tensor<8x16xf32>
    %b = ag.contract "ik,kj->ij" %x, %w
       : tensor<8x9xf32>, tensor<9x16xf32> -> tensor<8x16xf32>
  )";
  std::string head = "(%x: tensor<8x9xf32>, %v: tensor<9x16xf32>, "
                     "%w: tensor<9x16xf32>) -> tensor<8x16xf32> {";
  EXPECT_EQ(findWhole(head + products.str() + R"(
    %s = ag.add %a, %b : tensor<8x16xf32>
    %y = ag.tanh %s : tensor<8x16xf32>
    return %y : tensor<8x16xf32>
  })"),
            "contract -> add");
  // A product that reads a constant offset is not tiled as a contraction.
  EXPECT_EQ(findWhole(R"((%x: tensor<1x9xf32>, %v: tensor<9x16xf32>,
                          %o: tensor<1x16xf32>) -> tensor<1x16xf32> {
    %a = linalg.generic {
      indexing_maps = [affine_map<(i, j, k) -> (0, k)>,
                       affine_map<(i, j, k) -> (k, j)>,
                       affine_map<(i, j, k) -> (i, j)>],
      iterator_types = ["parallel", "parallel", "reduction"]
    } ins(%x, %v : tensor<1x9xf32>, tensor<9x16xf32>)
      outs(%o : tensor<1x16xf32>) {
    ^bb0(%b: f32, %c: f32, %d: f32):
      %p = arith.mulf %b, %c : f32
      %s = arith.addf %d, %p : f32
      linalg.yield %s : f32
    } -> tensor<1x16xf32>
    %y = ag.tanh %a : tensor<1x16xf32>
    return %y : tensor<1x16xf32>
  })"),
            "all, generic -> tanh");
  // A contraction that is read transposed is computed before its reader.
  EXPECT_EQ(findWhole(R"((%x: tensor<8x9xf32>, %v: tensor<9x8xf32>)
      -> tensor<8x8xf32> {
    %a = ag.contract "ik,kj->ij" %x, %v
       : tensor<8x9xf32>, tensor<9x8xf32> -> tensor<8x8xf32>
    %t = ag.transpose %a [1, 0] : tensor<8x8xf32>
    %y = ag.tanh %t : tensor<8x8xf32>
    return %y : tensor<8x8xf32>
  })"),
            "all, contract -> tanh, transpose -> transpose");
}

TEST_F(LevelsTest, TilesOfProductsHaveColumnsAndFewTerms) {
  auto product = [](StringRef terms, StringRef columns, StringRef op) {
    std::string text = R"((%x: tensor<8x$kxf32>, %v: tensor<$kx$nxf32>,
        %b: tensor<8x$nxf32>) -> tensor<8x$nxf32> {
      %a = ag.contract "ik,kj->ij" %x, %v
         : tensor<8x$kxf32>, tensor<$kx$nxf32> -> tensor<8x$nxf32>
      %y = ag.$op %a, %b : tensor<8x$nxf32>
      return %y : tensor<8x$nxf32>
    })";
    for (auto [name, value] : {std::pair<StringRef, StringRef>{"$k", terms},
                               {"$n", columns},
                               {"$op", op}})
      for (size_t at; (at = text.find(name)) != std::string::npos;)
        text.replace(at, name.size(), value);
    return text;
  };
  EXPECT_EQ(findWhole(product("64", "16", "add")), "");
  EXPECT_EQ(findWhole(product("64", "?", "add")), "");
  EXPECT_EQ(findWhole(product("64", "3", "add")), "all, contract -> add");
  EXPECT_EQ(findWhole(product("9001", "16", "add")), "all, contract -> add");
}

TEST_F(LevelsTest, ANestHasTiles) {
  constexpr StringLiteral program =
      R"((%x: tensor<64x9xf32>, %v: tensor<9x16xf32>,
      %w: tensor<16x9xf32>) -> tensor<64x9xf32> {
    %i = ag.iota 1 : tensor<64x16xi32>
    %f = ag.cast %i : tensor<64x16xi32> -> tensor<64x16xf32>
    %a = ag.contract "ik,kj->ij" %x, %v
       : tensor<64x9xf32>, tensor<9x16xf32> -> tensor<64x16xf32>
    %e = ag.mul %a, %f : tensor<64x16xf32>
    %y = ag.contract "ij,jk->ik" %e, %w
       : tensor<64x16xf32>, tensor<16x9xf32> -> tensor<64x9xf32>
    return %y : tensor<64x9xf32>
  })";
  EXPECT_EQ(findWhole(program), "mul -> contract");
  // Loop-invariant values are computed before the loop.
  EXPECT_EQ(findWhole(program, {{0, 16}}), "cast -> mul");
  // A loop with only one tile is dropped.
  EXPECT_EQ(findWhole(program, {{0, 64}}), "mul -> contract");
  EXPECT_EQ(findWhole(program, {{0, 48}}), "mul -> contract");
}

TEST_F(LevelsTest, RowsOfReductionsAreShared) {
  auto softmax = [](StringRef rows) {
    std::string text = R"((%x: tensor<$x16xf32>) -> tensor<$x16xf32> {
      %e = ag.exp %x : tensor<$x16xf32>
      %s = ag.reduce sum %e [1] : tensor<$x16xf32> -> tensor<$xf32>
      %b = ag.broadcast %s [0] : tensor<$xf32> -> tensor<$x16xf32>
      %y = ag.div %e, %b : tensor<$x16xf32>
      return %y : tensor<$x16xf32>
    })";
    for (size_t at; (at = text.find('$')) != std::string::npos;)
      text.replace(at, 1, rows);
    return text;
  };
  EXPECT_EQ(findWhole(softmax("8")), "");
  // A softmax of one row has no other rows to loop over.
  EXPECT_EQ(findWhole(softmax("1")),
            "all, exp -> reduce, exp -> div, reduce -> div");
  // A sum over columns needs all rows.
  EXPECT_EQ(findWhole(R"((%x: tensor<8x16xf32>) -> tensor<16xf32> {
    %s = ag.reduce sum %x [0] : tensor<8x16xf32> -> tensor<16xf32>
    %y = ag.sqrt %s : tensor<16xf32>
    return %y : tensor<16xf32>
  })"),
            "all, reduce -> sqrt");
  // Both readers of a row's sum recompute the cheap negation.
  constexpr StringLiteral through = R"((%x: tensor<8x8xf32>)
      -> tensor<8x8xf32> {
    %s = ag.reduce sum %x [1] : tensor<8x8xf32> -> tensor<8xf32>
    %n = ag.neg %s : tensor<8xf32>
    %b = ag.broadcast %n [0] : tensor<8xf32> -> tensor<8x8xf32>
    %d = ag.add %x, %b : tensor<8x8xf32>
    %e = ag.exp %d : tensor<8x8xf32>
    %t = ag.reduce sum %e [1] : tensor<8x8xf32> -> tensor<8xf32>
    %c = ag.broadcast %t [0] : tensor<8xf32> -> tensor<8x8xf32>
    %f = ag.broadcast %n [$] : tensor<8xf32> -> tensor<8x8xf32>
    %g = ag.mul %c, %f : tensor<8x8xf32>
    %y = ag.div %e, %g : tensor<8x8xf32>
    return %y : tensor<8x8xf32>
  })";
  auto along = [&](StringRef dimension) {
    std::string text = through.str();
    return text.replace(text.find('$'), 1, dimension);
  };
  EXPECT_EQ(findWhole(along("0")), "");
  // A row of %f needs the sums of all rows.
  EXPECT_EQ(findWhole(along("1")), "reduce -> neg");
}

TEST_F(LevelsTest, OpsOfSeveralResultsShareNoRows) {
  EXPECT_EQ(findWhole(R"((%x: tensor<8x16xf32>) -> tensor<8x16xf32> {
    %o = tensor.empty() : tensor<8x16xf32>
    %e:2 = linalg.generic {
      indexing_maps = [affine_map<(i, j) -> (i, j)>,
                       affine_map<(i, j) -> (i, j)>,
                       affine_map<(i, j) -> (i, j)>],
      iterator_types = ["parallel", "parallel"]
    } ins(%x : tensor<8x16xf32>)
      outs(%o, %o : tensor<8x16xf32>, tensor<8x16xf32>) {
    ^bb0(%a: f32, %b: f32, %c: f32):
      %f = math.exp %a : f32
      %n = arith.negf %a : f32
      linalg.yield %f, %n : f32, f32
    } -> (tensor<8x16xf32>, tensor<8x16xf32>)
    %s = ag.reduce sum %e#0 [1] : tensor<8x16xf32> -> tensor<8xf32>
    %b = ag.broadcast %s [0] : tensor<8xf32> -> tensor<8x16xf32>
    %y = ag.div %e#1, %b : tensor<8x16xf32>
    return %y : tensor<8x16xf32>
  })"),
            "generic -> reduce, generic -> div");
}

TEST_F(LevelsTest, ALoopIsNoLongerThanRegistersHold) {
  std::string text = "(%x0: tensor<8xf32>) -> tensor<8xf32> {\n";
  constexpr int ops = 40;
  for (int op = 0; op < ops; ++op)
    text += "%x" + std::to_string(op + 1) + " = ag.tanh %x" +
            std::to_string(op) + " : tensor<8xf32>\n";
  text += "return %x" + std::to_string(ops) + " : tensor<8xf32> }";
  EXPECT_EQ(findWhole(text), "tanh -> tanh");
}
} // namespace
