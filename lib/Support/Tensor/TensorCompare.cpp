//===- TensorCompare.cpp - how far apart two tensors are ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Tensor/TensorCompare.h"
#include "ag/Support/Scalar/PrimitiveMeanings.h"
#include "ag/Support/Scalar/Stirring.h"
#include "ag/Support/Tensor/TensorPrint.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"
#include <cmath>
#include <limits>

namespace ag {
namespace {
constexpr double infinity = std::numeric_limits<double>::infinity();

double differenceOfFloats(double a, double b) {
  if (a == b || (std::isnan(a) && std::isnan(b)))
    return 0.0;
  double difference = std::fabs(a - b);
  return std::isnan(difference) ? infinity : difference;
}

double differenceOf(Cell a, Cell b, ScalarType type) {
  if (isFloat(type))
    return differenceOfFloats(a.f, b.f);
  // The distance of any two integers fits into an unsigned 64-bit number.
  bool below =
      evaluate(Primitive::Lt, type, ScalarType::I1, {a, b}, Precision::Declared)
          .i;
  auto ua = static_cast<uint64_t>(a.i), ub = static_cast<uint64_t>(b.i);
  return static_cast<double>(below ? ub - ua : ua - ub);
}

double magnitudeOf(Cell value, ScalarType type) {
  return std::fabs(castCell(value, type, ScalarType::F64, Precision::Double).f);
}

/// Returns the index of the element at `position` in row-major order.
llvm::SmallVector<int64_t, 4> indexOf(int64_t position,
                                      llvm::ArrayRef<int64_t> shape) {
  llvm::SmallVector<int64_t, 4> index(shape.size());
  for (size_t d = shape.size(); d-- > 0; position /= shape[d])
    index[d] = position % shape[d];
  return index;
}

llvm::Error checkComparable(const Tensor &actual, const Tensor &expected,
                            double rtol, double atol) {
  if (actual.type() != expected.type() || actual.shape() != expected.shape())
    return llvm::createStringError(llvm::formatv(
        "cannot compare {0} with {1}: expected the same type and shape",
        describe(actual.type(), actual.shape()),
        describe(expected.type(), expected.shape())));
  if (rtol >= 0.0 && atol >= 0.0)
    return llvm::Error::success();
  return llvm::createStringError(
      llvm::formatv("tolerances rtol = {0} and atol = {1}: expected numbers of "
                    "0 or more",
                    rtol, atol));
}

std::string plural(size_t count, llvm::StringRef noun) {
  return llvm::formatv("{0} {1}{2}", count, noun, count == 1 ? "" : "s");
}
} // namespace

/// Compares the elements. They match if `matches` returns true for a position
/// and the difference there.
static Comparison
compareElements(const Tensor &actual, const Tensor &expected,
                llvm::function_ref<bool(int64_t, double)> matches) {
  Comparison result;
  result.values = actual.size();
  ScalarType type = actual.type();
  int64_t worst = -1;
  for (int64_t position = 0; position < result.values; ++position) {
    Cell a = actual.cells()[position], b = expected.cells()[position];
    double difference = differenceOf(a, b, type);
    if (difference == 0.0)
      continue;
    bool isMatch = matches(position, difference);
    bool isFirstMismatch = !isMatch && result.mismatches++ == 0;
    bool isCandidate = !isMatch || result.mismatches == 0;
    if (isFirstMismatch || (isCandidate && difference > result.largest)) {
      result.largest = difference;
      worst = position;
    }
  }
  if (worst >= 0) {
    result.where = indexOf(worst, actual.shape());
    result.actual = spell(actual.cells()[worst], type);
    result.expected = spell(expected.cells()[worst], type);
  }
  return result;
}

llvm::Expected<Comparison> compare(const Tensor &actual, const Tensor &expected,
                                   double rtol, double atol) {
  if (llvm::Error error = checkComparable(actual, expected, rtol, atol))
    return error;
  return compareElements(
      actual, expected, [&](int64_t position, double difference) {
        double magnitude =
            magnitudeOf(expected.cells()[position], expected.type());
        // Relative to an infinity, the tolerance is infinite, too.
        return !std::isinf(difference) && difference <= atol + rtol * magnitude;
      });
}

namespace {
/// The changes that rounding may make to each element of a result.
class RoundingBounds {
public:
  RoundingBounds(const Tensor &expected, const OtherRoundings &others,
                 double rtol, double slack)
      : expected(expected), others(others), type(expected.type()),
        rtol(isFloat(type) ? std::max(rtol, getUnit(type)) : 0.0),
        slack(slack) {
    for (Cell cell : others.exact.cells())
      if (isFloat(type) && std::isfinite(cell.f))
        greatest = std::max(greatest, std::fabs(cell.f));
  }

