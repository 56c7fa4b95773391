//===- Type.h - the types of PTX ----------------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How wide is `.f32`, and is `.s16` sign-extended? There is one enumerator for
// each fundamental type of PTX of registers, variables and instructions.
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_PTX_TYPE_H
#define AG_EMULATOR_PTX_TYPE_H

#include <cstdint>
#include <optional>
#include <string_view>

namespace ag::emulator {

// clang-format off
enum class Type : uint8_t {
  Pred,
  B8, B16, B32, B64,
  U8, U16, U32, U64,
  S8, S16, S32, S64,
  F16, F16x2, BF16, BF16x2, TF32, F32, F64,
};
// clang-format on

/// Returns the type `name`, without the dot ("f32"), or std::nullopt if there
/// is none.
std::optional<Type> parseType(std::string_view name);

/// Returns the width of `type` in bits; 1 for a predicate.
unsigned bitsOf(Type type);

/// Returns true if a narrow value of `type` is sign-extended.
bool isSigned(Type type);

} // namespace ag::emulator

#endif // AG_EMULATOR_PTX_TYPE_H
