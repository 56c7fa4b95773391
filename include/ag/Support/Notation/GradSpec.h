//===- GradSpec.h - the notation of derivatives -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which derivatives does a text ask for?
//
//   specs = spec { ";" spec }
//   spec  = [ function ] { ":" part }
//   part  = "wrt=" by { "," by } | "of=" result { "," result }
//         | "value" | "mode=vjp" | "mode=jvp"
//   by    = argument's number | pattern of names of arguments and parameters
//   result = its number
//
// A pattern is a glob, as llvm/Support/GlobPattern.h has them without braces:
// *, ?, [a-z], and \ in front of what stands for itself.
//
// For instance, "loss:wrt=0,layer1.*:value" asks for the gradient of @loss by
// its argument 0 and the parameters of layer1, with @loss's results; "" for
// that of the function which is the only candidate, by all that it has.
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

/// What is differentiated by: an argument's number, or a pattern of names.
using GradBy = std::variant<unsigned, std::string>;

enum class GradMode : uint8_t { VJP, JVP };

struct GradSpec {
  /// Empty for the only candidate.
  std::string function;
  /// None for all floats.
  std::optional<std::vector<GradBy>> by;
  /// The results that are differentiated; none for all floats.
  std::optional<std::vector<unsigned>> of;
  /// Whether the function's results are returned, too.
  bool value = false;
  GradMode mode = GradMode::VJP;
};

/// An error names the column of what can't be read, from 1 on, and says what is
/// expected there.
llvm::Expected<std::vector<GradSpec>> parseGradSpecs(llvm::StringRef text);

/// The text that is read so.
std::string spell(const GradSpec &spec);

/// Whether `by`, of a spec that was read, means the argument of that number and
/// name, which may be empty.
bool meansArgument(const GradBy &by, unsigned number, llvm::StringRef name);

/// Whether it means the parameter of that name.
bool meansParameter(const GradBy &by, llvm::StringRef name);

} // namespace ag

#endif // AG_SUPPORT_NOTATION_GRADSPEC_H
