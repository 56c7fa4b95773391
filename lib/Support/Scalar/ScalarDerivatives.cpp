//===- ScalarDerivatives.cpp - derivatives of scalar programs -------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Both derivatives first repeat the program's steps; steps that no derivative
// reads are pruned at the end. The tangent is then one walk forward, the
// adjoint one walk backward, each with the lines of Partials.cpp.
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Scalar/ScalarDerivatives.h"
#include "ag/Support/Scalar/Partials.h"
#include "ag/Support/Scalar/ScalarProgramTransforms.h"
#include "ag/Support/Scalar/Simplification.h"
#include "llvm/ADT/STLExtras.h"

namespace ag {

/// NaN shows that a factor of 0 was multiplied by an infinite slope. A second
/// derivative sees the product itself, even where the factor is 0 and the slope
/// finite.
Expr isProduct(Expr product, Expr factor) {
  Expr zero = factor.program->constant(0.0, factor.type());
  return factor.program->apply(Primitive::Or,
                               {compare(Primitive::Ne, factor, zero),
                                compare(Primitive::Eq, product, product)});
}

namespace {
using Nodes = llvm::SmallVector<std::optional<Expr>>;

/// The steps of a program within the program of its derivative.
class Derivation {
public:
  Derivation(const ScalarProgram &program, llvm::ArrayRef<bool> readable)
      : original(program), steps(program.nodes().size()) {
    for (ScalarType type : program.inputTypes())
      inputs.push_back(derivative.input(type));
    for (unsigned node : program.results())
      results.push_back(derivative.input(program.nodes()[node].type));
    for (auto [position, node] : llvm::enumerate(program.nodes()))
      steps[position] = node.kind == ScalarNode::Input
                            ? inputs[node.position]
                            : findResult(position, readable);
    for (auto [position, node] : llvm::enumerate(program.nodes()))
      if (!steps[position])
        steps[position] = copyNode(node, derivative, steps);
  }

  const ScalarNode &node(size_t position) const {
    return original.nodes()[position];
  }
  Expr step(size_t position) const { return *steps[position]; }

  /// Returns the partial derivative of step `position` with respect to its k-th
  /// operand.
  std::optional<Partial> partial(size_t position, unsigned k, Expr factor) {
    llvm::SmallVector<Expr, 3> operands;
    for (unsigned operand : operandsOf(position))
      operands.push_back(*steps[operand]);
    return makePartial(node(position).primitive, k, operands, *steps[position],
                       factor);
  }

  llvm::ArrayRef<unsigned> operandsOf(size_t position) const {
    const ScalarNode &step = node(position);
    return llvm::ArrayRef(step.operands)
        .take_front(step.kind == ScalarNode::Apply ? getArity(step.primitive)
                                                   : 0);
  }

  Expr zero(ScalarType type) { return derivative.constant(0.0, type); }

  const ScalarProgram &original;
  ScalarProgram derivative;

private:
  /// Returns the result with the value of the step, if it is readable, so that
  /// the step is not recomputed.
  std::optional<Expr> findResult(size_t position,
                                 llvm::ArrayRef<bool> readable) {
    if (node(position).kind != ScalarNode::Apply)
      return std::nullopt;
    for (auto [number, result] : llvm::enumerate(original.results()))
      if (result == position && readable[number])
        return results[number];
    return std::nullopt;
  }

  llvm::SmallVector<Expr> inputs, results;
  Nodes steps;
};

//===----------------------------------------------------------------------===//
// Adjoints
//===----------------------------------------------------------------------===//

/// A cotangent. If `isZeroElsewhere`, its value is 0 where `where` does not
/// hold.
struct Cotangent {
  Expr value;
  std::optional<Expr> where;
  bool isNegative = false;
  bool isZeroElsewhere = false;
};

class AdjointMaker {
public:
  AdjointMaker(const ScalarProgram &program, llvm::ArrayRef<bool> wanted,
               llvm::ArrayRef<bool> seeded, llvm::ArrayRef<bool> readable,
               llvm::ArrayRef<FloatRange> inputRanges)
      : steps(program, readable), cotangents(program.nodes().size()),
        isWanted(program.nodes().size(), false) {
    if (!inputRanges.empty())
      ranges = findRanges(program, inputRanges);
    for (auto [position, node] : llvm::enumerate(program.nodes()))
      isWanted[position] =
          node.kind == ScalarNode::Input
              ? wanted[node.position]
              : llvm::any_of(steps.operandsOf(position),
                             [&](unsigned k) { return isWanted[k]; });
    for (auto [number, result] : llvm::enumerate(program.results())) {
      Expr seed = steps.derivative.input(program.nodes()[result].type);
      if (seeded[number] && isFloat(seed.type()) && isWanted[result])
        add(result, {seed, std::nullopt});
    }
  }

