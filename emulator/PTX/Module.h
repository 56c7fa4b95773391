//===- Module.h - what a PTX text says ----------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is in a PTX text? Its variables, kernels and functions. Statements still
// have the names of instructions and of what the module declares. Registers,
// labels and variables of a body are numbers: scopes are behind us here. All
// names point into `text`.
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_PTX_MODULE_H
#define AG_EMULATOR_PTX_MODULE_H

#include "PTX/Type.h"
#include <array>
#include <map>
#include <string>
#include <vector>

namespace ag::emulator {

/// A region of memory, as `.shared` names it. Generic stands for none. Param is
/// that of a kernel's parameters, or of variables that calls pass.
enum class Space : uint8_t { Generic, Global, Shared, Local, Const, Param };

/// Bytes that hold the address of a symbol: `.u64 p = symbol+8`.
struct Reference {
  uint64_t position;
  std::string_view symbol;
  int64_t addend;
};

struct Variable {
  std::string_view name;
  Space space;
  uint32_t line;
  /// The type of an element.
  Type type;
  uint32_t alignment;
  /// 0 if it is an `.extern .shared` array, as large as the launch says.
  uint64_t bytes;
  bool isExternal;
  /// Its first bytes; the others are 0. Empty without an initializer.
  std::vector<uint8_t> initial;
  std::vector<Reference> references;
};

struct Parameter {
  std::string_view name;
  uint32_t offset;
  uint32_t bytes;
};

/// One operand as written. `parts` are those of a vector `{a, b}`, of a pair
/// `p|q`, of what a call passes `(a, b)`, or the base of an address
/// `[base+offset]`.
struct Operand {
  enum class Kind : uint8_t {
    Register, ///< `index` of Body::registers
    Variable, ///< `index` of Body::variables, plus `offset`
    Special,  ///< `name`, e.g. %tid.x
    Symbol,   ///< `name` of what the module declares, plus `offset`
    Label,    ///< `index` of Body::statements
    Integer,  ///< `bits`
    Float,    ///< `bits` of an f64 as in 1.5 or 0d..., see `isSingle`
    Vector,
    Pair,
    List,
    Address,
    Sink, ///< `_`
  };
  Kind kind = Kind::Sink;
  /// True for `!%p`.
  bool isNegated = false;
  /// True for a float whose `bits` are those of an f32, 0f3F800000.
  bool isSingle = false;
  uint32_t index = 0;
  uint64_t bits = 0;
  int64_t offset = 0;
  std::string_view name;
  std::vector<Operand> parts;
};

/// A line of the source that PTX was made from.
struct Location {
  uint32_t file;
  uint32_t line;
  uint32_t column;
};

struct Statement {
  /// The instruction with its modifiers, "ld.global.b32".
  std::string_view opcode;
  uint32_t line;
  Location location;
  /// The predicate after `@`, if `isGuarded`.
  bool isGuarded;
  Operand guard;
  std::vector<Operand> operands;
};

/// What threads execute: that of a kernel, or of a function.
struct Body {
  std::string_view name;
  uint32_t line = 0;
  /// The type of each register.
  std::vector<Type> registers;
  /// Shared and local variables that it declares, and those that it passes.
  std::vector<Variable> variables;
  std::vector<Statement> statements;
};

struct Kernel : Body {
  std::vector<Parameter> parameters;
  uint32_t parameterBytes = 0;
  /// The threads of a block at most (.maxntid) and exactly (.reqntid); 0 where
  /// it does not say.
  std::array<uint32_t, 3> mostThreads = {};
  std::array<uint32_t, 3> requiredThreads = {};
};

/// What a function calls a value that it is passed, or returns: a register or a
/// variable of its body.
struct Formal {
  bool isRegister;
  uint32_t index;
};

/// What `.func` defines, or declares without a body.
struct DeviceFunction : Body {
  std::vector<Formal> results;
  std::vector<Formal> inputs;
  bool isDefined = false;
};

struct Module {
  std::string text;
  /// The most that a kernel's parameters, or a variable that a call passes,
  /// take, which follows from the version.
  uint64_t mostParameterBytes = 0;
  std::string_view target;
  std::map<uint32_t, std::string_view> files;
  std::vector<Variable> variables;
  std::vector<Kernel> kernels;
  std::map<std::string_view, DeviceFunction> functions;
};

} // namespace ag::emulator

#endif // AG_EMULATOR_PTX_MODULE_H
