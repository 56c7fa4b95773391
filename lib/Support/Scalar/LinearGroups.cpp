//===- LinearGroups.cpp - how partial values go through -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Each input starts a set that grows. While the inputs of a set are partial,
// each node is whole (it does not depend on the set), partial, both (a zero, in
// sums), or neither. If a result is neither, there is a first node on the way
// to it that is neither. One of that node's operands is whole although it would
// have to be partial, and an input of this operand joins the set. For the set
// {b},
//
//   (a, b, c) -> a * b + c        a * b is partial, c whole, the sum neither
//
// and c joins. If a product has to become partial, each of its factors is
// tried.
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Scalar/LinearGroups.h"
#include "ag/Support/Scalar/PrimitiveMeanings.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/STLExtras.h"
#include <cassert>
#include <set>

namespace ag {
namespace {
//===----------------------------------------------------------------------===//
// Partial operands of a primitive
//===----------------------------------------------------------------------===//

/// A set of operand positions, as bits.
using Places = unsigned;
constexpr Places first = 1, second = 2, third = 4;

bool has(Places places, size_t place) { return places >> place & 1; }

/// Sets of operands such that the result is partial if one of the sets is
/// partial and the other operands are whole.
using Ways = llvm::SmallVector<Places, 2>;

/// Returns the primitives that are linear besides addition. This does not
/// follow from derivatives: that of rem is 1 almost everywhere. Shl is a
/// product with a power of two.
Ways findLinearWays(Primitive primitive, ScalarType type) {
  switch (primitive) {
  case Primitive::Sub:
    return {first | second};
  case Primitive::Neg:
  case Primitive::Shl:
    return {first};
  case Primitive::Mul:
    return {first, second};
  case Primitive::Div:
    return isFloat(type) ? Ways{first} : Ways{};
  case Primitive::Fma:
    return {first | third, second | third};
  default:
    return {};
  }
}

bool wraps(ScalarType type) {
  return !isFloat(type) && accepts(Primitive::Add, type);
}

/// Returns true if casting and combining commute. If only order matters, the
/// cast must keep each value. A longer integer would keep the bits that the sum
/// loses when it wraps.
bool commutesWithCast(Primitive combiner, ScalarType from, ScalarType to) {
  if (isIdempotent(combiner) || (isFloat(from) && isFloat(to)))
    return holdsAll(to, from);
  return wraps(from) && wraps(to) && getBitWidth(to) <= getBitWidth(from);
}

Ways findWays(Primitive combiner, Primitive primitive, ScalarType from,
              ScalarType to) {
  if (primitive == combiner)
    return {first | second};
  if (primitive == Primitive::Select)
    return {second | third};
  if (primitive == Primitive::Cast)
    return commutesWithCast(combiner, from, to) ? Ways{first} : Ways{};
  return combiner == Primitive::Add ? findLinearWays(primitive, from) : Ways{};
}

/// Returns true if `value` on each rank combines to itself: 0 and infinity for
/// sums, 0 and 1 for products.
bool isPartOfItself(Primitive combiner, Cell value, ScalarType type) {
  return accepts(combiner, type) &&
         evaluate(combiner, type, type, {value, value}, Precision::Double).i ==
             value.i;
}

//===----------------------------------------------------------------------===//
// Growth
//===----------------------------------------------------------------------===//

using Inputs = llvm::SmallVector<unsigned, 2>;

/// The state of a node on each rank. If neither is set, nothing is known.
struct State {
  bool isWhole = false;
  bool isPartial = false;

  bool isNeither() const { return !isWhole && !isPartial; }
};

class GroupSearch {
public:
  GroupSearch(const ScalarProgram &program, Primitive combiner)
      : program(program), combiner(combiner) {
    for (const ScalarNode &node : program.nodes())
      ways.push_back(node.kind == ScalarNode::Apply
                         ? findWays(combiner, node.primitive,
                                    program.operandType(node), node.type)
                         : Ways{});
  }

  llvm::SmallVector<LinearGroup> run() {
    for (unsigned input = 0; input < program.inputTypes().size(); ++input)
      if (accepts(combiner, program.inputTypes()[input]))
        growFrom(input);
    return takeLeast();
  }

private:
  /// Tries the sets to which `input` may grow, depth first.
  void growFrom(unsigned input) {
    size_t limit = tried.size() + program.inputTypes().size() + 64;
    llvm::SmallVector<Inputs> open = {{input}};
    while (!open.empty() && tried.size() < limit) {
      Inputs inputs = open.pop_back_val();
      if (!tried.insert(inputs).second)
        continue;
      assume(inputs);
      std::optional<unsigned> obstacle = findObstacle();
      if (!obstacle) {
        keep(inputs);
        continue;
      }
      Inputs joining = findJoining(*obstacle);
      for (unsigned each : llvm::reverse(joining))
        open.push_back(with(inputs, each));
    }
  }

