//===- RandomFormsTest.cpp - forms of random programs ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does a form have the value of the formula that it was built from? Random
// formulas are built as forms, and computed directly.
//
//===----------------------------------------------------------------------===//
#include "FormNotation.h"
#include "FormTiles.h"
#include "ag/Support/Forms/FormArithmetic.h"
#include "ag/Support/Forms/FormPasses.h"
#include "ag/Support/Forms/KnownForms.h"
#include "gtest/gtest.h"
#include <cmath>
#include <random>

using namespace ag;

namespace {
using Indices = std::map<unsigned, int64_t>;

/// Returns NaN for large values, which would absorb what is added to them.
/// Infinities may also change their sign in another order, as 1/0 and 1/-0 do.
double finite(double value) { return std::abs(value) < 1e8 ? value : NAN; }

/// Returns the maximum, or NaN if either value is NaN.
double greater(double a, double b) {
  return std::isnan(a) || std::isnan(b) ? NAN : std::max(a, b);
}

/// A formula, both as a form and as a function. It depends on the rows i and,
/// if drawn with `isAlong`, on the elements j.
struct Drawn {
  F form;
  std::function<double(const Indices &)> value;
};

class Formulas {
public:
  explicit Formulas(unsigned seed)
      : random(seed), rows(table.loops().addDimension(3)),
        elements(table.loops().addDimension(draw(2) ? std::optional<int64_t>(4)
                                                    : std::nullopt)),
        i(table.loops().addLoop(rows)), j(table.loops().addLoop(elements)) {
    for (int input = 0; input < 3; ++input)
      table.addInput();
  }

  Drawn draw(unsigned depth, bool isAlong);
  /// Draws a formula whose exponentials exceed all floats, written such that
  /// none overflows.
  Drawn drawStable(unsigned depth);
  /// Draws a sum of masked elements. The masks leave out some rows completely.
  Drawn drawMasked();
  /// Checks that the form has the formula's values. `checkPlan` checks its plan
  /// along the elements, with tiles of three.
  void check(const Drawn &drawn);
  void checkPlan(const Drawn &drawn);
  /// Checks that weighted sums keep their values if others are known. Returns
  /// true if a known value was used.
  bool checkKnown(const Drawn &weight, const Drawn &other);

  unsigned getElements() const { return elements; }

  FormTable table{1e-13};
  /// An offset that is added to all elements of x
  double offset = 0;
  /// Whether a non-finite value must stay non-finite in the form
  bool isExact = false;

private:
  unsigned draw(unsigned count) { return random() % count; }
  Drawn drawLeaf(bool isAlong);
  Drawn drawSum(unsigned depth);
  Drawn drawMask();
  Drawn drawMaskedWeight(const Drawn &mask);
  Drawn drawUnary(unsigned depth, bool isAlong);
  Drawn drawBinary(unsigned depth, bool isAlong);
  Drawn drawChoice(unsigned depth, bool isAlong);
  Drawn drawExponent(unsigned depth, bool isAlong);
  Drawn drawWeight(unsigned depth);
  Drawn over(const Drawn &body, bool isMaximum) const;

  void checkValues(const Drawn &drawn,
                   llvm::function_ref<double(const Indices &)> own);

  double element(unsigned input, llvm::ArrayRef<int64_t> indices) const {
    double seed = input * 1.7 + 0.3;
    for (int64_t index : indices)
      seed = seed * 2.3 + index * 0.9 + 0.4;
    return std::sin(seed) * 1.2 + (input == 0 ? offset : 0);
  }