  Adjoint run() {
    for (size_t position = cotangents.size(); position-- > 0;)
      if (cotangents[position])
        pullBack(position);
    return finish();
  }

private:
  void pullBack(size_t position) {
    Cotangent cotangent = *cotangents[position];
    for (auto [k, operand] : llvm::enumerate(steps.operandsOf(position))) {
      if (!isWanted[operand])
        continue;
      auto partial = steps.partial(position, k, cotangent.value);
      if (!partial)
        continue;
      Cotangent result = carry(*partial, cotangent);
      if (!ranges.empty() && isSteep(steps.node(position), k, ranges))
        result.where =
            both(result.where, isProduct(result.value, cotangent.value));
      add(operand, result);
    }
  }

  /// Returns the contribution to an operand's cotangent. Its `where` is the
  /// conjunction of the step's own and that of the step's cotangent; its sign
  /// is the product of both.
  Cotangent carry(Partial partial, const Cotangent &of) {
    Cotangent result{partial.value, partial.where, of.isNegative};
    if (of.where)
      result.where = both(result.where, *of.where);
    const ScalarNode &node = steps.derivative.nodes()[result.value.node];
    if (node.kind == ScalarNode::Apply && node.primitive == Primitive::Neg) {
      result.value.node = node.operands[0];
      result.isNegative = !result.isNegative;
    }
    return result;
  }

  Expr both(std::optional<Expr> a, Expr b) {
    return a ? steps.derivative.apply(Primitive::And, {b, *a}) : b;
  }

  void add(unsigned position, Cotangent more) {
    std::optional<Cotangent> &sum = cotangents[position];
    if (!sum) {
      sum = more;
      return;
    }
    std::optional<Expr> where = either(sum->where, more.where);
    bool isChosen = !isSame(sum->where, more.where);
    if (isChosen) {
      choose(*sum);
      choose(more);
    }
    if (sum->isNegative == more.isNegative)
      *sum = {sum->value + more.value, where, sum->isNegative, isChosen};
    else if (more.isNegative)
      *sum = {sum->value - more.value, where, false, isChosen};
    else
      *sum = {more.value - sum->value, where, false, isChosen};
  }

  static bool isSame(std::optional<Expr> a, std::optional<Expr> b) {
    return a.has_value() == b.has_value() && (!a || a->node == b->node);
  }

  /// Returns a condition that holds where `a` or `b` does; std::nullopt if that
  /// is everywhere.
  std::optional<Expr> either(std::optional<Expr> a, std::optional<Expr> b) {
    if (!a || !b || isNegationOf(*a, *b) || isNegationOf(*b, *a))
      return std::nullopt;
    return isSame(a, b) ? a : steps.derivative.apply(Primitive::Or, {*a, *b});
  }

  bool isNegationOf(Expr a, Expr b) {
    llvm::ArrayRef<ScalarNode> nodes = steps.derivative.nodes();
    const ScalarNode &node = nodes[a.node];
    if (node.kind != ScalarNode::Apply || node.primitive != Primitive::Xor)
      return false;
    const ScalarNode &by = nodes[node.operands[1]];
    return node.operands[0] == b.node && by.kind == ScalarNode::Constant &&
           by.constant.i == 1;
  }

  void choose(Cotangent &cotangent) {
    if (cotangent.where && !cotangent.isZeroElsewhere)
      cotangent.value = select(*cotangent.where, cotangent.value,
                               steps.zero(cotangent.value.type()));
    cotangent.where = std::nullopt;
  }

  Adjoint finish() {
    llvm::SmallVector<std::optional<Cotangent>> ofInputs(
        steps.original.inputTypes().size());
    for (auto [position, node] : llvm::enumerate(steps.original.nodes()))
      if (node.kind == ScalarNode::Input)
        ofInputs[node.position] = cotangents[position];
    for (std::optional<Cotangent> &cotangent : ofInputs)
      if (cotangent) {
        steps.derivative.yield(cotangent->value);
        if (cotangent->where)
          steps.derivative.yield(*cotangent->where);
      }
    return number(ofInputs, simplify(steps.derivative));
  }