  static Inputs with(Inputs inputs, unsigned joining) {
    inputs.insert(llvm::lower_bound(inputs, joining), joining);
    return inputs;
  }

  /// Computes the states under the assumption that `inputs` are partial.
  void assume(llvm::ArrayRef<unsigned> inputs) {
    states.clear();
    for (unsigned position = 0; position < program.nodes().size(); ++position)
      states.push_back(findState(position, inputs));
  }

  State findState(unsigned position, llvm::ArrayRef<unsigned> inputs) const {
    const ScalarNode &node = program.nodes()[position];
    bool isIn = node.kind == ScalarNode::Input &&
                llvm::is_contained(inputs, node.position);
    bool isWhole = !isIn && llvm::all_of(operandsOf(position), [&](unsigned x) {
      return states[x].isWhole;
    });
    bool isPartial =
        isIn || (isWhole && isIdempotent(combiner)) ||
        (node.kind == ScalarNode::Constant &&
         isPartOfItself(combiner, node.constant, node.type)) ||
        llvm::any_of(ways[position], [&](Places partial) {
          return isOpen(position, partial) && !findLacking(position, partial);
        });
    return {isWhole, isPartial};
  }

  llvm::ArrayRef<unsigned> operandsOf(unsigned position) const {
    const ScalarNode &node = program.nodes()[position];
    return llvm::ArrayRef(node.operands)
        .take_front(node.kind == ScalarNode::Apply ? getArity(node.primitive)
                                                   : 0);
  }

  /// Returns true if all operands outside of `partial` are whole.
  bool isOpen(unsigned position, Places partial) const {
    return llvm::all_of(llvm::enumerate(operandsOf(position)), [&](auto each) {
      return has(partial, each.index()) || states[each.value()].isWhole;
    });
  }

  /// Returns the first operand in `partial` that is not partial.
  std::optional<unsigned> findLacking(unsigned position, Places partial) const {
    for (auto [place, operand] : llvm::enumerate(operandsOf(position)))
      if (has(partial, place) && !states[operand].isPartial)
        return operand;
    return std::nullopt;
  }

  /// Returns a node that a result needs and that is neither, while its operands
  /// are not. std::nullopt if there is none.
  std::optional<unsigned> findObstacle() const {
    auto isNeither = [&](unsigned node) { return states[node].isNeither(); };
    const unsigned *found = llvm::find_if(program.results(), isNeither);
    if (found == program.results().end())
      return std::nullopt;
    unsigned obstacle = *found;
    while (true) {
      llvm::ArrayRef<unsigned> operands = operandsOf(obstacle);
      const unsigned *next = llvm::find_if(operands, isNeither);
      if (next == operands.end())
        return obstacle;
      obstacle = *next;
    }
  }

  /// Returns inputs of which one is in every larger set for which `obstacle` is
  /// partial. For each way, the first operand that is not partial must become
  /// so. The same holds for that operand and one of its own ways.
  Inputs findJoining(unsigned obstacle) const {
    Inputs joining;
    llvm::SmallVector<unsigned> open = {obstacle};
    llvm::BitVector seen(states.size());
    while (!open.empty()) {
      unsigned position = open.pop_back_val();
      if (seen.test(position))
        continue;
      seen.set(position);
      const ScalarNode &node = program.nodes()[position];
      if (node.kind == ScalarNode::Input && accepts(combiner, node.type))
        joining.push_back(node.position);
      for (Places partial : ways[position])
        if (isOpen(position, partial))
          open.push_back(*findLacking(position, partial));
    }
    llvm::sort(joining);
    return joining;
  }

  void keep(const Inputs &inputs) {
    LinearGroup group{inputs, {}};
    for (auto [number, node] : llvm::enumerate(program.results()))
      if (!states[node].isWhole)
        group.results.push_back(number);
    if (!group.results.empty())
      found.push_back(group);
  }

  llvm::SmallVector<LinearGroup> takeLeast() const {
    llvm::SmallVector<LinearGroup> least;
    for (const LinearGroup &group : found)
      if (llvm::none_of(found, [&](const LinearGroup &other) {
            return other.inputs.size() < group.inputs.size() &&
                   llvm::includes(group.inputs, other.inputs);
          }))
        least.push_back(group);
    llvm::sort(least, [](const LinearGroup &a, const LinearGroup &b) {
      return a.inputs < b.inputs;
    });
    return least;
  }

  const ScalarProgram &program;
  Primitive combiner;
  llvm::SmallVector<Ways> ways;
  /// For the inputs that were assumed last.
  llvm::SmallVector<State> states;
  std::set<Inputs> tried;
  llvm::SmallVector<LinearGroup> found;
};
} // namespace

llvm::SmallVector<LinearGroup> findLinearGroups(const ScalarProgram &program,
                                                Primitive combiner) {
  assert(llvm::is_contained(
      {Primitive::Add, Primitive::Mul, Primitive::Max, Primitive::Min},
      combiner));
  return GroupSearch(program, combiner).run();
}

} // namespace ag
