//===- NestTest.cpp - what fits into a machine ----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Groups/Nest.h"
#include "AnalysisTest.h"
#include "mlir/AsmParser/AsmParser.h"

using namespace ag;
using namespace mlir;

namespace {
constexpr int64_t KiB = 1 << 10, bytesOfFloat = 4;

/// Returns a GPU whose blocks have `kib` KiB of shared memory.
Speed makeGPU(int64_t kib) {
  Speed speed =
      getSpeed(llvm::cantFail(makeMachine({"cuda", "sm_80", {}, {}})));
  speed.block.accumulators = speed.block.tiles = speed.block.whole = kib * KiB;
  return speed;
}

Speed makeCPU(StringRef march) {
  return getSpeed(llvm::cantFail(makeMachine({"cpu", march.str(), {}, {}})));
}

class NestTest : public AnalysisTest {
protected:
  /// Parses the function. `types` are its names of tensor types, and what is
  /// between a type's angle brackets.
  void parseTypes(std::string function,
                  ArrayRef<std::pair<StringRef, std::string>> types) {
    for (const auto &[name, type] : types)
      for (size_t at; (at = function.find(name)) != std::string::npos;)
        function.replace(at, name.size(), "tensor<" + type + ">");
    parse(function);
  }

  /// Parses an attention of 12 heads with 2,048 queries. A causal query sees
  /// the keys up to its own position.
  void parseAttention(int64_t keys, bool isCausal = false,
                      int64_t features = 64) {
    std::string text = R"((%q: !rows, %k: !keys, %v: !keys) -> !rows {
      %s = ag.contract "bhid,bhjd->bhij" %q, %k : !rows, !keys -> !scores
    )";
    text += isCausal ? R"(
      %i = ag.iota 2 : !places
      %j = ag.iota 3 : !places
      %c = ag.compare ge %i, %j : !places, !places -> !mask
      %low = arith.constant dense<0xFF800000> : !scores
      %x = ag.select %c, %s, %low : !mask, !scores, !scores -> !scores
    )"
                     : "%one = arith.constant dense<0.125> : !scores\n"
                       "%x = ag.mul %s, %one : !scores\n";
    text += R"(
      %m = ag.reduce max %x [3] : !scores -> !sums
      %mb = ag.broadcast %m [0, 1, 2] : !sums -> !scores
      %d = ag.sub %x, %mb : !scores
      %e = ag.exp %d : !scores
      %l = ag.reduce sum %e [3] : !scores -> !sums
      %o = ag.contract "bhij,bhjd->bhid" %e, %v : !scores, !keys -> !rows
      %lb = ag.broadcast %l [0, 1, 2] : !sums -> !rows
      %r = ag.div %o, %lb : !rows
      return %r : !rows
    })";
    std::string length = std::to_string(keys),
                width = "x" + std::to_string(features) + "xf32";
    parseTypes(text, {{"!rows", "1x12x2048" + width},
                      {"!keys", "1x12x" + length + width},
                      {"!scores", "1x12x2048x" + length + "xf32"},
                      {"!sums", "1x12x2048xf32"},
                      {"!places", "1x12x2048x" + length + "xi32"},
                      {"!mask", "1x12x2048x" + length + "xi1"}});
  }

  /// Calls `function` with the function's ops as a group.
  template <typename Function> auto withGroup(Function function) {
    ValueRange made = body->getTerminator()->getOperands();
    NestSurroundings around;
    around.results.insert_range(made);
    SharedLoops loops(all, around);
    return function(GroupMembers{loops, all, body->getArguments(), made});
  }

  /// Returns the nest that is chosen for the function as a group.
  NestAttr choose(const Speed &speed) {
    return withGroup([&](const GroupMembers &group) {
      NestChoice choice = chooseNest(group, speed);
      return nameNest(choice.loops, group, StringAttr::get(&context, "any"));
    });
  }
};

