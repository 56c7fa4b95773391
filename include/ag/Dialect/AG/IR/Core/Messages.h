//===- Messages.h - what messages say of values -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Of which parts does the message of an ag.require consist?
//
//   "index {0u} is not below {1}"  ->  "index ", value 0 as an unsigned number,
//                                      " is not below ", value 1
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_CORE_MESSAGES_H
#define AG_DIALECT_AG_IR_CORE_MESSAGES_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include <optional>

namespace ag {

/// Literal text, or a value.
struct MessagePart {
  llvm::StringRef text;
  std::optional<unsigned> value;
  bool isUnsigned = false;
};

/// Returns the parts of a message. Text that does not refer to a value is
/// literal.
llvm::SmallVector<MessagePart> splitMessage(llvm::StringRef message);

} // namespace ag

#endif // AG_DIALECT_AG_IR_CORE_MESSAGES_H
