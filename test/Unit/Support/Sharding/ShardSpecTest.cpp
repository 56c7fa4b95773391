//===- ShardSpecTest.cpp - tests of the notation of shardings -------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Sharding/ShardSpec.h"
#include "Outcome.h"
#include "gtest/gtest.h"

using namespace ag;

namespace {
/// Parses a SPEC and spells it.
std::string read(llvm::StringRef text) {
  return spell(valueOf(parseShardSpec(text)));
}

/// Returns the error, without the list of items that must end it.
std::string refusal(llvm::StringRef text) {
  std::string message = messageOf(parseShardSpec(text));
  llvm::StringRef rest = message;
  EXPECT_TRUE(rest.consume_back(
      "; the items are dpN, tpN, epN, fsdpN (for dpN,zero3), NAME=N (an axis "
      "without a role), zero1, zero2 or zero3 (beside dp), sp (beside tp) and "
      "@FILE.json"))
      << message;
  return rest.str();
}
} // namespace

TEST(ShardSpec, AxesAreInOrderWithTheirRoles) {
  ShardSpec spec = valueOf(parseShardSpec("tp4,x_1=3,dp2,ep1"));
  EXPECT_EQ(spec.axes, std::vector<ShardAxis>({{"tp", 4, ShardRole::Tensor},
                                               {"x_1", 3, ShardRole::None},
                                               {"dp", 2, ShardRole::Data},
                                               {"ep", 1, ShardRole::Expert}}));
  EXPECT_EQ(spec.zero, 0u);
  EXPECT_FALSE(spec.sequence);
  EXPECT_EQ(spec.file, std::nullopt);
}

TEST(ShardSpec, FlagsStandAnywhereBesideTheirAxes) {
  ShardSpec spec = valueOf(parseShardSpec("zero2,sp,dp2,tp4"));
  EXPECT_EQ(spec.zero, 2u);
  EXPECT_TRUE(spec.sequence);
  EXPECT_EQ(valueOf(parseShardSpec("dp1,zero1")).zero, 1u);
  EXPECT_EQ(valueOf(parseShardSpec("dp2,zero3")),
            valueOf(parseShardSpec("fsdp2")));
}

TEST(ShardSpec, AFileStandsAloneOrBesideAxes) {
  ShardSpec alone = valueOf(parseShardSpec("@plan.json"));
  EXPECT_EQ(alone.file, "plan.json");
  EXPECT_TRUE(alone.axes.empty());
  ShardSpec beside = valueOf(parseShardSpec("@a b/=@.json,dp2"));
  EXPECT_EQ(beside.file, "a b/=@.json");
  EXPECT_EQ(beside.axes.size(), 1u);
}

TEST(ShardSpec, IsSpelledAsItIsRead) {
  EXPECT_EQ(read("dp2"), "dp2");
  EXPECT_EQ(read("sp,@f.json,zero1,tp04,dp2,q=3"),
            "tp4,dp2,q=3,zero1,sp,@f.json");
  EXPECT_EQ(read("fsdp4"), "dp4,zero3");
  EXPECT_EQ(read("pp=2,dp65536=1"), "pp=2,dp65536=1");
}

TEST(ShardSpec, WhatIsNoItemIsRefused) {
  EXPECT_EQ(refusal(""), "no items");
  EXPECT_EQ(refusal("dp2,,tp2"), "'dp2,,tp2': item 2 is empty");
  EXPECT_EQ(refusal("dp2,"), "'dp2,': item 2 is empty");
  EXPECT_EQ(refusal(",dp2"), "',dp2': item 1 is empty");
  EXPECT_EQ(refusal("dp2,pp2"), "'pp2': is no item");
  EXPECT_EQ(refusal("dp2, tp2"), "' tp2': is no item");
  EXPECT_EQ(refusal("DP2"), "'DP2': is no item");
  EXPECT_EQ(refusal("4"), "'4': is no item");
  EXPECT_EQ(refusal("dp2,zero4"), "'zero4': is no item");
  EXPECT_EQ(refusal("dp2,zero0"), "'zero0': is no item");
  EXPECT_EQ(refusal("tp2,sp2"), "'sp2': is no item");
  EXPECT_EQ(refusal("@"), "'@': expected a file's path behind @");
  EXPECT_EQ(refusal("@a,@b"), "'@b': there is '@a' already");
}

