//===- Calls.cpp - calls of functions -----------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Load/Calls.h"
#include "Forms/Table.h"
#include "Load/Immediate.h"

namespace ag::emulator {
namespace {
/// A register or constant, or bytes of a thread's local memory.
struct Place {
  bool isMemory;
  uint32_t bytes;
  Slot slot;
  uint64_t address;
};

struct Move {
  Place to;
  Place from;
};

/// Decodes one call.
class CallDecoder {
public:
  CallDecoder(Decoding &decoding, const Caller &caller, const Callee &callee)
      : decoding(decoding), caller(caller), callee(callee) {}

  std::vector<Move> pair(const std::vector<Formal> &formals,
                         const Operand *actuals, bool isResult);
  void append(const Move &move, const Instruction &guarded);

  /// The end of the error message; empty without an error.
  std::string why;

private:
  Type getType(Formal formal) const;
  Place findPlace(Formal formal) const;
  Place findPlace(const Variable &variable) const;
  std::optional<Place> findActual(Formal formal, const Operand &operand,
                                  bool isResult);
  void append(const std::string &opcode, uint32_t bytes,
              const std::vector<Slot> &slots, Instruction guarded);

  Decoding &decoding;
  const Caller &caller;
  const Callee &callee;
};
} // namespace

Type CallDecoder::getType(Formal formal) const {
  const DeviceFunction &function = *callee.function;
  return formal.isRegister ? function.registers[formal.index]
                           : function.variables[formal.index].type;
}

Place CallDecoder::findPlace(const Variable &variable) const {
  return {true, static_cast<uint32_t>(variable.bytes), 0,
          decoding.variables.at(&variable).address};
}

Place CallDecoder::findPlace(Formal formal) const {
  if (formal.isRegister)
    return {false, bitsOf(getType(formal)) / 8, callee.registers[formal.index],
            0};
  return findPlace(callee.function->variables[formal.index]);
}

/// Returns the place of an operand of the caller, or std::nullopt if a call
/// does not accept it.
std::optional<Place>
CallDecoder::findActual(Formal formal, const Operand &operand, bool isResult) {
  uint32_t bytes = bitsOf(getType(formal)) / 8;
  switch (operand.kind) {
  case Operand::Kind::Register:
    return Place{false, bitsOf(caller.body.registers[operand.index]) / 8,
                 caller.registers[operand.index], 0};
  case Operand::Kind::Variable: {
    const Variable &variable = caller.body.variables[operand.index];
    if (variable.space != Space::Param)
      return std::nullopt;
    return findPlace(variable);
  }
  case Operand::Kind::Integer:
  case Operand::Kind::Float: {
    if (isResult)
      return std::nullopt;
    uint64_t bits = encodeImmediate(getType(formal), operand, why);
    return Place{false, bytes, decoding.frame.getConstant(bits, bytes * 8), 0};
  }
  default:
    return std::nullopt;
  }
}

/// Pairs the function's formals with the call's operands. Returns the moves
/// that pass the values. Sets `why` if they do not match.
std::vector<Move> CallDecoder::pair(const std::vector<Formal> &formals,
                                    const Operand *actuals, bool isResult) {
  std::vector<Move> moves;
  size_t given = actuals ? actuals->parts.size() : 0;
  if (given != formals.size()) {
    why = std::string(isResult ? " has " : " takes ") +
          std::to_string(formals.size()) +
          (isResult ? " results" : " parameters") + ", but the call names " +
          std::to_string(given);
    return moves;
  }
  for (size_t i = 0; i < given; ++i) {
    const Operand &operand = actuals->parts[i];
    if (isResult && operand.kind == Operand::Kind::Sink)
      continue;
    Place there = findPlace(formals[i]);
    std::optional<Place> here = findActual(formals[i], operand, isResult);
    if (!here || here->bytes != there.bytes) {
      why = std::string(isResult ? " returns " : " takes ") +
            std::to_string(there.bytes) + " bytes as its " +
            (isResult ? "result " : "parameter ") + std::to_string(i + 1) +
            ", in a register" + (isResult ? "" : ", a number") +
            " or a '.param' variable";
      return moves;
    }
    moves.push_back(isResult ? Move{*here, there} : Move{there, *here});
  }
  return moves;
}

/// Appends the form of `opcode` for `bytes` bytes.
void CallDecoder::append(const std::string &opcode, uint32_t bytes,
                         const std::vector<Slot> &slots, Instruction guarded) {
  const Form *form = findForm(opcode + ".b" + std::to_string(bytes * 8));
  guarded.run = form->run;
  guarded.effect = form->effect;
  // No other thread sees the store, so that it is no progress.
  if (guarded.effect == Effect::Store)
    guarded.effect = Effect::Memory;
  decoding.builder.append(guarded, slots);
}

void CallDecoder::append(const Move &move, const Instruction &guarded) {
  auto [to, from] = move;
  Frame &frame = decoding.frame;
  if (!to.isMemory && !from.isMemory)
    return append("mov", to.bytes, {to.slot, from.slot}, guarded);
  bool isCopy = to.isMemory && from.isMemory;
  Slot value = isCopy        ? frame.makeScratch(64)
               : to.isMemory ? from.slot
                             : to.slot;
  uint64_t target = to.address, source = from.address;
  for (uint32_t left = to.bytes, bytes; left > 0; left -= bytes) {
    bytes = 8;
    while (bytes > left)
      bytes /= 2;
    if (from.isMemory)
      append("ld.local", bytes, {value, frame.getConstant(source, 64)},
             guarded);
    if (to.isMemory)
      append("st.local", bytes, {frame.getConstant(target, 64), value},
             guarded);
    target += bytes;
    source += bytes;
  }
}

std::string appendCall(Decoding &decoding, const Caller &caller,
                       const CallOperands &operands, Instruction call) {
  const Callee &callee = decoding.callees.at(operands.function->name);
  CallDecoder decoder(decoding, caller, callee);
  std::vector<Move> inputs =
      decoder.pair(callee.function->inputs, operands.inputs, false);
  std::vector<Move> results;
  if (decoder.why.empty())
    results = decoder.pair(callee.function->results, operands.results, true);
  if (!decoder.why.empty())
    return decoder.why;
  Instruction guarded = call;
  for (const Move &move : inputs)
    decoder.append(move, guarded);
  call.target = callee.entry;
  decoding.builder.append(call, {callee.returns});
  for (const Move &move : results)
    decoder.append(move, guarded);
  return "";
}

} // namespace ag::emulator