/// Returns the tile size of the loop along a dimension of the result.
int64_t tileOf(NestAttr nest, unsigned dim) {
  for (NestLoopAttr loop : nest.getLoops())
    if (loop.getSide() == NestSide::result && loop.getDim() == dim)
      return loop.getTiles().front();
  return 0;
}

/// Expects that the innermost loop's working set fits into a block's memory.
void expectFits(NestAttr nest, const Speed &speed, int64_t allKeys,
                int64_t features = 64) {
  ASSERT_TRUE(nest);
  ASSERT_EQ(nest.getLoops().size(), 3U); // heads, queries, keys
  NestLoopAttr stream = nest.getLoops().back();
  ASSERT_EQ(stream.getKind(), NestLoopKind::stream);
  EXPECT_EQ(tileOf(nest, 1), 1);
  int64_t rows = tileOf(nest, 2), keys = stream.getTiles().front();
  EXPECT_GE(rows, 16);
  EXPECT_GE(keys, std::min<int64_t>(rows, 16));
  // Each row has a sum of values, a sum and a maximum.
  int64_t accumulators = rows * (features + 2) * bytesOfFloat;
  EXPECT_LE(accumulators, speed.block.accumulators);
  // Exponentials overwrite the scores.
  int64_t scores = rows * std::min(keys, allKeys) * bytesOfFloat;
  if (speed.isGPU) {
    EXPECT_LE(accumulators + scores + speed.block.staged * bytesOfFloat,
              speed.block.whole);
    return;
  }
  int64_t operands = (rows + 2 * keys) * features * bytesOfFloat;
  EXPECT_LE(operands + scores, speed.block.tiles);
}

TEST_F(NestTest, AttentionFitsIntoABlockOfAGPU) {
  for (int64_t features : {8, 16, 32, 63, 64, 96, 127, 128, 256})
    for (int64_t keys : {128, 2048})
      for (bool isCausal : {false, true})
        for (int64_t kib : {48, 24}) {
          // Sums over many short tiles have an excess, and 16 rows of 3 times
          // 256 of them are 48 KiB. 32 rows of 128 sums are 16 KiB.
          if (features > 64 && (kib == 24 || (features > 128 && isCausal)))
            continue;
          SCOPED_TRACE(testing::Message() << features << " features, " << keys
                                          << " keys, causal: " << isCausal
                                          << ", " << kib << " KiB");
          parseAttention(keys, isCausal, features);
          expectFits(choose(makeGPU(kib)), makeGPU(kib), keys, features);
        }
}

/// Tiles of more keys than 64 would need an excess for each sum.
TEST_F(NestTest, MostRowsComeBeforeMostKeys) {
  for (auto [features, rows, keys] :
       {std::tuple<int64_t, int64_t, int64_t>{16, 64, 64},
        {64, 64, 64},
        {128, 32, 64},
        {256, 32, 32}}) {
    parseAttention(/*keys=*/2048, /*isCausal=*/false, features);
    NestAttr nest = choose(makeGPU(48));
    ASSERT_TRUE(nest);
    EXPECT_EQ(tileOf(nest, 2), rows) << features << " features";
    EXPECT_EQ(nest.getLoops().back().getTiles().front(), keys)
        << features << " features";
  }
}

/// 256 keys fit in L2. Longer tiles rescale the sums less often.
TEST_F(NestTest, AttentionTakesMoreKeysWhereTheyFit) {
  for (StringRef march : {"x86-64-v3", "x86-64-v4", "haswell", "znver5"}) {
    Speed core = makeCPU(march);
    parseAttention(/*keys=*/2048);
    NestAttr nest = choose(core);
    expectFits(nest, core, /*allKeys=*/2048);
    EXPECT_EQ(nest.getLoops().back().getTiles().front(), 256) << march.str();
  }
}

