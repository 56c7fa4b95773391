//===- GradSpec.cpp - the notation of derivatives -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Notation/GradSpec.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/GlobPattern.h"

using llvm::Error;
using llvm::Expected;
using llvm::GlobPattern;
using llvm::StringRef;

namespace ag {
namespace {
class GradSpecParser {
public:
  explicit GradSpecParser(StringRef text) : text(text), rest(text) {}

  Expected<std::vector<GradSpec>> run() {
    std::vector<GradSpec> specs;
    do {
      Expected<GradSpec> spec = parseSpec();
      if (!spec)
        return spec.takeError();
      specs.push_back(std::move(*spec));
    } while (rest.consume_front(";"));
    return specs;
  }

private:
  Expected<GradSpec> parseSpec() {
    GradSpec spec;
    spec.function = takeUntil(":;").str();
    bool hasMode = false;
    while (rest.consume_front(":"))
      if (Error error = parsePart(spec, hasMode))
        return std::move(error);
    return spec;
  }

  Error parsePart(GradSpec &spec, bool &hasMode) {
    StringRef start = rest;
    if (rest.consume_front("wrt="))
      return spec.by ? twice(start, "wrt") : parseBy(spec.by.emplace());
    if (rest.consume_front("of="))
      return spec.of ? twice(start, "of") : parseOf(spec.of.emplace());
    if (rest.consume_front("mode="))
      return std::exchange(hasMode, true) ? twice(start, "mode")
                                          : parseMode(spec.mode);
    if (takeUntil(":;") != "value")
      return error(start, "expected wrt=..., of=..., value or mode=...");
    if (std::exchange(spec.value, true))
      return twice(start, "value");
    return Error::success();
  }

  Error parseBy(std::vector<GradBy> &by) {
    do {
      StringRef start = rest, entry = takeUntil(",:;");
      if (entry.empty())
        return error(start, "expected an argument's number, or the name of "
                            "one or of a parameter");
      if (!llvm::all_of(entry, llvm::isDigit)) {
        if (Error bad = GlobPattern::create(entry).takeError())
          return error(start, llvm::toString(std::move(bad)));
        by.emplace_back(entry.str());
        continue;
      }
      unsigned number;
      if (entry.getAsInteger(10, number))
        return error(start, "expected an argument's number, less than 2^32");
      by.emplace_back(number);
    } while (rest.consume_front(","));
    return Error::success();
  }

  Error parseOf(std::vector<unsigned> &of) {
    do {
      StringRef start = rest;
      if (takeUntil(",:;").getAsInteger(10, of.emplace_back()))
        return error(start, "expected a result's number, less than 2^32");
    } while (rest.consume_front(","));
    return Error::success();
  }

  Error parseMode(GradMode &mode) {
    StringRef start = rest, name = takeUntil(":;");
    if (name != "vjp" && name != "jvp")
      return error(start, "expected vjp or jvp");
    mode = name == "vjp" ? GradMode::VJP : GradMode::JVP;
    return Error::success();
  }

  StringRef takeUntil(StringRef ends) {
    StringRef taken = rest.take_until([&](char c) { return ends.contains(c); });
    rest = rest.drop_front(taken.size());
    return taken;
  }

  Error twice(StringRef at, StringRef what) const {
    return error(at, what + " is given twice");
  }
  Error error(StringRef at, const llvm::Twine &message) const {
    return llvm::createStringError("'" + text + "', column " +
                                   llvm::Twine(at.data() - text.data() + 1) +
                                   ": " + message);
  }

  StringRef text, rest;
};
} // namespace

Expected<std::vector<GradSpec>> parseGradSpecs(StringRef text) {
  return GradSpecParser(text).run();
}

std::string spell(const GradSpec &spec) {
  std::string text = spec.function;
  if (spec.by) {
    auto entries = llvm::map_range(*spec.by, [](const GradBy &by) {
      const unsigned *number = std::get_if<unsigned>(&by);
      return number ? std::to_string(*number) : std::get<std::string>(by);
    });
    text += ":wrt=" + llvm::join(entries, ",");
  }
  if (spec.of)
    text += ":of=" + llvm::join(llvm::map_range(*spec.of,
                                                [](unsigned number) {
                                                  return std::to_string(number);
                                                }),
                                ",");
  if (spec.value)
    text += ":value";
  if (spec.mode == GradMode::JVP)
    text += ":mode=jvp";
  return text;
}

bool meansParameter(const GradBy &by, StringRef name) {
  const auto *pattern = std::get_if<std::string>(&by);
  return pattern && llvm::cantFail(GlobPattern::create(*pattern)).match(name);
}

bool meansArgument(const GradBy &by, unsigned number, StringRef name) {
  if (const auto *asked = std::get_if<unsigned>(&by))
    return *asked == number;
  return !name.empty() && meansParameter(by, name);
}

} // namespace ag