  std::mt19937 random;
  unsigned rows, elements, i, j;
};

Drawn Formulas::drawLeaf(bool isAlong) {
  double constants[] = {2.0, -0.5, 1.0, 3.5};
  unsigned kind = draw(isAlong ? 5u : 3u);
  if (kind == 0) {
    double value = constants[draw(4u)];
    return {number(table, value), [=](const Indices &) { return value; }};
  }
  bool isOfBoth = kind > 2, isOfRows = kind == 1 || kind == 2;
  if (isOfRows) {
    T c{&table, 2};
    return {c(i), [=](const Indices &at) { return element(2, {at.at(i)}); }};
  }
  if (isOfBoth && kind == 3) {
    T x{&table, 0};
    return {x(i, j), [=](const Indices &at) {
              return element(0, {at.at(i), at.at(j)});
            }};
  }
  T b{&table, 1};
  return {b(j), [=](const Indices &at) { return element(1, {at.at(j)}); }};
}

/// Reduces the body over all elements.
Drawn Formulas::over(const Drawn &body, bool isMaximum) const {
  F form = isMaximum ? maximum(body.form, {j}) : sum(body.form, {j});
  return {form, [=, j = j](const Indices &at) {
            Indices inner(at);
            double result = isMaximum ? -INFINITY : 0;
            for (inner[j] = 0; inner[j] < 4; ++inner[j]) {
              double value = body.value(inner);
              result = isMaximum ? greater(result, value) : result + value;
            }
            return result;
          }};
}

Drawn Formulas::drawSum(unsigned depth) {
  Drawn body = draw(depth - 1, true);
  return over(body, /*isMaximum=*/draw(4u) == 0);
}

Drawn Formulas::drawUnary(unsigned depth, bool isAlong) {
  Drawn x = draw(depth - 1, isAlong);
  switch (draw(6u)) {
  case 0:
    return {exp(x.form),
            [=](auto &at) { return finite(std::exp(x.value(at))); }};
  case 1:
    return {log(x.form),
            [=](auto &at) { return finite(std::log(x.value(at))); }};
  case 2:
    return {rsqrt(x.form),
            [=](auto &at) { return finite(1 / std::sqrt(x.value(at))); }};
  case 3:
    return {tanh(x.form), [=](auto &at) { return std::tanh(x.value(at)); }};
  case 4:
    return {x.form * x.form,
            [=](auto &at) { return finite(x.value(at) * x.value(at)); }};
  default:
    return {-x.form, [=](auto &at) { return -x.value(at); }};
  }
}

Drawn Formulas::drawBinary(unsigned depth, bool isAlong) {
  Drawn x = draw(depth - 1, isAlong), y = draw(depth - 1, isAlong);
  switch (draw(5u)) {
  case 0:
    return {x.form + y.form,
            [=](auto &at) { return x.value(at) + y.value(at); }};
  case 1:
    return {x.form - y.form,
            [=](auto &at) { return x.value(at) - y.value(at); }};
  case 2:
    return {x.form / y.form,
            [=](auto &at) { return finite(x.value(at) / y.value(at)); }};
  default:
    return {x.form * y.form,
            [=](auto &at) { return finite(x.value(at) * y.value(at)); }};
  }
}

/// Draws a choice by the element's index, or a maximum.
Drawn Formulas::drawChoice(unsigned depth, bool isAlong) {
  Drawn x = draw(depth - 1, isAlong), y = draw(depth - 1, isAlong);
  if (!isAlong)
    return {applyTo(Primitive::Max, {x.form, y.form}),
            [=](auto &at) { return greater(x.value(at), y.value(at)); }};
  F earlier = isAtMost({&table, table.index(j)}, {&table, table.index(i)});
  return {select(earlier, x.form, y.form), [=, i = i, j = j](auto &at) {
            return at.at(j) <= at.at(i) ? x.value(at) : y.value(at);
          }};
}

Drawn Formulas::draw(unsigned depth, bool isAlong) {
  if (depth == 0)
    return drawLeaf(isAlong);
  switch (draw(8u)) {
  case 0:
  case 1:
    return drawSum(depth);
  case 2:
  case 3:
    return drawUnary(depth, isAlong);
  case 4:
    return drawChoice(depth, isAlong);
  default:
    return drawBinary(depth, isAlong);
  }
}

//===----------------------------------------------------------------------===//
// Large exponents
//===----------------------------------------------------------------------===//

Drawn operator+(const Drawn &x, const Drawn &y) {
  return {x.form + y.form, [=](auto &at) { return x.value(at) + y.value(at); }};
}
Drawn operator-(const Drawn &x, const Drawn &y) {
  return {x.form - y.form, [=](auto &at) { return x.value(at) - y.value(at); }};
}
Drawn operator*(const Drawn &x, const Drawn &y) {
  return {x.form * y.form, [=](auto &at) { return x.value(at) * y.value(at); }};
}
Drawn operator/(const Drawn &x, const Drawn &y) {
  return {x.form / y.form, [=](auto &at) { return x.value(at) / y.value(at); }};
}
Drawn exp(const Drawn &x) {
  return {exp(x.form), [=](auto &at) { return std::exp(x.value(at)); }};
}
Drawn log(const Drawn &x) {
  return {log(x.form), [=](auto &at) { return std::log(x.value(at)); }};
}
Drawn max(const Drawn &x, const Drawn &y) {
  return {max(x.form, y.form),
          [=](auto &at) { return greater(x.value(at), y.value(at)); }};
}

/// Draws an exponent. Logarithms of sums subtract the maximum first.
Drawn Formulas::drawExponent(unsigned depth, bool isAlong) {
  if (depth == 0) {
    double size = draw(2u) ? 1e4 : 1;
    Drawn leaf = drawLeaf(isAlong);
    return {leaf.form * size, [=](auto &at) { return leaf.value(at) * size; }};
  }
  Drawn a = drawExponent(depth - 1, isAlong);
  switch (draw(isAlong ? 3u : 4u)) {
  case 0:
    return a + drawExponent(depth - 1, isAlong);
  case 1:
    return a - drawExponent(depth - 1, isAlong);
  case 2: {
    Drawn b = drawExponent(depth - 1, isAlong), m = max(a, b);
    return m + log(exp(a - m) + exp(b - m));
  }
  default: {
    Drawn x = drawExponent(depth - 1, true), m = over(x, /*isMaximum=*/true);
    return m + log(over(exp(x - m), /*isMaximum=*/false));
  }
  }
}

/// Draws a softmax, one with a sink, or one of two values.
Drawn Formulas::drawWeight(unsigned depth) {
  Drawn x = drawExponent(depth, true);
  switch (draw(3u)) {
  case 0: {
    Drawn p = exp(x - over(x, /*isMaximum=*/true));
    return p / over(p, /*isMaximum=*/false);
  }
  case 1: {
    Drawn s = drawExponent(depth, false), m = max(over(x, true), s);
    Drawn p = exp(x - m);
    return p / (over(p, /*isMaximum=*/false) + exp(s - m));
  }
  default: {
    Drawn y = drawExponent(depth, true), m = max(x, y), p = exp(x - m);
    return p / (p + exp(y - m));
  }
  }
}

Drawn Formulas::drawStable(unsigned depth) {
  switch (draw(4u)) {
  case 0:
    return drawExponent(depth, false);
  case 1:
    return drawWeight(depth);
  case 2: {
    Drawn weight = drawWeight(depth);
    return over(weight * drawWeight(depth), /*isMaximum=*/false);
  }
  default: {
    Drawn weight = drawWeight(depth);
    return over(weight * drawLeaf(true), /*isMaximum=*/false);
  }
  }
}

//===----------------------------------------------------------------------===//
// Masks
//===----------------------------------------------------------------------===//

/// Selects x where the mask is 1, and y elsewhere.
static Drawn choose(const Drawn &mask, const Drawn &x, const Drawn &y) {
  return {select(mask.form, x.form, y.form), [=](auto &at) {
            return mask.value(at) != 0 ? x.value(at) : y.value(at);
          }};
}

/// The same with the negated mask and exchanged values
static Drawn chooseTurned(const Drawn &mask, const Drawn &x, const Drawn &y) {
  F fails{mask.form.table, negate(*mask.form.table, mask.form.form)};
  return {select(fails, y.form, x.form), [=](auto &at) {
            return mask.value(at) != 0 ? x.value(at) : y.value(at);
          }};
}

static Drawn numberOf(FormTable &table, double value) {
  return {number(table, value), [=](auto &) { return value; }};
}

/// Draws a mask that leaves out one row completely and another in part.
Drawn Formulas::drawMask() {
  F ii{&table, table.index(i)}, jj{&table, table.index(j)};
  switch (draw(4u)) {
  case 0:
    return {isLess(jj, ii), [=, i = i, j = j](auto &at) {
              return double(at.at(j) < at.at(i));
            }};
  case 1:
    return {isAtMost(ii * 2.0 + 1.0, jj), [=, i = i, j = j](auto &at) {
              return double(2 * at.at(i) + 1 <= at.at(j));
            }};
  case 2: {
    Drawn a = drawMask(), b = drawMask();
    return a * b;
  }
  default: {
    T b{&table, 1}, c{&table, 2};
    F form =
        applyTo(Primitive::Lt, {b(j), c(i)}, ScalarType::F64, ScalarType::I1);
    return {form, [=, i = i, j = j](auto &at) {
              return double(element(1, {at.at(j)}) < element(2, {at.at(i)}));
            }};
  }
  }
}

/// Draws e^x where the mask is 1, and 0 elsewhere.
Drawn Formulas::drawMaskedWeight(const Drawn &mask) {
  Drawn x = drawLeaf(true), zero = numberOf(table, 0);
  Drawn masked = choose(mask, x, numberOf(table, -INFINITY));
  switch (draw(5u)) {
  case 0:
    return choose(mask, exp(x), zero);
  case 1:
    return chooseTurned(mask, exp(x), zero);
  case 2:
    return exp(x) * mask;
  case 3:
    return exp(masked);
  default:
    return exp(masked - over(masked, /*isMaximum=*/true));
  }
}

Drawn Formulas::drawMasked() {
  Drawn mask = drawMask(), e = drawMaskedWeight(mask);
  Drawn l = over(e, /*isMaximum=*/false);
  Drawn weights[] = {e / l, e / l * log(l), drawLeaf(true) - log(l),
                     e / (l * l + drawLeaf(false)), (e + drawLeaf(true)) / l};
  Drawn weight = weights[draw(5u)];
  Drawn other = draw(3u) ? mask : drawMask();
  Drawn none = draw(3u) ? numberOf(table, 0) : drawLeaf(true);
  Drawn chosen[] = {weight, weight * other, choose(other, weight, none),
                    choose(other, weight, none),
                    chooseTurned(other, weight, none)};
  Drawn p = chosen[draw(5u)];
  // The summed factor is another input, as sums that cancel could be 0 / 0.
  T v{&table, 1};
  Drawn along = {v(j), [=, j = j](auto &at) { return element(1, {at.at(j)}); }};
  Drawn sum = over(p * along, /*isMaximum=*/false);
  return draw(4u) ? sum : sum + over(e, draw(2u)) * drawLeaf(false);
}

//===----------------------------------------------------------------------===//
// Checks
//===----------------------------------------------------------------------===//

void Formulas::checkValues(const Drawn &drawn,
                           llvm::function_ref<double(const Indices &)> own) {
  for (int64_t row = 0; row < 3; ++row)
    for (int64_t place = 0; place < 4; ++place) {
      Indices at = {{i, row}, {j, place}};
      double expected = drawn.value(at);
      // Non-finite and huge values may be finite in another order.
      constexpr double most = 1e6;
      double value = own(at);
      if (isExact && !std::isfinite(expected))
        ASSERT_FALSE(std::isfinite(value))
            << print(table, drawn.form.form) << " is " << value << ", expected "
            << expected;
      if (!(std::abs(expected) < most))
        continue;
      ASSERT_LE(std::abs(value - expected), 1e-6 * (1 + std::abs(expected)))
          << print(table, drawn.form.form) << " is " << value << ", expected "
          << expected;
    }
}

void Formulas::check(const Drawn &drawn) {
  FormValues values(
      table, [&](auto input, auto at) { return element(input, at); }, 4);
  checkValues(
      drawn, [&](const Indices &at) { return values.of(drawn.form.form, at); });
}

void Formulas::checkPlan(const Drawn &drawn) {
  FormPlan plan = *makePlan(table, {drawn.form.form}, elements);
  TiledRun run(
      table, plan, elements,
      [&](auto input, auto at) { return element(input, at); }, 4);
  run.run(3);
  checkValues(drawn, [&](const Indices &at) { return run.of(0, at); });
}

/// Makes the total of the weights and their weighted sum known. Rewrites the
/// gradient of the weighted sum and compares values. Returns true if the form
/// has changed.
bool Formulas::checkKnown(const Drawn &weight, const Drawn &other) {
  unsigned k = table.loops().addLoop(table.loops().addDimension(2));
  T v{&table, table.addInput()}, g{&table, table.addInput()};
  T l{&table, table.addInput()}, o{&table, table.addInput()};
  F total = sum(weight.form, {j}), weighed = sum(weight.form * v(j, k), {j});
  F form = sum(weight.form / total * (sum(g(i, k) * v(j, k), {k}) + 1.0), {j}) *
           (other.form + weighed);
  KnownForms known(table);
  known.add(o.input, (weighed / total).form, {i, k});
  known.add(l.input, total.form, {i});
  Form rewritten = known.rewrite(form.form);
  ElementOfInput elements = [&](unsigned input, llvm::ArrayRef<int64_t> at) {
    FormValues own(table, elements, 4);
    if (input == l.input)
      return own.of(total.form, {{i, at[0]}});
    if (input == o.input)
      return own.of((weighed / total).form, {{i, at[0]}, {k, at[1]}});
    return element(input, at);
  };
  FormValues values(table, elements, 4);
  for (Indices at :
       {Indices{{i, 0}, {j, 1}, {k, 0}}, Indices{{i, 2}, {j, 3}, {k, 1}}}) {
    double expected = values.of(form.form, at), most = 1e6;
    double whole = values.of(total.form, at);
    // A sum that cancels has few correct digits.
    if (std::abs(expected) < most && std::abs(whole) > 1e-3)
      EXPECT_NEAR(values.of(rewritten, at), expected,
                  1e-6 * (1 + std::abs(expected)))
          << print(table, form.form) << " became " << print(table, rewritten);
  }
  return rewritten != form.form;
}
} // namespace