/// With 128 features, 256 keys and their values alone take 256 KiB.
TEST_F(NestTest, AttentionTakesFewerKeysInASmallL2) {
  parseAttention(/*keys=*/2048, /*isCausal=*/false, /*features=*/128);
  for (auto [march, keys] :
       {std::pair<StringRef, int64_t>{"haswell", 128}, {"x86-64-v3", 256}}) {
    NestAttr nest = choose(makeCPU(march));
    expectFits(nest, makeCPU(march), /*allKeys=*/2048, /*features=*/128);
    EXPECT_EQ(nest.getLoops().back().getTiles().front(), keys) << march.str();
  }
}

/// A core whose L1 holds few sums takes fewer rows.
TEST_F(NestTest, SumsFitIntoTheNearestCache) {
  for (auto [features, rows] :
       {std::pair<int64_t, int64_t>{64, 64}, {126, 64}, {127, 32}, {254, 32}}) {
    parseAttention(/*keys=*/4096, /*isCausal=*/false, features);
    Speed core = makeCPU("x86-64-v3");
    ASSERT_EQ(core.block.accumulators, 32 * KiB);
    NestAttr nest = choose(core);
    ASSERT_TRUE(nest);
    EXPECT_EQ(nest.getLoops().back().getKind(), NestLoopKind::stream);
    EXPECT_EQ(tileOf(nest, 2), rows) << features << " features";
  }
}

/// A layer's hidden values are no stream of few rows, whose products would take
/// longer than to move them.
TEST_F(NestTest, ProductsKeepTheirRows) {
  parseTypes(R"((%x: !rows, %a: !up, %c: !down) -> !rows {
      %0 = ag.contract "bsk,kn->bsn" %x, %a : !rows, !up -> !hidden
      %1 = ag.tanh %0 : !hidden
      %2 = ag.contract "bsn,nk->bsk" %1, %c : !hidden, !down -> !rows
      return %2 : !rows
    })",
             {{"!rows", "8x512x384xf32"},
              {"!hidden", "8x512x1536xf32"},
              {"!up", "384x1536xf32"},
              {"!down", "1536x384xf32"}});
  for (const Speed &speed :
       {makeCPU("x86-64-v3"), makeCPU("x86-64-v4"), makeGPU(48)}) {
    NestAttr nest = choose(speed);
    if (nest && !nest.getLoops().empty())
      EXPECT_NE(nest.getLoops().back().getKind(), NestLoopKind::stream);
  }
}

/// The queries have the tile of rows, wherever they are in the result: behind
/// the heads, before them, or between the heads of the keys and the queries
/// that share one.
TEST_F(NestTest, QueriesHaveTheTileInAnyLayout) {
  struct Layout {
    StringRef scores, values, rows, keys, grid;
    unsigned queries;
  };
  for (const Layout &layout :
       {Layout{"bhid,bhjd->bhij", "bhij,bhjd->bhid", "1x8x1024x64",
               "1x8x1024x64", "1x8x1024", 2},
        Layout{"bihd,bjhd->bhij", "bhij,bjhd->bihd", "1x1024x8x64",
               "1x1024x8x64", "1x8x1024", 1},
        Layout{"bihgd,bjhd->bhgij", "bhgij,bjhd->bihgd", "1x1024x4x2x64",
               "1x1024x4x64", "1x4x2x1024", 1}}) {
    unsigned last = layout.grid.count('x') + 1;
    std::string places = "0, 1, 2" + std::string(last > 3 ? ", 3" : "");
    parseTypes(("(%q: !rows, %k: !keys, %v: !keys) -> !rows {"
                "  %s = ag.contract \"" +
                layout.scores +
                "\" %q, %k : !rows, !keys -> !scores"
                "  %m = ag.reduce max %s [" +
                Twine(last) +
                "] : !scores -> !sums"
                "  %mb = ag.broadcast %m [" +
                places +
                "] : !sums -> !scores"
                "  %d = ag.sub %s, %mb : !scores"
                "  %e = ag.exp %d : !scores"
                "  %l = ag.reduce sum %e [" +
                Twine(last) +
                "] : !scores -> !sums"
                "  %lb = ag.broadcast %l [" +
                places +
                "] : !sums -> !scores"
                "  %p = ag.div %e, %lb : !scores"
                "  %o = ag.contract \"" +
                layout.values +
                "\" %p, %v : !scores, !keys -> !rows"
                "  return %o : !rows }")
                   .str(),
               {{"!rows", layout.rows.str() + "xf32"},
                {"!keys", layout.keys.str() + "xf32"},
                {"!scores", layout.grid.str() + "x1024xf32"},
                {"!sums", layout.grid.str() + "xf32"}});
    NestAttr nest = choose(makeCPU("x86-64-v4"));
    ASSERT_TRUE(nest) << layout.rows.str();
    EXPECT_EQ(tileOf(nest, layout.queries), 64) << layout.rows.str();
  }
}

