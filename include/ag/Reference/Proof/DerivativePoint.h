//===- DerivativePoint.h - a function at a point ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a function change with its arguments and parameters, where they have
// certain values? As the interpreter's tangents say, and as differences do.
//
//===----------------------------------------------------------------------===//
#ifndef AG_REFERENCE_PROOF_DERIVATIVEPOINT_H
#define AG_REFERENCE_PROOF_DERIVATIVEPOINT_H

#include "ag/Reference/Interpreter.h"
#include "ag/Support/Notation/GradSpec.h"
#include <map>

namespace ag {

/// A step of some of what a function is differentiated by.
struct Direction {
  /// Which numbers are drawn.
  uint64_t seed;
  /// How far each element goes, about; what isn't there stays.
  std::map<GradBy, double> lengths;
  /// The elements that move, of each.
  int64_t first = 0, end = INT64_MAX;

  /// The step of `by`, whose value is `value`, rounded to its type; none if it
  /// stays.
  std::optional<Tensor> of(const GradBy &by, const Tensor &value) const;
};

class DerivativePoint {
public:
  /// Runs the function once, to see which parameters it reads. What `spec`
  /// doesn't differentiate by is a constant.
  static llvm::Expected<DerivativePoint>
  create(mlir::FunctionOpInterface function, Tensors arguments,
         ParameterSource parameters, const GradSpec &spec,
         const InterpreterOptions &options);

  /// As all handles of ops, it has no const methods.
  mutable mlir::FunctionOpInterface function;
  Tensors arguments;
  ParameterSource parameters;
  InterpreterOptions options;
  /// What the function computes there.
  Tensors results;
  /// Whether something became infinite, or no number, as it was too large; a
  /// pole is not meant. Of what comes of that, derivatives are as they happen.
  bool hasOverflow = false;
  /// The arguments, then the parameters by name, that are floats and that it is
  /// differentiated by, each with its greatest magnitude, or 1 if that is 0.
  std::vector<std::pair<GradBy, double>> variables;

  /// Which results are floats.
  llvm::SmallVector<unsigned> getFloats() const;

  bool isVariable(const GradBy &by) const;

  /// The greatest magnitude of variables and results. Beside it, what is less
  /// than a thousandth may be what rounding left.
  double getMagnitude() const;

  /// All moves by about its magnitude.
  Direction getDirection(uint64_t seed) const;

  /// The results, with tangents, where all moves along `direction`.
  llvm::Expected<Tensors> runAlong(const Direction &direction,
                                   TangentRule rule) const;

  /// The results `distance` along `direction` from here.
  llvm::Expected<Tensors> runAt(const Direction &direction,
                                double distance) const;

  /// The value of an argument, or that of a parameter as a tensor of `type`.
  llvm::Expected<Tensor> valueOf(const GradBy &by,
                                 mlir::Type type = nullptr) const;

private:
  using Change = llvm::function_ref<void(const GradBy &, Tensor &)>;
  llvm::Expected<Tensors> run(Change change, TangentRule rule) const;
};

/// The greatest finite magnitude; 0 where there is none.
double findLargest(const Tensor &tensor);

/// "argument 1", or "parameter 'w'".
std::string describe(const GradBy &by);

} // namespace ag

#endif // AG_REFERENCE_PROOF_DERIVATIVEPOINT_H
