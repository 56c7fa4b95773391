//===- ScalarType.h - the element types that ag computes with ---*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which element types exist, how wide are they, and how is a value of each
// stored and rounded?
//
// All other lists of element types derive from this one.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SCALAR_SCALARTYPE_H
#define AG_SUPPORT_SCALAR_SCALARTYPE_H

#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <optional>

namespace llvm {
struct fltSemantics;
} // namespace llvm

namespace ag {

// AG_SCALAR_TYPES(X): X(enumerator, MLIR's spelling, kind, bits, numpy's name).
// Spellings without a sign are signed: `i8` holds -128 to 127.
#define AG_SCALAR_TYPES(X)                                                     \
  X(F64, "f64", Float, 64, "float64")                                          \
  X(F32, "f32", Float, 32, "float32")                                          \
  X(BF16, "bf16", Float, 16, "bfloat16")                                       \
  X(F16, "f16", Float, 16, "float16")                                          \
  X(I64, "i64", Signed, 64, "int64")                                           \
  X(I32, "i32", Signed, 32, "int32")                                           \
  X(I16, "i16", Signed, 16, "int16")                                           \
  X(I8, "i8", Signed, 8, "int8")                                               \
  X(UI64, "ui64", Unsigned, 64, "uint64")                                      \
  X(UI32, "ui32", Unsigned, 32, "uint32")                                      \
  X(UI16, "ui16", Unsigned, 16, "uint16")                                      \
  X(UI8, "ui8", Unsigned, 8, "uint8")                                          \
  X(I1, "i1", Bool, 1, "bool")

enum class ScalarType : uint8_t {
#define AG_ENUMERATOR(name, spelling, kind, bits, numpy) name,
  AG_SCALAR_TYPES(AG_ENUMERATOR)
#undef AG_ENUMERATOR
};

/// All types, in the order of the list.
inline constexpr ScalarType allScalarTypes[] = {
#define AG_ENUMERATOR(name, spelling, kind, bits, numpy) ScalarType::name,
    AG_SCALAR_TYPES(AG_ENUMERATOR)
#undef AG_ENUMERATOR
};

enum class ScalarKind : uint8_t { Float, Signed, Unsigned, Bool };

/// Return the kind, the width in bits (1 for i1), and the names of a type.
ScalarKind getKind(ScalarType type);
unsigned getBitWidth(ScalarType type);
llvm::StringRef getSpelling(ScalarType type);
llvm::StringRef getNumpyName(ScalarType type);

/// Returns the bytes of one element in memory; i1 takes one byte, 0 or 1.
unsigned getByteWidth(ScalarType type);

inline bool isFloat(ScalarType type) {
  return getKind(type) == ScalarKind::Float;
}

/// Returns true for bf16 and f16.
inline bool isShortFloat(ScalarType type) {
  return isFloat(type) && getBitWidth(type) < 32;
}

/// Returns the type with this spelling in MLIR, or std::nullopt.
std::optional<ScalarType> parseScalarType(llvm::StringRef spelling);

/// Returns the type in which sums and products of `type` are accumulated: f32
/// for bf16 and f16, otherwise `type` itself.
ScalarType getAccumulatorType(ScalarType type);

/// A value of any ScalarType. A float is in `f`, any other value in `i`, sign-
/// or zero-extended from the width of its type (i1 is 0 or 1).
union Cell {
  double f;
  int64_t i;
};

inline Cell floatCell(double value) {
  Cell cell;
  cell.f = value;
  return cell;
}
inline Cell intCell(int64_t value) {
  Cell cell;
  cell.i = value;
  return cell;
}

/// Returns the bits of a value of `type` in memory, after a float is rounded to
/// it. Those beyond its width are the sign of a signed integer, otherwise 0.
uint64_t encodeCell(Cell value, ScalarType type);

/// Returns the value of `type` that has these bits, of which the lowest count.
/// A signalling NaN may become quiet.
Cell decodeCell(uint64_t bits, ScalarType type);

/// Precision of floats: they stay doubles, or are rounded to their own type
/// after each step, or are perturbed after each step by as much as rounding may
/// change them (see stir() in Stirring.h). Integers always have their own
/// width.
enum class Precision : uint8_t { Double, Declared, Stirred };

/// Returns one of many ways of stirring.
inline Precision stirred(unsigned number) {
  return Precision(unsigned(Precision::Stirred) + number);
}

/// Returns LLVM's description of a float type.
const llvm::fltSemantics &getSemantics(ScalarType type);

/// Returns `value` rounded to the nearest number of the float type `type`, ties
/// to even.
double roundToType(double value, ScalarType type);

/// Returns `value` modulo 2^width of the integer type `type`, sign-extended if
/// the type is signed.
int64_t wrapToType(int64_t value, ScalarType type);

/// Return the least and the greatest value of an integer type, as in a Cell.
int64_t getLowest(ScalarType type);
int64_t getHighest(ScalarType type);

/// Returns true if every value of `narrow` is also one of `wide`.
bool holdsAll(ScalarType wide, ScalarType narrow);

} // namespace ag

#endif // AG_SUPPORT_SCALAR_SCALARTYPE_H
