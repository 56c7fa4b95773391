//===- Module.h - the contents of a PTX text ----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is in a PTX text? It has variables, kernels and functions. Instructions
// and the module's symbols still have names in statements. Registers, labels
// and variables of a body have numbers, because scopes have been resolved. All
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

/// A state space of PTX, such as `.shared`. Generic is for addresses without
/// one. Param has a kernel's parameters, and variables that calls pass.
enum class Space : uint8_t { Generic, Global, Shared, Local, Const, Param };

/// Bytes with the address of a symbol: `.u64 p = symbol+8`.
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
  /// The size; 0 for an `.extern .shared` array, whose size the launch sets.
  uint64_t bytes;
  bool isExternal;
  /// The initial value of its first bytes; the others are 0. Empty without an
  /// initializer.
  std::vector<uint8_t> initial;
  std::vector<Reference> references;
};

struct Parameter {
  std::string_view name;
  uint32_t offset;
  uint32_t bytes;
};

/// One operand. `parts` are the elements of a vector `{a, b}`, a pair `p|q` or
/// a call's list `(a, b)`. An address `[base+offset]` has one part, the base.
struct Operand {
  enum class Kind : uint8_t {
    Register, ///< `index` of Body::registers
    Variable, ///< `index` of Body::variables, plus `offset`
    Special,  ///< `name`, e.g. %tid.x
    Symbol,   ///< `name` of a symbol of the module, plus `offset`
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

/// A line of the source that the PTX was compiled from.
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

/// The body of a kernel or a function.
struct Body {
  std::string_view name;
  uint32_t line = 0;
  /// The type of each register.
  std::vector<Type> registers;
  /// Shared and local variables that it declares, and variables that calls
  /// pass.
  std::vector<Variable> variables;
  std::vector<Statement> statements;
};

struct Kernel : Body {
  std::vector<Parameter> parameters;
  uint32_t parameterBytes = 0;
  /// The greatest (.maxntid) and the required (.reqntid) number of threads of a
  /// block; 0 if there is no such attribute.
  std::array<uint32_t, 3> mostThreads = {};
  std::array<uint32_t, 3> requiredThreads = {};
};

/// A parameter or result of a function: a register or a variable of its body.
struct Formal {
  bool isRegister;
  uint32_t index;
};

/// A function that `.func` defines, or declares without a body.
struct DeviceFunction : Body {
  std::vector<Formal> results;
  std::vector<Formal> inputs;
  bool isDefined = false;
};

struct Module {
  std::string text;
  /// The most bytes of a kernel's parameters, or of a variable that a call
  /// passes. It follows from the version.
  uint64_t mostParameterBytes = 0;
  std::string_view target;
  std::map<uint32_t, std::string_view> files;
  std::vector<Variable> variables;
  std::vector<Kernel> kernels;
  std::map<std::string_view, DeviceFunction> functions;
};

} // namespace ag::emulator

#endif // AG_EMULATOR_PTX_MODULE_H