/// Calls `check` for each formula that is short enough to compute.
static void
forFormulas(double offset,
            llvm::function_ref<void(Formulas &, const Drawn &)> check) {
  unsigned checked = 0;
  for (unsigned seed = 0; seed < 4000; ++seed) {
    Formulas formulas(seed);
    formulas.offset = offset;
    Drawn drawn = formulas.draw(4 + seed % 2, true);
    constexpr unsigned most = 400;
    if (formulas.table.facts(drawn.form.form).size > most)
      continue;
    ++checked;
    ASSERT_NO_FATAL_FAILURE(check(formulas, drawn)) << "seed " << seed;
  }
  EXPECT_GE(checked, 2000u);
}

TEST(RandomForms, HaveTheValuesOfTheirFormulas) {
  forFormulas(
      0, [](Formulas &formulas, const Drawn &drawn) { formulas.check(drawn); });
}

TEST(RandomForms, HaveTheSameValuesTileByTile) {
  for (double offset : {0.0, 30.0})
    forFormulas(offset, [](Formulas &formulas, const Drawn &drawn) {
      formulas.checkPlan(drawn);
    });
}

TEST(RandomForms, HaveTheSameValuesTileByTileOfLargeExponents) {
  unsigned checked = 0;
  for (unsigned seed = 0; seed < 3000; ++seed) {
    Formulas formulas(seed);
    Drawn drawn = formulas.drawStable(seed % 3);
    constexpr unsigned most = 400;
    if (formulas.table.facts(drawn.form.form).size > most)
      continue;
    ++checked;
    ASSERT_NO_FATAL_FAILURE(formulas.checkPlan(drawn)) << "seed " << seed;
  }
  EXPECT_GE(checked, 2000u);
}

