//===- Messages.h - what messages say of values -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Of what is the message of an ag.require made?
//
//   "index {0u} is not below {1}"  ->  "index ", value 0 as an unsigned number,
//                                      " is not below ", value 1
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_MESSAGES_H
#define AG_DIALECT_AG_IR_MESSAGES_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include <optional>

namespace ag {

/// Some text, or a value in its place.
struct MessagePart {
  llvm::StringRef text;
  std::optional<unsigned> value;
  bool isUnsigned = false;
};

/// The parts of a message, of which each stands for itself where it does not
/// name a value.
llvm::SmallVector<MessagePart> splitMessage(llvm::StringRef message);

} // namespace ag

#endif // AG_DIALECT_AG_IR_MESSAGES_H
