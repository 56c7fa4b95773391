//===- ScalarType.cpp - the element types that ag computes with -----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Scalar/ScalarType.h"
#include "llvm/ADT/APFloat.h"
#include "llvm/Support/ErrorHandling.h"

namespace ag {
namespace {
struct ScalarTypeRow {
  llvm::StringLiteral spelling;
  ScalarKind kind;
  unsigned bits;
  llvm::StringLiteral numpy;
};

constexpr ScalarTypeRow scalarTypeRows[] = {
#define AG_ROW(name, spelling, kind, bits, numpy)                              \
  {spelling, ScalarKind::kind, bits, numpy},
    AG_SCALAR_TYPES(AG_ROW)
#undef AG_ROW
};

const ScalarTypeRow &scalarTypeRowOf(ScalarType type) {
  return scalarTypeRows[static_cast<size_t>(type)];
}
} // namespace

ScalarKind getKind(ScalarType type) { return scalarTypeRowOf(type).kind; }
unsigned getBitWidth(ScalarType type) { return scalarTypeRowOf(type).bits; }
llvm::StringRef getSpelling(ScalarType type) {
  return scalarTypeRowOf(type).spelling;
}
llvm::StringRef getNumpyName(ScalarType type) {
  return scalarTypeRowOf(type).numpy;
}
unsigned getByteWidth(ScalarType type) { return (getBitWidth(type) + 7) / 8; }

std::optional<ScalarType> parseScalarType(llvm::StringRef spelling) {
  for (size_t i = 0; i < std::size(scalarTypeRows); ++i)
    if (scalarTypeRows[i].spelling == spelling)
      return static_cast<ScalarType>(i);
  return std::nullopt;
}

ScalarType getAccumulatorType(ScalarType type) {
  return isShortFloat(type) ? ScalarType::F32 : type;
}

const llvm::fltSemantics &getSemantics(ScalarType type) {
  switch (type) {
  case ScalarType::F64:
    return llvm::APFloat::IEEEdouble();
  case ScalarType::F32:
    return llvm::APFloat::IEEEsingle();
  case ScalarType::BF16:
    return llvm::APFloat::BFloat();
  case ScalarType::F16:
    return llvm::APFloat::IEEEhalf();
  default:
    llvm_unreachable("not a float type");
  }
}

uint64_t encodeCell(Cell value, ScalarType type) {
  if (!isFloat(type))
    return static_cast<uint64_t>(value.i);
  llvm::APFloat number(value.f);
  bool losesInfo = false;
  number.convert(getSemantics(type), llvm::APFloat::rmNearestTiesToEven,
                 &losesInfo);
  return number.bitcastToAPInt().getZExtValue();
}

Cell decodeCell(uint64_t bits, ScalarType type) {
  if (!isFloat(type))
    return intCell(wrapToType(static_cast<int64_t>(bits), type));
  llvm::APInt pattern(getBitWidth(type), bits, /*isSigned=*/false,
                      /*implicitTrunc=*/true);
  return floatCell(
      llvm::APFloat(getSemantics(type), pattern).convertToDouble());
}

double roundToType(double value, ScalarType type) {
  if (type == ScalarType::F64)
    return value;
  if (type == ScalarType::F32)
    return static_cast<float>(value);
  llvm::APFloat rounded(value);
  bool losesInfo = false;
  rounded.convert(getSemantics(type), llvm::APFloat::rmNearestTiesToEven,
                  &losesInfo);
  return rounded.convertToDouble();
}

int64_t wrapToType(int64_t value, ScalarType type) {
  unsigned unused = 64 - getBitWidth(type);
  uint64_t shifted = static_cast<uint64_t>(value) << unused;
  if (getKind(type) == ScalarKind::Signed)
    return static_cast<int64_t>(shifted) >> unused;
  return static_cast<int64_t>(shifted >> unused);
}

int64_t getLowest(ScalarType type) {
  if (getKind(type) != ScalarKind::Signed)
    return 0;
  return wrapToType(int64_t(1) << (getBitWidth(type) - 1), type);
}

int64_t getHighest(ScalarType type) {
  if (getKind(type) != ScalarKind::Signed)
    return wrapToType(-1, type);
  return ~getLowest(type);
}

/// Returns the number of bits of integers up to which a float type is exact.
static unsigned precisionOf(ScalarType type) {
  return llvm::APFloat::semanticsPrecision(getSemantics(type));
}

bool holdsAll(ScalarType wide, ScalarType narrow) {
  bool isSigned = getKind(narrow) == ScalarKind::Signed;
  if (isFloat(narrow))
    return wide == narrow ||
           (isFloat(wide) && getBitWidth(wide) > getBitWidth(narrow));
  // The sign takes no bit of a float's precision.
  if (isFloat(wide))
    return getBitWidth(narrow) - isSigned <= precisionOf(wide);
  if (isSigned && getKind(wide) != ScalarKind::Signed)
    return false;
  bool gainsSign = getKind(wide) == ScalarKind::Signed && !isSigned;
  return getBitWidth(wide) >= getBitWidth(narrow) + gainsSign;
}

} // namespace ag
