//===- RandomLinearGroupsTest.cpp - linear groups, on ranks ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Do partial results of a linear group combine to the complete results? Three
// ranks run random programs, and every single primitive.
//
//===----------------------------------------------------------------------===//
#include "RunProgram.h"
#include "ag/Support/Scalar/LinearGroups.h"
#include "ag/Support/Scalar/PrimitiveMeanings.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"
#include "gtest/gtest.h"
#include <cmath>
#include <map>
#include <random>

using namespace ag;
using Type = ScalarType;
using P = Primitive;

namespace {
constexpr unsigned numRanks = 3;
constexpr P combiners[] = {P::Add, P::Mul, P::Max, P::Min};
constexpr P allPrimitives[] = {
#define AG_ENUMERATOR(name, ...) P::name,
    AG_PRIMITIVES(AG_ENUMERATOR)
#undef AG_ENUMERATOR
};

class Random {
public:
  explicit Random(unsigned seed) : engine(seed) {}

  unsigned below(unsigned count) { return engine() % count; }
  template <typename Range> auto oneOf(const Range &range) {
    return range[below(std::size(range))];
  }
  /// Draws a quarter of a small number for floats, or a small or arbitrary
  /// integer.
  Cell value(Type type) {
    int small = static_cast<int>(below(17)) - 8;
    if (isFloat(type))
      return floatCell(small / 4.0);
    return intCell(
        wrapToType(below(2) ? small : static_cast<int64_t>(engine()), type));
  }

private:
  std::mt19937 engine;
};

//===----------------------------------------------------------------------===//
// Ranks
//===----------------------------------------------------------------------===//

/// Returns true for numbers with few bits. Their sums and products are exact if
/// these have few bits as well.
bool isShort(double value) {
  return std::fabs(value) < 0x1p30 &&
         std::trunc(value * 0x1p10) * 0x1p-10 == value;
}

bool isShort(Cell value, Type type) {
  return !isFloat(type) || isShort(value.f);
}

/// Returns true if no value of a run of `program` was rounded.
bool isExact(const ScalarProgram &program, llvm::ArrayRef<Cell> values) {
  return llvm::all_of(llvm::enumerate(program.nodes()), [&](auto each) {
    const ScalarNode &node = each.value();
    double value = values[each.index()].f;
    if (!isFloat(node.type) || node.kind != ScalarNode::Apply)
      return isShort(values[each.index()], node.type);
    bool isQuotient = node.primitive == P::Div;
    return isShort(value) &&
           (!isQuotient || std::fma(value, values[node.operands[1]].f,
                                    -values[node.operands[0]].f) == 0.0);
  });
}

/// A value on each rank, and on one rank that has all of it
struct Parts {
  Cell whole;
  Cell parts[numRanks];
};

Cell combine(P combiner, Type type, llvm::ArrayRef<Cell> parts,
             bool &wasExact) {
  Cell all = parts[0];
  for (Cell part : parts.drop_front()) {
    all = evaluate(combiner, type, type, {all, part}, Precision::Double);
    wasExact &= isShort(all, type);
  }
  return all;
}

struct Trial {
  bool wasExact = true;
  bool holds = true;
};

/// Draws the inputs' values. Those of `partial` are partial on the ranks.
std::vector<Parts> makeParts(const ScalarProgram &program, P combiner,
                             llvm::ArrayRef<unsigned> partial, Random &random,
                             Trial &trial) {
  std::vector<Parts> inputs;
  for (auto [input, type] : llvm::enumerate(program.inputTypes())) {
    bool isPartial = llvm::is_contained(partial, input);
    Parts &made = inputs.emplace_back();
    made.whole = random.value(type);
    for (Cell &part : made.parts)
      part = isPartial ? random.value(type) : made.whole;
    if (isPartial)
      made.whole = combine(combiner, type, made.parts, trial.wasExact);
  }
  return inputs;
}

/// Returns true if the values are equal, or nearly equal after rounding.
/// Infinities of several ranks may combine to NaN.
bool isRight(Cell got, Cell whole, Type type, const Trial &trial) {
  if (!isFloat(type))
    return got.i == whole.i;
  if (trial.wasExact)
    return got.f == whole.f;
  return std::isinf(whole.f) || (std::isnan(got.f) && std::isnan(whole.f)) ||
         std::fabs(got.f - whole.f) <= 1e-9 * (1.0 + std::fabs(got.f));
}

/// Runs `program` on the ranks' partial values and on the complete ones.
Trial tryGroup(const ScalarProgram &program, P combiner,
               const LinearGroup &group, Random &random) {
  Trial trial;
  std::vector<Parts> inputs =
      makeParts(program, combiner, group.inputs, random, trial);
  ScalarProgram traced = program;
  for (unsigned node = 0; node < program.nodes().size(); ++node)
    traced.yield({&traced, node});
  auto run = [&](auto part) {
    std::vector<Cell> cells;
    for (const Parts &input : inputs)
      cells.push_back(part(input));
    std::vector<Cell> values = runAll(traced, cells, Precision::Double);
    trial.wasExact &= isExact(
        program, llvm::ArrayRef(values).drop_front(program.results().size()));
    return values;
  };
  std::vector<Cell> whole = run([](const Parts &each) { return each.whole; });
  std::vector<std::vector<Cell>> ranks;
  for (unsigned rank : llvm::seq(numRanks))
    ranks.push_back(run([&](const Parts &each) { return each.parts[rank]; }));
  for (auto [result, node] : llvm::enumerate(program.results())) {
    Type type = program.nodes()[node].type;
    std::vector<Cell> parts;
    for (const std::vector<Cell> &rank : ranks)
      parts.push_back(rank[result]);
    bool isPartial = llvm::is_contained(group.results, result);
    if (isPartial)
      parts = {combine(combiner, type, parts, trial.wasExact)};
    for (Cell part : parts)
      trial.holds &= isRight(part, whole[result], type, trial);
  }
  return trial;
}

//===----------------------------------------------------------------------===//
// Programs
//===----------------------------------------------------------------------===//

/// Draws programs of a few steps, most of them linear.
class RandomProgram {
public:
  RandomProgram(Random &random, P combiner)
      : random(random), combiner(combiner), floats(random.below(2)) {}

