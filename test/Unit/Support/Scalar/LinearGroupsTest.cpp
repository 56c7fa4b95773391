//===- LinearGroupsTest.cpp - how partial values go through ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Scalar/LinearGroups.h"
#include "gtest/gtest.h"
#include <functional>

using namespace ag;
using Type = ScalarType;
using P = Primitive;

namespace {
using Formula = std::function<Expr(llvm::ArrayRef<Expr>)>;
using LinearFormulas = std::function<std::vector<Expr>(llvm::ArrayRef<Expr>)>;

/// Spells the groups of a program: "ac bc" for {0, 2} and {1, 2}.
std::string groupsOf(const ScalarProgram &program, P combiner) {
  std::string text;
  for (const LinearGroup &group : findLinearGroups(program, combiner)) {
    text += text.empty() ? "" : " ";
    for (unsigned input : group.inputs)
      text += static_cast<char>('a' + input);
  }
  return text;
}

std::string groups(P combiner, llvm::ArrayRef<Type> types, const Formula &of) {
  ScalarProgram program;
  llvm::SmallVector<Expr> inputs;
  for (Type type : types)
    inputs.push_back(program.input(type));
  program.yield(of(inputs));
  return groupsOf(program, combiner);
}

std::string sums(const Formula &of, Type type = Type::F32) {
  return groups(P::Add, {type, type, type, type}, of);
}
std::string products(const Formula &of, Type type = Type::F32) {
  return groups(P::Mul, {type, type, type}, of);
}
std::string maxima(const Formula &of, Type type = Type::F32) {
  return groups(P::Max, {type, type, type}, of);
}

/// Spells the groups with the results of each one: "a:0 b:01".
std::string withResults(const LinearFormulas &of) {
  ScalarProgram program;
  llvm::SmallVector<Expr> inputs;
  for (unsigned k = 0; k < 3; ++k)
    inputs.push_back(program.input(Type::F32));
  for (Expr result : of(inputs))
    program.yield(result);
  std::string text;
  for (const LinearGroup &group : findLinearGroups(program, P::Add)) {
    text += text.empty() ? "" : " ";
    for (unsigned input : group.inputs)
      text += static_cast<char>('a' + input);
    text += ':';
    for (unsigned result : group.results)
      text += std::to_string(result);
  }
  return text;
}

std::string castGroups(P combiner, Type from, Type to) {
  return groups(combiner, {from},
                [&](auto x) { return x[0].program->cast(x[0], to); });
}

Expr fma(Expr a, Expr b, Expr c) { return a.program->apply(P::Fma, {a, b, c}); }
Expr isPositive(Expr x) {
  return compare(P::Gt, x, x.program->constant(0, x.type()));
}
Expr number(Expr beside, double value) {
  return beside.program->constant(value, beside.type());
}
} // namespace

TEST(LinearGroups, OfSumsAreJoint) {
  for (Type type : {Type::F32, Type::I8, Type::UI64}) {
    EXPECT_EQ(sums([](auto x) { return x[0] + x[1]; }, type), "ab");
    EXPECT_EQ(sums([](auto x) { return x[2] - x[0]; }, type), "ac");
    EXPECT_EQ(sums([](auto x) { return -(x[0] + x[1] - x[2]); }, type), "abc");
    EXPECT_EQ(sums([](auto x) { return x[1]; }, type), "b");
  }
}

TEST(LinearGroups, AWholeAddendIsCountedOnEachRank) {
  EXPECT_EQ(sums([](auto x) { return x[0] + 1.0; }), "");
  EXPECT_EQ(sums([](auto x) { return 1.0 - x[0]; }), "");
  EXPECT_EQ(sums([](auto x) { return x[0] + exp(x[1]); }), "");
  EXPECT_EQ(sums([](auto x) { return x[0] + 0.0; }), "a");
  EXPECT_EQ(sums([](auto x) { return -0.0 - x[0]; }), "a");
  EXPECT_EQ(
      sums([](auto x) { return x[0] + x[0].program->index(0); }, Type::I64),
      "");
}