/// The heads' dimensions of a reshape are in one index of its input, as those
/// of a window are.
TEST_F(NestTest, AReshapeIsNoWindow) {
  parseTypes(R"((%x: !tokens, %w: !weight, %q: !heads, %v: !heads) -> !heads {
      %p = ag.contract "bsk,kn->bsn" %x, %w : !tokens, !weight -> !tokens
      %k = ag.reshape %p : !tokens -> !heads
      %s = ag.contract "bqhd,bkhd->bhqk" %q, %k : !heads, !heads -> !scores
      %e = ag.exp %s : !scores
      %o = ag.contract "bhqk,bkhd->bqhd" %e, %v : !scores, !heads -> !heads
      return %o : !heads
    })",
             {{"!tokens", "8x512x384xf32"},
              {"!weight", "384x384xf32"},
              {"!heads", "8x512x12x32xf32"},
              {"!scores", "8x12x512x512xf32"}});
  NestAttr nest = choose(makeCPU("x86-64-v4"));
  ASSERT_TRUE(nest);
  EXPECT_FALSE(nest.getLoops().empty());
}

/// All scores of a sequence grow with the square of its length, and what the
/// layer reads and makes does not.
TEST_F(NestTest, ScoresOfASequenceAreNotHeld) {
  parseTypes(R"((%x: !tokens {ag.dims = ["b", "s", 64]}, %w: !weight) -> !tokens
        attributes {ag.ranges = {b = [1, 32], s = [1, 512]}} {
      %c0 = arith.constant 0 : index
      %c1 = arith.constant 1 : index
      %b = tensor.dim %x, %c0 : !tokens
      %n = tensor.dim %x, %c1 : !tokens
      %p = ag.contract "bsk,kn->bsn" %x, %w : !tokens, !weight -> !tokens
      %k = ag.reshape %p (%b, %n) : !tokens -> !heads
      %s = ag.contract "bqhd,bkhd->bhqk" %k, %k : !heads, !heads -> !scores
      %e = ag.exp %s : !scores
      %o = ag.contract "bhqk,bkhd->bqhd" %e, %k : !scores, !heads -> !heads
      %r = ag.reshape %o (%b, %n) : !heads -> !tokens
      %y = ag.contract "bsk,kn->bsn" %r, %w : !tokens, !weight -> !tokens
      return %y : !tokens
    })",
             {{"!tokens", "?x?x64xf32"},
              {"!weight", "64x64xf32"},
              {"!heads", "?x?x2x32xf32"},
              {"!scores", "?x2x?x?xf32"}});
  for (StringRef march : {"x86-64-v3", "x86-64-v4"}) {
    GroupReason refusal = withGroup([&](const GroupMembers &group) {
      return chooseNest(group, makeCPU(march)).refusal;
    });
    EXPECT_EQ(refusal.kind, GroupReason::Tile)
        << march.str() << ": " << refusal.text;
  }
}