  ScalarProgram make() {
    for (unsigned count = 1 + random.below(4); count > 0; --count)
      nodes.push_back(program.input(type()));
    for (unsigned count = random.below(9); count > 0; --count)
      if (auto step = makeStep())
        nodes.push_back(*step);
    for (unsigned count = 1 + random.below(3); count > 0; --count)
      program.yield(nodes[nodes.size() - 1 -
                          random.below(std::min<unsigned>(nodes.size(), 3))]);
    return program;
  }

private:
  Type type() {
    constexpr Type ints[] = {Type::I8, Type::I32, Type::I32, Type::UI8};
    constexpr Type reals[] = {Type::F64, Type::F64, Type::F64, Type::F32};
    return floats ? random.oneOf(reals) : random.oneOf(ints);
  }

  P primitive() {
    const P usual[] = {combiner, P::Add,    P::Add, P::Sub, P::Mul, P::Mul,
                       P::Neg,   P::Select, P::Div, P::Fma, P::Shl, P::Cast};
    return random.below(4) ? random.oneOf(usual) : random.oneOf(allPrimitives);
  }

  /// Returns a node or a constant of `type`.
  Expr operand(Type type) {
    llvm::SmallVector<Expr> fitting;
    for (Expr node : nodes)
      if (node.type() == type)
        fitting.push_back(node);
    if (!fitting.empty() && random.below(6))
      return random.oneOf(fitting);
    constexpr double constants[] = {0, 0, 1, 2, -1};
    return program.constant(random.oneOf(constants), type);
  }

  std::optional<Expr> makeStep() {
    P step = primitive();
    Expr last = random.oneOf(nodes);
    if (step == P::Cast)
      return program.cast(last, random.below(4) ? type() : Type::F64);
    if (!accepts(step, last.type()) || isConversion(step))
      return std::nullopt;
    llvm::SmallVector<Expr, 3> operands;
    for (unsigned place = 1; place < getArity(step); ++place)
      operands.push_back(operand(last.type()));
    operands.insert(operands.begin() + random.below(operands.size() + 1), last);
    if (step == P::Select) {
      Type compared = random.oneOf(nodes).type();
      operands[0] = compare(P::Lt, operand(compared), operand(compared));
    }
    return program.apply(step, operands);
  }

  Random &random;
  P combiner;
  bool floats;
  ScalarProgram program;
  llvm::SmallVector<Expr> nodes;
};

std::string print(const ScalarProgram &program, P combiner,
                  const LinearGroup &group) {
  std::string text = "combined by " + getSpelling(combiner).str() + ", partial";
  for (unsigned input : group.inputs)
    text += " " + std::to_string(input);
  for (auto [position, node] : llvm::enumerate(program.nodes())) {
    text +=
        "\n" + std::to_string(position) + ": " + getSpelling(node.type).str();
    if (node.kind == ScalarNode::Input)
      text += " input";
    if (node.kind == ScalarNode::Constant)
      text += " " + (isFloat(node.type) ? std::to_string(node.constant.f)
                                        : std::to_string(node.constant.i));
    if (node.kind != ScalarNode::Apply)
      continue;
    text += " " + getSpelling(node.primitive).str();
    for (unsigned place = 0; place < getArity(node.primitive); ++place)
      text += " " + std::to_string(node.operands[place]);
  }
  for (unsigned result : program.results())
    text += "\nresult " + std::to_string(result);
  return text;
}
} // namespace