TEST(LinearGroups, OfProductsAreTheFactorsAlone) {
  for (Type type : {Type::F32, Type::I32}) {
    EXPECT_EQ(sums([](auto x) { return x[0] * x[1]; }, type), "a b");
    EXPECT_EQ(sums([](auto x) { return x[0] * x[1] * x[2]; }, type), "a b c");
    EXPECT_EQ(sums([](auto x) { return x[0] * x[0]; }, type), "");
    EXPECT_EQ(sums([](auto x) { return x[0] * 3.0; }, type), "a");
    EXPECT_EQ(sums([](auto x) { return x[0] * (x[0] + x[1]); }, type), "");
  }
  EXPECT_EQ(sums([](auto x) { return x[0] * exp(x[1]); }), "a");
  EXPECT_EQ(
      sums([](auto x) { return x[0] * x[0].program->index(0); }, Type::I64),
      "a");
}

TEST(LinearGroups, OfQuotientsAreTheNumeratorOfFloats) {
  EXPECT_EQ(sums([](auto x) { return x[0] / x[1]; }), "a");
  EXPECT_EQ(sums([](auto x) { return 1.0 / x[1]; }), "");
  EXPECT_EQ(sums([](auto x) { return (x[0] - x[1]) / x[2]; }), "ab");
  EXPECT_EQ(sums([](auto x) { return x[0] / x[1]; }, Type::I32), "");
}

TEST(LinearGroups, JoinWhatIsAdded) {
  EXPECT_EQ(sums([](auto x) { return x[0] * x[1] + x[2]; }), "ac bc");
  EXPECT_EQ(sums([](auto x) { return fma(x[0], x[1], x[2]); }), "ac bc");
  EXPECT_EQ(sums([](auto x) { return fma(x[0], x[1], number(x[0], 0)); }),
            "a b");
  EXPECT_EQ(sums([](auto x) { return fma(x[0], x[1], number(x[0], 1)); }), "");
  EXPECT_EQ(sums([](auto x) { return fma(x[0], x[0], x[1]); }), "");
  // In a rotation, each factor of one product pairs with each of the other.
  EXPECT_EQ(sums([](auto x) { return x[0] * x[1] + x[2] * x[3]; }),
            "ac ad bc bd");
  EXPECT_EQ(sums([](auto x) { return x[0] * x[1] + x[0] * x[2]; }), "a bc");
}

TEST(LinearGroups, HaveNoOtherInThem) {
  // {a, b} is also a group, but it contains {b}. {a} alone is not one.
  EXPECT_EQ(sums([](auto x) { return x[1] + 0.0 * x[0]; }), "b");
}

TEST(LinearGroups, OfSelectsAreBothValues) {
  auto mask = [](auto of) {
    return groups(P::Add, {Type::I1, Type::F32, Type::F32}, of);
  };
  EXPECT_EQ(mask([](auto x) { return select(x[0], x[1], x[2]); }), "bc");
  EXPECT_EQ(mask([](auto x) { return select(x[0], x[1], number(x[1], 0)); }),
            "b");
  EXPECT_EQ(mask([](auto x) { return select(x[0], number(x[1], 0), x[1]); }),
            "b");
  EXPECT_EQ(mask([](auto x) { return select(x[0], x[1], number(x[1], 1)); }),
            "");
  EXPECT_EQ(mask([](auto x) { return select(x[0], x[1], number(x[1], -1e9)); }),
            "");
  double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(
      mask([&](auto x) { return select(x[0], x[1], number(x[1], -infinity)); }),
      "b");
  EXPECT_EQ(mask([](auto x) {
              return select(isPositive(x[1]), x[2], number(x[1], 0));
            }),
            "c");
  EXPECT_EQ(mask([](auto x) { return select(isPositive(x[1]), x[1], x[2]); }),
            "");
}

TEST(LinearGroups, OfShiftsAreTheLeftOnes) {
  EXPECT_EQ(sums([](auto x) { return x[0] << x[1]; }, Type::I16), "a");
  EXPECT_EQ(sums([](auto x) { return x[0] >> x[1]; }, Type::UI16), "");
  EXPECT_EQ(sums([](auto x) { return x[0] ^ x[1]; }, Type::UI16), "");
}