TEST(ShardSpec, SizesAreDigitsOf1OrMore) {
  EXPECT_EQ(refusal("dp0"), "'dp0': expected 1 or more ranks");
  EXPECT_EQ(refusal("x=0"), "'x=0': expected 1 or more ranks");
  EXPECT_EQ(refusal("dp"),
            "'dp': expected how many ranks 'dp' has, as digits, not ''");
  EXPECT_EQ(refusal("dp-2"),
            "'dp-2': expected how many ranks 'dp' has, as digits, not '-2'");
  EXPECT_EQ(refusal("tp2x"),
            "'tp2x': expected how many ranks 'tp' has, as digits, not '2x'");
  EXPECT_EQ(refusal("x="),
            "'x=': expected how many ranks 'x' has, as digits, not ''");
  EXPECT_EQ(refusal("x=+2"),
            "'x=+2': expected how many ranks 'x' has, as digits, not '+2'");
  EXPECT_EQ(refusal("x=2=3"),
            "'x=2=3': expected how many ranks 'x' has, as digits, not '2=3'");
}

TEST(ShardSpec, MeshesHaveAtMost65536Ranks) {
  EXPECT_EQ(read("dp256,tp256,x=1"), "dp256,tp256,x=1");
  EXPECT_EQ(refusal("dp65537"), "'dp65537': a mesh of more than 65536 ranks");
  EXPECT_EQ(refusal("dp256,tp256,x=2"),
            "'x=2': a mesh of more than 65536 ranks");
  EXPECT_EQ(refusal("dp2,tp9223372036854775807"),
            "'tp9223372036854775807': a mesh of more than 65536 ranks");
  EXPECT_EQ(refusal("tp18446744073709551617"),
            "'tp18446744073709551617': a mesh of more than 65536 ranks");
}

TEST(ShardSpec, AnAxisStandsOnce) {
  EXPECT_EQ(refusal("dp2,tp2,dp2"), "'dp2': there is an axis 'dp' already");
  EXPECT_EQ(refusal("x=2,x=3"), "'x=3': there is an axis 'x' already");
  EXPECT_EQ(refusal("dp2,fsdp2"), "'fsdp2': there is an axis 'dp' already");
  EXPECT_EQ(refusal("fsdp2,dp2"), "'dp2': there is an axis 'dp' already");
}

TEST(ShardSpec, NamesOfAxesAreIdentifiersAndNoItems) {
  constexpr llvm::StringLiteral noName =
      ": expected a name in front of =, of letters, digits and _, which begins "
      "with no digit";
  EXPECT_EQ(refusal("=2"), "'=2'" + noName.str());
  EXPECT_EQ(refusal("2x=2"), "'2x=2'" + noName.str());
  EXPECT_EQ(refusal("x-y=2"), "'x-y=2'" + noName.str());
  EXPECT_EQ(refusal("\xc3\xa9=2"), "'\xc3\xa9=2'" + noName.str());
  for (std::string name :
       {"dp", "tp", "ep", "fsdp", "zero", "zero1", "zero2", "zero3", "sp"}) {
    std::string item = name + "=2";
    EXPECT_EQ(refusal(item), "'" + item +
                                 "': an axis without a role can't "
                                 "have the name of an item");
  }
}

TEST(ShardSpec, FlagsWithoutTheirAxesAreRefused) {
  EXPECT_EQ(refusal("zero1"), "'zero1': expected dpN beside it");
  EXPECT_EQ(refusal("tp2,zero3"), "'zero3': expected dpN beside it");
  EXPECT_EQ(refusal("@f.json,zero2"), "'zero2': expected dpN beside it");
  EXPECT_EQ(refusal("sp"), "'sp': expected tpN beside it");
  EXPECT_EQ(refusal("fsdp2,sp"), "'sp': expected tpN beside it");
}

TEST(ShardSpec, FlagsStandOnce) {
  EXPECT_EQ(refusal("dp2,zero1,zero2"),
            "'zero2': 'zero1' says already what dp splits");
  EXPECT_EQ(refusal("dp2,zero1,zero1"),
            "'zero1': 'zero1' says already what dp splits");
  EXPECT_EQ(refusal("fsdp2,zero3"),
            "'zero3': 'fsdp2' says already what dp splits");
  EXPECT_EQ(refusal("zero1,fsdp2"),
            "'fsdp2': 'zero1' says already what dp splits");
  EXPECT_EQ(refusal("tp2,sp,sp"), "'sp': stands there twice");
}
