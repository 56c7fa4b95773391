//===- FormPrimitivesTest.cpp - primitives of forms -----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Forms/FormPrimitives.h"
#include "FormElements.h"
#include <cmath>

using namespace ag;

namespace {
struct FormPrimitives : FormElements {
  F of(Primitive primitive, llvm::ArrayRef<F> operands,
       ScalarType type = ScalarType::F32, ScalarType result = ScalarType::F32) {
    return applyTo(primitive, operands, type, result);
  }
  F of(double value) { return number(table, value); }
};
} // namespace

TEST_F(FormPrimitives, AreMadeOfFewer) {
  EXPECT_EQ(of(Primitive::Exp2, {x}), exp(x * std::log(2.0)));
  EXPECT_EQ(of(Primitive::Expm1, {x}), exp(x) - 1.0);
  EXPECT_EQ(of(Primitive::Log1p, {exp(x) - 1.0}), x);
  EXPECT_EQ(of(Primitive::Log2, {exp(x)}), x / std::log(2.0));
  EXPECT_EQ(of(Primitive::Log10, {exp(x)}), x / std::log(10.0));
  EXPECT_EQ(of(Primitive::Sqrt, {x + y}) * rsqrt(x + y), of(1));
  EXPECT_EQ(of(Primitive::Fma, {x, y, x}), x * y + x);
  EXPECT_EQ(of(Primitive::Pow, {x, of(3)}), x * x * x);
  EXPECT_EQ(of(Primitive::Pow, {of(2), x}), exp(x * std::log(2.0)));
}

TEST_F(FormPrimitives, ComparisonsOfWholeNumbersAreBySigns) {
  EXPECT_EQ(isAtMost(jj, ii), isLess(jj - 1.0, ii));
  EXPECT_EQ(isAtMost(jj + 1.0, ii), isLess(jj, ii));
  auto whole = [&](Primitive primitive, F a, F b) {
    return of(primitive, {a, b}, ScalarType::I64, ScalarType::I1);
  };
  EXPECT_EQ(whole(Primitive::Ge, ii, jj), holds);
  EXPECT_EQ(whole(Primitive::Eq, ii, jj), whole(Primitive::Eq, jj, ii));
  EXPECT_EQ(whole(Primitive::Eq, ii, jj) + whole(Primitive::Ne, ii, jj), of(1));
  // Comparisons that follow from sizes are constants.
  EXPECT_EQ(isLess(ii, of(8)), of(1));
  EXPECT_EQ(isLess(jj, of(0)), of(0));
  EXPECT_FALSE(table.number(isLess(jj, of(8)).form).has_value());
}

TEST_F(FormPrimitives, FloatsThatAreWholeNumbersAreComparedAsThese) {
  using S = ScalarType;
  unsigned far =
      table.loops().addLoop(table.loops().addDimension((1 << 24) + 2));
  F m = {&table, table.index(far)}, n = ii;
  auto atLeast = [&](F a, F b, S type) {
    return of(Primitive::Ge, {a, b}, type, S::I1);
  };
  EXPECT_EQ(atLeast(n, of(3), S::F32), atLeast(n, of(3), S::I64));
  EXPECT_EQ(atLeast(m, n, S::F64), atLeast(m, n, S::I64));
  // f32 does not represent all of m; the size of jj is unknown; 2.5 is not
  // whole.
  EXPECT_FALSE(atLeast(m, n, S::F32) == atLeast(m, n, S::I64));
  EXPECT_FALSE(atLeast(jj, n, S::F32) == atLeast(jj, n, S::I64));
  EXPECT_FALSE(atLeast(n, of(3), S::F32) == atLeast(n, of(2.5), S::F32));
}

TEST_F(FormPrimitives, DistancesAreComparedByBothSigns) {
  using S = ScalarType;
  auto whole = [&](Primitive primitive, F a, F b) {
    return of(primitive, {a, b}, S::I64,
              isComparison(primitive) ? S::I1 : S::I64);
  };
  F distance = of(Primitive::Abs, {ii - jj}, S::I64, S::I64);
  F near = isAtMost(ii, jj + 3.0) * isAtMost(jj, ii + 3.0);
  EXPECT_EQ(whole(Primitive::Lt, distance, of(4)), near);
  EXPECT_EQ(whole(Primitive::Ge, distance, of(4)) + near, of(1));
  F least = whole(Primitive::Min, ii, jj);
  EXPECT_EQ(whole(Primitive::Ge, least, of(4)),
            isAtMost(of(4), ii) * isAtMost(of(4), jj));
  EXPECT_EQ(whole(Primitive::Lt, least, of(4)) +
                whole(Primitive::Ge, least, of(4)),
            of(1));
}

TEST_F(FormPrimitives, WholeNumbersThatMayWrapAreAtoms) {
  auto whole = [&](Primitive primitive, F a, F b, ScalarType type) {
    return of(primitive, {a, b}, type, type);
  };
  using S = ScalarType;
  F hash = whole(Primitive::Mul, ii, of(2654435761.0), S::UI32);
  EXPECT_EQ(table.atom(*table.singleAtom(hash.form)).kind, FormAtom::Apply);
  F distance = whole(Primitive::Sub, ii, jj, S::UI32);
  EXPECT_EQ(table.atom(*table.singleAtom(distance.form)).kind, FormAtom::Apply);
  EXPECT_EQ(whole(Primitive::Sub, ii, jj, S::I32), ii - jj);
  EXPECT_EQ(whole(Primitive::Sub, of(7), ii, S::UI32), 7.0 - ii);
}