  /// Numbers the results, and drops conditions that turned out to be constant.
  static Adjoint number(llvm::ArrayRef<std::optional<Cotangent>> ofInputs,
                        const ScalarProgram &program) {
    Adjoint adjoint{program, {}};
    unsigned next = 0;
    for (const std::optional<Cotangent> &cotangent : ofInputs) {
      auto &input = adjoint.inputs.emplace_back();
      if (!cotangent)
        continue;
      input = InputCotangent{next++, std::nullopt, cotangent->isNegative,
                             cotangent->isZeroElsewhere};
      if (!cotangent->where)
        continue;
      input->where = next++;
      const ScalarNode &where =
          program.nodes()[program.results()[*input->where]];
      if (where.kind != ScalarNode::Constant)
        continue;
      if (where.constant.i)
        input->where = std::nullopt;
      else
        input = std::nullopt;
    }
    return adjoint;
  }

  Derivation steps;
  llvm::SmallVector<std::optional<Cotangent>> cotangents;
  llvm::SmallVector<bool> isWanted;
  /// The ranges of the steps; empty if seeds have no gaps.
  llvm::SmallVector<FloatRange> ranges;
};

//===----------------------------------------------------------------------===//
// Tangents
//===----------------------------------------------------------------------===//

class TangentMaker {
public:
  TangentMaker(const ScalarProgram &program, llvm::ArrayRef<bool> active,
               llvm::ArrayRef<bool> readable)
      : steps(program, readable), tangents(program.nodes().size()) {
    llvm::SmallVector<Expr> ofInputs;
    for (ScalarType type : program.inputTypes())
      ofInputs.push_back(steps.derivative.input(type));
    for (auto [position, node] : llvm::enumerate(program.nodes()))
      if (node.kind == ScalarNode::Input && active[node.position] &&
          isFloat(node.type))
        tangents[position] = ofInputs[node.position];
  }

  Tangent run() {
    for (size_t position = 0; position < tangents.size(); ++position)
      if (steps.node(position).kind == ScalarNode::Apply)
        tangents[position] = pushForward(position);
    Tangent result;
    for (unsigned node : steps.original.results()) {
      auto &number = result.results.emplace_back();
      if (!tangents[node])
        continue;
      number = steps.derivative.results().size();
      steps.derivative.yield(*tangents[node]);
    }
    result.program = simplify(steps.derivative);
    return result;
  }

private:
  std::optional<Expr> pushForward(size_t position) {
    if (!isFloat(steps.node(position).type))
      return std::nullopt;
    switch (steps.node(position).primitive) {
    case Primitive::Select:
      return choose(position);
    case Primitive::Cast:
      return castTangent(position);
    default:
      return addPartials(position);
    }
  }

  /// Returns the tangent of a select, without a sum.
  std::optional<Expr> choose(size_t position) {
    auto operands = steps.operandsOf(position);
    if (!tangents[operands[1]] && !tangents[operands[2]])
      return std::nullopt;
    Expr zero = steps.zero(steps.node(position).type);
    return select(steps.step(operands[0]), tangents[operands[1]].value_or(zero),
                  tangents[operands[2]].value_or(zero));
  }

  /// Returns the tangent of a cast. A partial needs a factor of the result's
  /// type.
  std::optional<Expr> castTangent(size_t position) {
    auto tangent = tangents[steps.operandsOf(position)[0]];
    if (!tangent)
      return std::nullopt;
    return steps.derivative.cast(*tangent, steps.node(position).type);
  }

  std::optional<Expr> addPartials(size_t position) {
    std::optional<Expr> sum;
    for (auto [k, operand] : llvm::enumerate(steps.operandsOf(position)))
      if (tangents[operand])
        if (auto partial = steps.partial(position, k, *tangents[operand]))
          sum = add(sum, chosen(*partial));
    return sum;
  }

  Expr chosen(Partial partial) {
    return partial.where ? select(*partial.where, partial.value,
                                  steps.zero(partial.value.type()))
                         : partial.value;
  }

  Expr add(std::optional<Expr> sum, Expr more) {
    if (!sum)
      return more;
    const ScalarNode &node = steps.derivative.nodes()[more.node];
    if (node.kind == ScalarNode::Apply && node.primitive == Primitive::Neg)
      return *sum - Expr{&steps.derivative, node.operands[0]};
    return *sum + more;
  }

  Derivation steps;
  Nodes tangents;
};
} // namespace

Adjoint makeAdjoint(const ScalarProgram &program, llvm::ArrayRef<bool> wanted,
                    llvm::ArrayRef<bool> seeded, llvm::ArrayRef<bool> readable,
                    llvm::ArrayRef<FloatRange> gapRanges) {
  return AdjointMaker(program, wanted, seeded, readable, gapRanges).run();
}

Tangent makeTangent(const ScalarProgram &program, llvm::ArrayRef<bool> active,
                    llvm::ArrayRef<bool> readable) {
  return TangentMaker(program, active, readable).run();
}

} // namespace ag