/// A softmax along rows has tiles of columns. One full tile and a rest would be
/// no loop.
TEST_F(NestTest, ColumnsAreNoLoopOfOneTileAndARest) {
  for (auto [columns, tile] :
       {std::pair<int64_t, int64_t>{64, 64}, {65, 32}, {127, 32}, {128, 64}}) {
    parseTypes(R"((%x: !rows) -> !rows {
      %m = ag.reduce max %x [0] : !rows -> !sums
      %mb = ag.broadcast %m [1] : !sums -> !rows
      %d = ag.sub %x, %mb : !rows
      %e = ag.exp %d : !rows
      %l = ag.reduce sum %e [0] : !rows -> !sums
      %lb = ag.broadcast %l [1] : !sums -> !rows
      %r = ag.div %e, %lb : !rows
      return %r : !rows
    })",
               {{"!rows", "100x" + std::to_string(columns) + "xf32"},
                {"!sums", std::to_string(columns) + "xf32"}});
    NestAttr nest = choose(makeCPU("x86-64-v4"));
    ASSERT_TRUE(nest);
    EXPECT_EQ(tileOf(nest, 1), tile) << columns << " columns";
  }
}

//===----------------------------------------------------------------------===//
// Nests of a GPU
//===----------------------------------------------------------------------===//

/// The maximum reduces an outside value: its loop over the columns has a number
/// of its own, for which there is no extent.
TEST_F(NestTest, RowsOfABlockAreCountedByTheirColumns) {
  Speed gpu = getSpeed(llvm::cantFail(makeMachine({"cuda", "sm_80", {}, {}})));
  for (auto [columns, rows] :
       {std::pair<int64_t, int64_t>{70, 8}, {300, 2}, {5000, 1}}) {
    parseTypes(R"((%x: !rows) -> !rows {
      %m = ag.reduce max %x [1] : !rows -> !sums
      %mb = ag.broadcast %m [0] : !sums -> !rows
      %d = ag.sub %x, %mb : !rows
      %e = ag.exp %d : !rows
      %l = ag.reduce sum %e [1] : !rows -> !sums
      %lb = ag.broadcast %l [0] : !sums -> !rows
      %r = ag.div %e, %lb : !rows
      return %r : !rows
    })",
               {{"!rows", "512x" + std::to_string(columns) + "xf32"},
                {"!sums", "512xf32"}});
    NestAttr nest = choose(gpu);
    ASSERT_TRUE(nest);
    EXPECT_EQ(tileOf(nest, 0), rows) << columns << " columns";
  }
}

TEST_F(NestTest, ALoopHasFourTileSizes) {
  const char *const text =
      "#ag.nest<\"sm_90\" loops [<parallel result 0 dim 2 by [128, 64, 16, 4]>,"
      " <stream operand 1 dim 2 by [128, 64, 32, 8]>] target "
      "{stages = 3 : i64, warps = 8 : i64}>";
  auto nest = dyn_cast_or_null<NestAttr>(parseAttribute(text, &context));
  ASSERT_TRUE(nest);
  EXPECT_EQ(nest.getLoops().front().getTiles(),
            ArrayRef<int64_t>({128, 64, 16, 4}));
  EXPECT_EQ(nest.getLoops().back().getKind(), NestLoopKind::stream);
  EXPECT_EQ(nest.getLoops().back().getTiles(),
            ArrayRef<int64_t>({128, 64, 32, 8}));
  EXPECT_EQ(cast<IntegerAttr>(nest.getTarget().get("stages")).getInt(), 3);
  EXPECT_EQ(cast<IntegerAttr>(nest.getTarget().get("warps")).getInt(), 8);
  std::string printed;
  llvm::raw_string_ostream(printed) << nest;
  EXPECT_EQ(parseAttribute(printed, &context), nest) << printed;
  // The CPU's scheduler supports one tile size, and no stages.
  parseAttention(/*keys=*/2048);
  std::string error = withGroup([&](const GroupMembers &group) {
    return llvm::toString(readNest(nest, group).takeError());
  });
  EXPECT_EQ(error, "no machine reads the `target` of a nest");
}
} // namespace