TEST_F(FormPrimitives, ShortTypesHoldWhatSizesTell) {
  using S = ScalarType;
  unsigned long300 = table.loops().addLoop(table.loops().addDimension(300));
  F k = {&table, table.index(long300)};
  auto cast = [&](F value, S from, S to) {
    return of(Primitive::Cast, {value}, from, to);
  };
  auto isAtom = [&](F form) {
    return table.atom(*table.singleAtom(form.form)).kind == FormAtom::Apply;
  };
  EXPECT_EQ(cast(k, S::I64, S::I16), k);
  EXPECT_TRUE(isAtom(cast(k, S::I64, S::I8)));
  EXPECT_TRUE(isAtom(cast(k, S::I64, S::UI8)));
  EXPECT_TRUE(isAtom(cast(jj, S::I64, S::I16)));
  EXPECT_EQ(cast(jj, S::I64, S::I32), jj);
  EXPECT_TRUE(isAtom(cast(ii - k, S::I32, S::UI32)));
  // 7 * 299 overflows i8, and a sum up to 257 wraps in ui8.
  auto whole = [&](Primitive primitive, F a, F b, S type) {
    return of(primitive, {a, b}, type, type);
  };
  EXPECT_TRUE(isAtom(whole(Primitive::Mul, ii, k, S::I8)));
  EXPECT_TRUE(isAtom(whole(Primitive::Add, ii, of(250), S::UI8)));
  EXPECT_EQ(whole(Primitive::Add, ii, of(248), S::UI8), ii + 248.0);
  EXPECT_EQ(whole(Primitive::Mul, holds, of(7), S::I8), holds * 7.0);
  EXPECT_TRUE(isAtom(whole(Primitive::Mul, k, of(2e7), S::I32)));
  EXPECT_EQ(whole(Primitive::Mul, k, of(2e7), S::I64), k * 2e7);
}

TEST_F(FormPrimitives, ComparisonsOfOthersKeepNaN) {
  auto lt = of(Primitive::Lt, {x, y}, ScalarType::F32, ScalarType::I1);
  EXPECT_EQ(of(Primitive::Gt, {y, x}, ScalarType::F32, ScalarType::I1), lt);
  EXPECT_FALSE((F{&table, lt.form}) ==
               of(Primitive::Le, {y, x}, ScalarType::F32, ScalarType::I1));
  EXPECT_EQ(select(lt, x, x), x);
}

TEST_F(FormPrimitives, CastsThatLoseNothingAreNone) {
  auto cast = [&](F value, ScalarType from, ScalarType to) {
    return of(Primitive::Cast, {value}, from, to);
  };
  EXPECT_EQ(cast(x, ScalarType::F16, ScalarType::F32), x);
  EXPECT_FALSE(cast(x, ScalarType::F32, ScalarType::F16) == x);
  EXPECT_EQ(cast(ii, ScalarType::I64, ScalarType::F32), ii);
  EXPECT_FALSE(cast(x, ScalarType::F32, ScalarType::I32) == x);
}

TEST_F(FormPrimitives, ConditionsCombine) {
  auto combine = [&](Primitive primitive, F a, F b) {
    return of(primitive, {a, b}, ScalarType::I1, ScalarType::I1);
  };
  F near = isAtMost(ii, jj + 3.0), one = of(1);
  EXPECT_EQ(combine(Primitive::And, holds, near), holds * near);
  F neither = combine(Primitive::And, combine(Primitive::Xor, holds, one),
                      combine(Primitive::Xor, near, one));
  EXPECT_EQ(combine(Primitive::Xor, combine(Primitive::Or, holds, near), one),
            neither);
}

TEST_F(FormPrimitives, ConditionsEqualKnownOnes) {
  using S = ScalarType;
  auto compare = [&](Primitive primitive, F a, F b) {
    return of(primitive, {a, b}, S::I1, S::I1);
  };
  EXPECT_EQ(compare(Primitive::Eq, holds, of(1)), holds);
  EXPECT_EQ(compare(Primitive::Ne, of(0), holds), holds);
  EXPECT_EQ(compare(Primitive::Eq, of(0), holds),
            compare(Primitive::Ne, holds, of(1)));
  EXPECT_EQ(compare(Primitive::Eq, holds, of(0)) + holds, of(1));
}

TEST_F(FormPrimitives, ConditionsAreSeenThroughBytes) {
  auto byte = [&](Primitive primitive, double b) {
    return of(primitive, {holds, of(b)}, ScalarType::I8, ScalarType::I8);
  };
  EXPECT_EQ(byte(Primitive::And, 1), holds);
  EXPECT_EQ(of(Primitive::Ne, {holds, of(0)}, ScalarType::I8, ScalarType::I1),
            holds);
  F fails = of(Primitive::Eq, {holds, of(0)}, ScalarType::I8, ScalarType::I1);
  EXPECT_EQ(fails + holds, of(1));
  EXPECT_NE(table.singleAtom(byte(Primitive::And, 2).form),
            table.singleAtom(holds.form));
}

TEST_F(FormPrimitives, InfinitiesAreNeutralInExtremes) {
  F most = of(std::numeric_limits<double>::infinity());
  EXPECT_EQ(of(Primitive::Max, {-most, x}), x);
  EXPECT_EQ(of(Primitive::Min, {x, most}), x);
  EXPECT_NE(of(Primitive::Max, {most, x}).form, x.form);
}

TEST_F(FormPrimitives, WhatHasNoRuleIsAnAtom) {
  EXPECT_EQ(tanh(x + y), tanh(y + x));
  EXPECT_EQ(max(x, y), max(y, x));
  EXPECT_EQ(max(x, x), x);
  EXPECT_FALSE(tanh(x) == abs(x));
}
