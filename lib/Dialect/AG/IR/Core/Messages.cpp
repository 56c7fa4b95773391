//===- Messages.cpp - what messages say of values -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/Core/Messages.h"

namespace ag {

/// Removes the reference to a value at the beginning of `rest`, if there is
/// one, and returns it.
static std::optional<MessagePart> takeValue(llvm::StringRef &rest) {
  llvm::StringRef left = rest;
  unsigned number;
  if (!left.consume_front("{") || left.consumeInteger(10, number))
    return std::nullopt;
  bool isUnsigned = left.consume_front("u");
  if (!left.consume_front("}"))
    return std::nullopt;
  MessagePart part{rest.drop_back(left.size()), number, isUnsigned};
  rest = left;
  return part;
}

llvm::SmallVector<MessagePart> splitMessage(llvm::StringRef message) {
  llvm::SmallVector<MessagePart> parts;
  while (!message.empty()) {
    if (auto value = takeValue(message)) {
      parts.push_back(*value);
      continue;
    }
    size_t length = std::min(message.find('{', 1), message.size());
    parts.push_back({message.take_front(length), std::nullopt});
    message = message.drop_front(length);
  }
  return parts;
}

} // namespace ag
