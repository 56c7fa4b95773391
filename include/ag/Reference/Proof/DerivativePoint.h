//===- DerivativePoint.h - a function at a point ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a function change at certain values of its arguments and parameters?
// The interpreter's tangents and differences of its values are two answers.
//
//===----------------------------------------------------------------------===//
#ifndef AG_REFERENCE_PROOF_DERIVATIVEPOINT_H
#define AG_REFERENCE_PROOF_DERIVATIVEPOINT_H

#include "ag/Reference/Interpreter.h"
#include "ag/Support/Notation/GradSpec.h"
#include <map>

namespace ag {

/// A step of some of the variables that a function is differentiated by.
struct Direction {
  /// The seed of the random numbers.
  uint64_t seed;
  /// The approximate magnitude of the step of each element, by variable.
  /// Variables without an entry do not move.
  std::map<GradBy, double> lengths;
  /// The range of elements that move, in each variable.
  int64_t first = 0, end = INT64_MAX;

  /// Returns the step of variable `by`, whose value is `value`, rounded to its
  /// type; std::nullopt if the variable does not move or is not of floats.
  std::optional<Tensor> of(const GradBy &by, const Tensor &value) const;
};

class DerivativePoint {
public:
  /// Runs the function once, to find the parameters that it reads. Arguments
  /// and parameters that `spec` does not name are constants. Fails if the run
  /// does.
  static llvm::Expected<DerivativePoint>
  create(mlir::FunctionOpInterface function, Tensors arguments,
         ParameterSource parameters, const GradSpec &spec,
         const InterpreterOptions &options);

  /// Mutable because handles of ops have no const methods.
  mutable mlir::FunctionOpInterface function;
  Tensors arguments;
  ParameterSource parameters;
  InterpreterOptions options;
  /// The results of the function at this point.
  Tensors results;
  /// Whether large finite operands gave an infinite or NaN result, unlike at a
  /// pole. Derivatives of such a result have no meaning.
  bool hasOverflow = false;
  /// The arguments, then the parameters by name, that the function is
  /// differentiated by. Each is of floats and has its greatest magnitude, or 1
  /// if that is 0.
  std::vector<std::pair<GradBy, double>> variables;

  /// Returns the numbers of the results that are floats.
  llvm::SmallVector<unsigned> getFloats() const;

  bool isVariable(const GradBy &by) const;

  /// Returns the greatest magnitude of variables and results. Numbers below a
  /// thousandth of it may be rounding errors.
  double getMagnitude() const;

  /// Returns a direction that moves each variable by about its magnitude.
  Direction getDirection(uint64_t seed) const;

  /// Returns the results with their tangents along `direction`.
  llvm::Expected<Tensors> runAlong(const Direction &direction,
                                   TangentRule rule) const;

  /// Returns the results at this point plus `distance` times `direction`.
  llvm::Expected<Tensors> runAt(const Direction &direction,
                                double distance) const;

  /// Returns the value of an argument, or of a parameter as a tensor of `type`.
  /// Fails if `type` is not a tensor or the parameter does not fit it.
  llvm::Expected<Tensor> valueOf(const GradBy &by,
                                 mlir::Type type = nullptr) const;

private:
  using Change = llvm::function_ref<void(const GradBy &, Tensor &)>;
  llvm::Expected<Tensors> run(Change change, TangentRule rule) const;
};

/// Returns the greatest finite magnitude; 0 if there is none.
double findLargest(const Tensor &tensor);

/// Returns "argument 1" or "parameter 'w'".
std::string describe(const GradBy &by);

} // namespace ag

#endif // AG_REFERENCE_PROOF_DERIVATIVEPOINT_H