TEST(RandomForms, HaveTheSameValuesOfWhatIsKnown) {
  unsigned others = 0;
  for (unsigned seed = 0; seed < 1000 && !testing::Test::HasFailure(); ++seed) {
    Formulas formulas(seed);
    Drawn weight = formulas.draw(2 + seed % 2, true);
    Drawn other = formulas.draw(2, true);
    constexpr unsigned most = 100;
    if (formulas.table.facts(weight.form.form).size < most &&
        formulas.table.facts(other.form.form).size < most)
      others += formulas.checkKnown(weight, other);
  }
  EXPECT_GE(others, 400u);
}

TEST(RandomForms, HaveTheSameValuesOfRowsThatAreMaskedWholly) {
  unsigned guarded = 0;
  for (unsigned seed = 0; seed < 3000; ++seed) {
    Formulas formulas(seed);
    Drawn drawn = formulas.drawMasked();
    // Non-finite values are only compared if there is one level of reductions.
    formulas.isExact = countLevels(formulas.table, drawn.form.form,
                                   formulas.getElements()) == 1;
    ASSERT_NO_FATAL_FAILURE(formulas.check(drawn)) << "seed " << seed;
    ASSERT_NO_FATAL_FAILURE(formulas.checkPlan(drawn)) << "seed " << seed;
    guarded += print(formulas.table, drawn.form.form).find("!= 0]") !=
               std::string::npos;
  }
  EXPECT_GE(guarded, 500u);
}