TEST(LinearGroups, EndAtOtherFunctions) {
  EXPECT_EQ(sums([](auto x) { return max(x[0], x[1]); }), "");
  EXPECT_EQ(sums([](auto x) { return max(x[0], x[0]); }), "");
  EXPECT_EQ(sums([](auto x) { return abs(x[0]); }), "");
  EXPECT_EQ(sums([](auto x) { return floor(x[0]); }), "");
  EXPECT_EQ(sums([](auto x) {
              return x[0].program->apply(P::CopySign, {x[0], x[1]});
            }),
            "");
  EXPECT_EQ(
      sums([](auto x) { return x[0].program->apply(P::Rem, {x[0], x[1]}); }),
      "");
  EXPECT_EQ(sums([](auto x) { return pow(x[0], 1.0); }), "");
  EXPECT_EQ(sums([](auto x) { return exp(x[0]) * x[1]; }), "b");
}

TEST(LinearGroups, SumsWrapAndRoundAsTheirTypesDo) {
  auto is = [](Type from, Type to) {
    return castGroups(P::Add, from, to) == "a";
  };
  EXPECT_TRUE(is(Type::F32, Type::F64));
  EXPECT_TRUE(is(Type::BF16, Type::F32));
  EXPECT_FALSE(is(Type::F64, Type::F32));
  EXPECT_FALSE(is(Type::F32, Type::BF16));
  EXPECT_FALSE(is(Type::F16, Type::BF16));
  EXPECT_TRUE(is(Type::I32, Type::I8));
  EXPECT_TRUE(is(Type::I32, Type::UI32));
  EXPECT_TRUE(is(Type::UI64, Type::I16));
  EXPECT_FALSE(is(Type::I8, Type::I32));
  EXPECT_FALSE(is(Type::UI8, Type::I16));
  EXPECT_FALSE(is(Type::I8, Type::F32));
  EXPECT_FALSE(is(Type::F32, Type::I8));
  EXPECT_FALSE(is(Type::I1, Type::I8));
  EXPECT_FALSE(is(Type::I8, Type::I1));
  EXPECT_EQ(groups(P::Add, {Type::I1}, [](auto x) { return x[0]; }), "");
}

TEST(LinearGroups, OfProductsOfRanksAreAllFactors) {
  for (Type type : {Type::F32, Type::I8}) {
    EXPECT_EQ(products([](auto x) { return x[0] * x[1]; }, type), "ab");
    EXPECT_EQ(products([](auto x) { return x[0] * x[0]; }, type), "a");
    EXPECT_EQ(products([](auto x) { return x[0] * 1.0; }, type), "a");
    EXPECT_EQ(products([](auto x) { return x[0] * 2.0; }, type), "");
    EXPECT_EQ(products([](auto x) { return x[0] + x[1]; }, type), "");
    EXPECT_EQ(products([](auto x) { return -x[0]; }, type), "");
  }
  EXPECT_EQ(
      products([](auto x) { return select(isPositive(x[2]), x[0], x[1]); }),
      "ab");
  EXPECT_EQ(products([](auto x) {
              return select(isPositive(x[2]), x[0], number(x[0], 1));
            }),
            "a");
  EXPECT_EQ(products([](auto x) { return x[0] / x[1]; }), "");
  EXPECT_EQ(castGroups(P::Mul, Type::I32, Type::I8), "a");
  EXPECT_EQ(castGroups(P::Mul, Type::I8, Type::I32), "");
  EXPECT_EQ(castGroups(P::Mul, Type::F32, Type::F64), "a");
  EXPECT_EQ(castGroups(P::Mul, Type::F32, Type::F16), "");
}