TEST(RandomLinearGroups, ResultsOfPartsAreParts) {
  Random random(1);
  std::map<P, unsigned> checked;
  unsigned joint = 0;
  for (unsigned count = 0; count < 24000; ++count) {
    P combiner = combiners[count % std::size(combiners)];
    ScalarProgram program = RandomProgram(random, combiner).make();
    for (const LinearGroup &group : findLinearGroups(program, combiner)) {
      unsigned numExact = 0;
      for (unsigned attempt = 0; attempt < 12; ++attempt) {
        Trial trial = tryGroup(program, combiner, group, random);
        numExact += trial.wasExact;
        ASSERT_TRUE(trial.holds || !trial.wasExact)
            << print(program, combiner, group);
      }
      checked[combiner] += numExact > 0;
      joint += numExact > 0 && group.inputs.size() > 1;
    }
  }
  for (P combiner : combiners)
    EXPECT_GE(checked[combiner], 2000u) << getSpelling(combiner).str();
  EXPECT_GE(joint, 300u);
}

//===----------------------------------------------------------------------===//
// All groups of one primitive
//===----------------------------------------------------------------------===//

/// Returns true if the result was partial in all of many trials.
static bool seemsLinear(const ScalarProgram &program,
                        llvm::ArrayRef<unsigned> inputs, Random &random) {
  auto adds = [&](Type type) { return accepts(P::Add, type); };
  if (!adds(program.nodes()[program.results()[0]].type) ||
      !llvm::all_of(inputs,
                    [&](unsigned k) { return adds(program.inputTypes()[k]); }))
    return false;
  LinearGroup group{llvm::SmallVector<unsigned, 2>(inputs), {0}};
  for (unsigned attempt = 0; attempt < 400; ++attempt)
    if (!tryGroup(program, P::Add, group, random).holds)
      return false;
  return true;
}

/// Returns the minimal sets of inputs that seem to be groups.
static std::vector<std::vector<unsigned>>
findSeeming(const ScalarProgram &program, Random &random) {
  std::vector<unsigned> found;
  for (unsigned set = 1; set < 1U << program.inputTypes().size(); ++set) {
    std::vector<unsigned> inputs;
    for (unsigned k = 0; k < program.inputTypes().size(); ++k)
      if (set >> k & 1)
        inputs.push_back(k);
    bool isLeast = llvm::none_of(
        found, [&](unsigned other) { return (other & set) == other; });
    if (isLeast && seemsLinear(program, inputs, random))
      found.push_back(set);
  }
  std::vector<std::vector<unsigned>> sets;
  for (unsigned set : found) {
    sets.emplace_back();
    for (unsigned k = 0; set >> k; ++k)
      if (set >> k & 1)
        sets.back().push_back(k);
  }
  llvm::sort(sets);
  return sets;
}

TEST(RandomLinearGroups, OfOnePrimitiveAreAllThatSumsGoThrough) {
  Random random(2);
  // LinearGroupsTest.cpp covers casts, which have two types.
  for (P primitive : allPrimitives)
    for (Type type : {Type::F64, Type::I8, Type::UI32}) {
      // abs of an unsigned number is the identity.
      bool isNothing = primitive == P::Abs && type == Type::UI32;
      if (isConversion(primitive) || isNothing || !accepts(primitive, type))
        continue;
      ScalarProgram program;
      llvm::SmallVector<Expr> inputs;
      for (unsigned k = 0; k < getArity(primitive); ++k)
        inputs.push_back(
            program.input(primitive == P::Select && k == 0 ? Type::I1 : type));
      program.yield(program.apply(primitive, inputs));
      std::vector<std::vector<unsigned>> found;
      for (const LinearGroup &group : findLinearGroups(program, P::Add))
        found.emplace_back(group.inputs.begin(), group.inputs.end());
      EXPECT_EQ(found, findSeeming(program, random))
          << getSpelling(primitive).str() << " " << getSpelling(type).str();
    }
}

TEST(RandomLinearGroups, OfMaximaAreSoTogether) {
  Random random(3);
  unsigned checked = 0;
  for (unsigned count = 0; count < 4000; ++count) {
    P combiner = count % 2 ? P::Max : P::Min;
    ScalarProgram program = RandomProgram(random, combiner).make();
    LinearGroup together;
    std::vector<bool> isPartial(program.results().size());
    auto found = findLinearGroups(program, combiner);
    for (const LinearGroup &group : found) {
      together.inputs.append(group.inputs);
      for (unsigned result : group.results)
        isPartial[result] = true;
    }
    for (unsigned result = 0; result < isPartial.size(); ++result)
      if (isPartial[result])
        together.results.push_back(result);
    checked += found.size() > 1;
    for (unsigned attempt = 0; attempt < 8; ++attempt) {
      Trial trial = tryGroup(program, combiner, together, random);
      ASSERT_TRUE(trial.holds || !trial.wasExact)
          << print(program, combiner, together);
    }
  }
  EXPECT_GE(checked, 200u);
}