  /// Returns true if `actual` is allowed at `position`, where it differs from
  /// the expected element.
  bool allow(Cell actual, int64_t position) const {
    Rounding rounding = getRounding(position);
    if (!isFloat(type))
      return rounding.most > 0.0;
    Cell exact = narrow(others.exact, position);
    bool overflows = !std::isfinite(exact.f) &&
                     std::isfinite(others.exact.cells()[position].f);
    if (overflows && !std::isfinite(actual.f))
      return true;
    if (rounding.isUnbounded &&
        !(std::isfinite(actual.f) && std::isfinite(exact.f)))
      return true;
    auto isNear = [&](Cell to, double atol) {
      double distance = differenceOf(actual, to, type);
      return !std::isinf(distance) && distance <= atol + rtol * std::fabs(to.f);
    };
    return isNear(expected.cells()[position], 0.0) ||
           isNear(exact, slack * rounding.most) ||
           isNear(exact, getErrorBound(position));
  }

private:
  Cell narrow(const Tensor &tensor, int64_t position) const {
    return castCell(tensor.cells()[position], type, type, Precision::Declared);
  }
  /// The largest finite distance of rounded results from the exact one, and
  /// whether one of the distances is infinite, for instance because of
  /// overflow.
  struct Rounding {
    double most = 0.0;
    bool isUnbounded = false;
  };
  Rounding getRounding(int64_t position) const {
    Cell exact = narrow(others.exact, position);
    Rounding rounding;
    auto add = [&](Cell rounded) {
      double distance = differenceOf(rounded, exact, type);
      if (std::isinf(distance))
        rounding.isUnbounded = true;
      else
        rounding.most = std::max(rounding.most, distance);
    };
    add(expected.cells()[position]);
    for (const Tensor &tensor : others.stirred)
      add(narrow(tensor, position));
    return rounding;
  }
  double getErrorBound(int64_t position) const {
    const Tensor *errors = others.exact.tangent();
    double error = errors ? errors->cells()[position].f : 0.0;
    return std::isnan(error) ? 0.0 : std::min(4.0 * error, rtol * greatest);
  }

  const Tensor &expected;
  const OtherRoundings &others;
  ScalarType type;
  double rtol, slack, greatest = 0.0;
};
} // namespace

llvm::Expected<Comparison> compare(const Tensor &actual, const Tensor &expected,
                                   double rtol, const OtherRoundings &others,
                                   double slack) {
  if (llvm::Error error = checkComparable(actual, expected, rtol, 0.0))
    return error;
  RoundingBounds bounds(expected, others, rtol, slack);
  return compareElements(
      actual, expected, [&](int64_t position, double /*difference*/) {
        return bounds.allow(actual.cells()[position], position);
      });
}

double getTolerance(const Tensor &expected, double rtol) {
  if (!isFloat(expected.type()))
    return 0.0;
  double greatest = 0.1;
  for (Cell value : expected.cells())
    if (std::isfinite(value.f))
      greatest = std::max(greatest, std::fabs(value.f));
  return rtol * greatest;
}

bool haveSameBytes(const Tensor &a, const Tensor &b) {
  auto areEqual = [](Cell x, Cell y) { return x.i == y.i; };
  return llvm::equal(a.cells(), b.cells(), areEqual) ||
         a.toBytes() == b.toBytes();
}

std::string describe(llvm::ArrayRef<Comparison> results) {
  int64_t values = 0, mismatches = 0;
  const Comparison *worst = nullptr;
  for (const Comparison &result : results) {
    values += result.values;
    mismatches += result.mismatches;
    // A mismatch matters more than a larger difference that is tolerated.
    auto weight = [](const Comparison &c) {
      return std::make_pair(c.mismatches > 0, c.largest);
    };
    if (!worst || weight(result) > weight(*worst))
      worst = &result;
  }
  std::string text;
  llvm::raw_string_ostream os(text);
  if (mismatches)
    os << llvm::formatv("different: {0} of {1} in {2}", mismatches,
                        plural(values, "value"),
                        plural(results.size(), "result"));
  else
    os << llvm::formatv("same: {0}, {1}", plural(results.size(), "result"),
                        plural(values, "value"));
  if (!worst || worst->largest == 0.0)
    return text + ", no difference";
  os << ", largest difference " << llvm::format("%.2g", worst->largest);
  if (results.size() > 1)
    os << " in result " << (worst - results.begin());
  os << llvm::formatv(" at [{0:$[, ]}]", llvm::make_range(worst->where.begin(),
                                                          worst->where.end()));
  if (mismatches)
    os << ": " << worst->actual << ", expected " << worst->expected;
  return text;
}

} // namespace ag
