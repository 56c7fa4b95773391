//===- GradSpec.h - the notation of derivatives -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which derivatives does a text request?
//
//   specs = spec { ";" spec }
//   spec  = [ function ] { ":" part }
//   part  = "wrt=" by { "," by } | "of=" result { "," result }
//         | "value" | "mode=vjp" | "mode=jvp"
//   by    = argument's number | pattern of names of arguments and parameters
//   result = its number
//
// A pattern is a glob without braces, as in llvm/Support/GlobPattern.h: *, ?,
// [a-z], and \ before a character that stands for itself.
//
// For example, "loss:wrt=0,layer1.*:value" requests the gradient of @loss with
// respect to its argument 0 and the parameters of layer1, together with @loss's
// results. The text "" requests the gradient of the only candidate function
// with respect to all its floats.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_NOTATION_GRADSPEC_H
#define AG_SUPPORT_NOTATION_GRADSPEC_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace ag {

/// The number of an argument, or a pattern of names.
using GradBy = std::variant<unsigned, std::string>;

enum class GradMode : uint8_t { VJP, JVP };

struct GradSpec {
  /// Empty for the only candidate.
  std::string function;
  /// std::nullopt for all floats.
  std::optional<std::vector<GradBy>> by;
  /// The results that are differentiated; std::nullopt for all floats.
  std::optional<std::vector<unsigned>> of;
  /// Whether the function's results are returned, too.
  bool value = false;
  GradMode mode = GradMode::VJP;
};

/// Parses a text. An error names the column, from 1 on, and what is expected
/// there.
llvm::Expected<std::vector<GradSpec>> parseGradSpecs(llvm::StringRef text);

/// Returns the text that parseGradSpecs() parses to `spec`.
std::string spell(const GradSpec &spec);

/// Returns true if `by`, of a parsed spec, includes the argument with this
/// number and name. The name may be empty.
bool meansArgument(const GradBy &by, unsigned number, llvm::StringRef name);

/// Returns true if `by` includes the parameter with this name.
bool meansParameter(const GradBy &by, llvm::StringRef name);

} // namespace ag

#endif // AG_SUPPORT_NOTATION_GRADSPEC_H
