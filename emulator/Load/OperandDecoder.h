//===- OperandDecoder.h - from operands to slots ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which slots hold the operands of a statement? The form of the statement has a
// rule for each. A register that is wider than its rule, or negated, needs an
// instruction of its own: before the statement if it is a source, and after it
// if it is a result.
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_LOAD_OPERANDDECODER_H
#define AG_EMULATOR_LOAD_OPERANDDECODER_H

#include "Forms/Form.h"
#include "Load/Decoding.h"
#include "PTX/Error.h"

namespace ag::emulator {

/// Decodes the operands of one statement. After an error, what else it returns
/// is not to be used.
class OperandDecoder {
public:
  /// `body` is the statement's body, which has these `registers`. `passed` is
  /// the variable passed by a call that the statement accesses, or null.
  OperandDecoder(Decoding &decoding, const Body &body,
                 const std::vector<Slot> &registers, const Statement &statement,
                 const Variable *passed)
      : decoding(decoding), frame(decoding.frame), builder(decoding.builder),
        body(body), registers(registers), statement(statement), passed(passed) {
  }

  /// Returns an instruction that has only the statement's guard. Call it first.
  Instruction decodeGuard();

  /// Decodes the operands by the rules of `form`, and appends the instructions
  /// that compute sources. Sets the instruction's offset, target, members and
  /// count, if the rules say so.
  void decode(const Form &form, Instruction &instruction);

  /// An instruction, and its operands.
  using Following = std::pair<Instruction, std::vector<Slot>>;

  /// Returns the slots of all operands, in the order of the rules.
  const std::vector<Slot> &getSlots() const { return slots; }
  /// Returns the instructions that convert results, in order.
  const std::vector<Following> &getFollowing() const { return following; }
  /// Returns the first error, or std::nullopt.
  const std::optional<Error> &getError() const { return error; }

private:
  using Kind = Operand::Kind;

  void decodeVector(const Rule &rule, const Operand &operand);
  void decodeOne(const Rule &rule, const Operand &operand);
  void decodeResult(const Rule &rule, const Operand &operand);
  void decodeSource(const Rule &rule, const Operand &operand);
  Slot decodeRegister(const Rule &rule, const Operand &operand);
  Slot decodeSourceRegister(const Rule &rule, const Operand &operand);
  Slot decodeSymbol(const Operand &operand, unsigned bits);
  std::optional<Symbol> findSymbol(const Operand &operand);
  Slot decodeImmediate(const Rule &rule, const Operand &operand);
  Slot decodeSpecial(const Operand &operand, unsigned bits);
  void decodeAddress(const Operand &operand, Instruction &instruction);
  void decodeTarget(const Operand &operand, Instruction &instruction);
  void fail(const std::string &message);

  Decoding &decoding;
  Frame &frame;
  ProgramBuilder &builder;
  const Body &body;
  const std::vector<Slot> &registers;
  const Statement &statement;
  const Variable *passed;
  std::optional<Error> error;

  Instruction guarded;
  std::vector<Slot> slots;
  std::vector<Following> following;
};

} // namespace ag::emulator

#endif // AG_EMULATOR_LOAD_OPERANDDECODER_H