TEST(LinearGroups, OfMaximaAreEachInputAlone) {
  EXPECT_EQ(maxima([](auto x) { return max(max(x[0], x[1]), 2.0); }), "a b");
  EXPECT_EQ(maxima([](auto x) { return min(x[0], x[1]); }), "");
  EXPECT_EQ(maxima([](auto x) { return x[0] + x[1]; }), "");
  EXPECT_EQ(maxima([](auto x) { return -x[0]; }), "");
  EXPECT_EQ(maxima([](auto x) { return select(isPositive(x[2]), x[0], x[1]); }),
            "a b");
  EXPECT_EQ(maxima([](auto x) { return max(x[0], min(x[1], x[2])); }), "a");
  EXPECT_EQ(maxima([](auto x) { return max(x[0], x[1]); }, Type::I1), "a b");
  EXPECT_EQ(groups(P::Min, {Type::I8, Type::I8},
                   [](auto x) { return min(x[0], x[1]); }),
            "a b");
  EXPECT_EQ(groups(P::Min, {Type::I8, Type::I8},
                   [](auto x) { return max(x[0], x[1]); }),
            "");
}

TEST(LinearGroups, MaximaGoThroughExactCasts) {
  auto is = [](Type from, Type to) {
    return castGroups(P::Max, from, to) == "a";
  };
  EXPECT_TRUE(is(Type::I8, Type::I32));
  EXPECT_TRUE(is(Type::UI8, Type::F32));
  EXPECT_TRUE(is(Type::I1, Type::I8));
  EXPECT_TRUE(is(Type::BF16, Type::F64));
  EXPECT_FALSE(is(Type::I32, Type::I8));
  EXPECT_FALSE(is(Type::I8, Type::UI8));
  EXPECT_FALSE(is(Type::I8, Type::UI16));
  EXPECT_FALSE(is(Type::F32, Type::F16));
  EXPECT_FALSE(is(Type::F32, Type::I32));
}

TEST(LinearGroups, AreOfAllResults) {
  EXPECT_EQ(
      withResults([](auto x) -> std::vector<Expr> { return {x[0], x[1]}; }),
      "a:0 b:1");
  EXPECT_EQ(withResults([](auto x) -> std::vector<Expr> {
              return {x[0] + x[1], x[2], x[1] * x[2]};
            }),
            "ab:02 c:12");
  // One result needs an input in the group, and another one rules it out.
  EXPECT_EQ(withResults([](auto x) -> std::vector<Expr> {
              return {x[0] + x[1], x[0] * x[1], x[2]};
            }),
            "c:2");
  EXPECT_EQ(withResults([](auto x) -> std::vector<Expr> {
              return {x[0], exp(x[0]), x[1]};
            }),
            "b:2");
}

TEST(LinearGroups, OfComplexProductsAreTheirNumbers) {
  ScalarProgram program;
  Expr a = program.input(Type::F32), b = program.input(Type::F32),
       c = program.input(Type::F32), d = program.input(Type::F32);
  program.yield(a * c - b * d);
  program.yield(a * d + b * c);
  EXPECT_EQ(groupsOf(program, P::Add), "ab cd");
}

TEST(LinearGroups, RegardWhatResultsNeed) {
  ScalarProgram program;
  Expr a = program.input(Type::F32);
  program.input(Type::F32);
  exp(a);
  program.yield(a);
  EXPECT_EQ(groupsOf(program, P::Add), "a");
  EXPECT_TRUE(findLinearGroups(ScalarProgram(), P::Add).empty());
}

TEST(LinearGroups, AreLeftOutWhereThereAreTooMany) {
  ScalarProgram program;
  std::optional<Expr> sum;
  for (unsigned k = 0; k < 24; ++k) {
    Expr a = program.input(Type::F64), b = program.input(Type::F64);
    sum = sum ? *sum + a * b : a * b;
  }
  program.yield(*sum);
  auto found = findLinearGroups(program, P::Add);
  EXPECT_GE(found.size(), 48u);
  EXPECT_LE(found.size(), 48u * (48u + 64u));
  for (const LinearGroup &group : found)
    for (unsigned k = 0; k < 24; ++k)
      EXPECT_EQ(group.inputs[k] / 2, k);
}

TEST(LinearGroups, OfLongSumsAreWhole) {
  ScalarProgram program;
  llvm::SmallVector<Expr> inputs;
  for (unsigned k = 0; k < 200; ++k)
    inputs.push_back(program.input(Type::F64));
  Expr sum = inputs[0];
  for (Expr input : llvm::drop_begin(inputs))
    sum = input + sum;
  program.yield(sum);
  auto found = findLinearGroups(program, P::Add);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].inputs.size(), 200u);
}
