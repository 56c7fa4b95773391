//===- GenericForm.cpp - mutants that parse -------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "GenericForm.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using llvm::SmallVector;
using llvm::StringRef;

namespace ag {

using Lines = std::vector<std::string>;
using Random = std::mt19937_64;

bool isGenericForm(StringRef program) {
  return program.starts_with("\"builtin.module\"");
}

//===----------------------------------------------------------------------===//
// Parsing
//===----------------------------------------------------------------------===//

/// Splits a list at commas outside of brackets: "4, <2, 3>" has two parts. The
/// '>' of an arrow is not a bracket.
static SmallVector<StringRef> splitList(StringRef text) {
  SmallVector<StringRef> parts;
  int depth = 0;
  size_t begin = 0;
  for (size_t place = 0; place < text.size(); ++place) {
    char c = text[place];
    bool isArrow = c == '>' && place > 0 && text[place - 1] == '-';
    if (StringRef("<([{").contains(c))
      ++depth;
    else if (StringRef(">)]}").contains(c) && !isArrow)
      --depth;
    else if (c == ',' && depth == 0) {
      parts.push_back(text.slice(begin, place).trim());
      begin = place + 1;
    }
  }
  if (!text.trim().empty())
    parts.push_back(text.substr(begin).trim());
  return parts;
}

/// Returns the types of "(a, b)" or "a".
static SmallVector<StringRef> splitTypes(StringRef text) {
  text = text.trim();
  if (text.consume_front("("))
    text.consume_back(")");
  return splitList(text);
}

std::optional<GenericLine> GenericLine::parse(StringRef line) {
  GenericLine parsed;
  StringRef rest = line.trim();
  if (rest.starts_with("%"))
    std::tie(parsed.result, rest) = rest.split(" = ");
  size_t signature = rest.rfind(" : (");
  if (!rest.consume_front("\"") || signature == StringRef::npos)
    return std::nullopt;
  auto [head, types] = std::pair(rest.take_front(signature - 1),
                                 rest.drop_front(signature - 1 + 3));
  std::tie(parsed.name, head) = head.split("\"(");
  auto [operands, attributes] = head.split(")");
  parsed.operands = splitList(operands);
  if (attributes.consume_front(" <{") && attributes.consume_back("}>"))
    parsed.attributes = splitList(attributes);
  size_t arrow = types.find(") -> ");
  if (arrow == StringRef::npos)
    return std::nullopt;
  parsed.operandTypes = splitTypes(types.take_front(arrow + 1));
  parsed.resultTypes = splitTypes(types.drop_front(arrow + 5));
  if (parsed.operandTypes.size() != parsed.operands.size())
    return std::nullopt;
  return parsed;
}

/// Returns the properties that ops share if they can replace each other.
static std::string describeUse(const GenericLine &line, bool withTypes) {
  std::string use = std::to_string(line.operands.size()) + ">" +
                    std::to_string(line.resultTypes.size());
  for (StringRef attribute : line.attributes)
    use += (" " + attribute.split(" = ").first).str();
  if (withTypes)
    use += llvm::join(line.operandTypes, ",") + ">" +
           llvm::join(line.resultTypes, ",");
  return use;
}

void GenericCorpus::add(StringRef program) {
  SmallVector<StringRef> lines;
  program.split(lines, '\n');
  for (StringRef line : lines) {
    std::optional<GenericLine> parsed = GenericLine::parse(line);
    if (!parsed)
      continue;
    for (bool withTypes : {false, true})
      namesByUse[describeUse(*parsed, withTypes)].push_back(parsed->name.str());
    for (StringRef attribute : parsed->attributes) {
      auto [key, value] = attribute.split(" = ");
      valuesByKey[key].push_back(value.str());
    }
  }
}

//===----------------------------------------------------------------------===//
// Mutations
//===----------------------------------------------------------------------===//

static size_t pick(Random &random, size_t count) { return random() % count; }

template <typename List> static auto &pickFrom(List &&list, Random &random) {
  return list[pick(random, std::size(list))];
}

/// Returns a random line with an op that has no regions.
static std::optional<size_t> pickLine(const Lines &lines, Random &random) {
  for (unsigned tries = 0; tries < 32; ++tries) {
    size_t number = pick(random, lines.size());
    if (GenericLine::parse(lines[number]))
      return number;
  }
  return std::nullopt;
}

/// Replaces `part`, which is a slice of `line`.
static void replacePart(std::string &line, StringRef part,
                        const std::string &text) {
  size_t place = part.data() - line.data();
  line.replace(place, part.size(), text);
}

/// Returns the values of a type that lines before `end` define or use.
static SmallVector<StringRef> findValues(const Lines &lines, size_t end,
                                         StringRef type) {
  SmallVector<StringRef> values;
  for (size_t number = 0; number < end; ++number) {
    std::optional<GenericLine> line = GenericLine::parse(lines[number]);
    if (!line)
      continue;
    for (auto [operand, its] : llvm::zip(line->operands, line->operandTypes))
      if (its == type)
        values.push_back(operand);
    if (line->resultTypes.size() == 1 && line->resultTypes.front() == type)
      values.push_back(line->result);
  }
  return values;
}

static void changeOperand(Lines &lines, Random &random) {
  std::optional<size_t> number = pickLine(lines, random);
  if (!number)
    return;
  GenericLine line = *GenericLine::parse(lines[*number]);
  if (line.operands.empty())
    return;
  size_t operand = pick(random, line.operands.size());
  auto values = findValues(lines, *number, line.operandTypes[operand]);
  if (!values.empty())
    replacePart(lines[*number], line.operands[operand],
                pickFrom(values, random).str());
}

void GenericCorpus::changeName(Lines &lines, Random &random) const {
  std::optional<size_t> number = pickLine(lines, random);
  if (!number)
    return;
  GenericLine line = *GenericLine::parse(lines[*number]);
  bool withTypes = pick(random, 3) != 0;
  auto names = namesByUse.find(describeUse(line, withTypes));
  if (names != namesByUse.end())
    replacePart(lines[*number], line.name, pickFrom(names->second, random));
}

void GenericCorpus::changeAttribute(Lines &lines, Random &random) const {
  std::optional<size_t> number = pickLine(lines, random);
  if (!number)
    return;
  GenericLine line = *GenericLine::parse(lines[*number]);
  if (line.attributes.empty())
    return;
  auto [key, value] = pickFrom(line.attributes, random).split(" = ");
  auto values = valuesByKey.find(key);
  if (!value.empty() && values != valuesByKey.end())
    replacePart(lines[*number], value, pickFrom(values->second, random));
}

static void replaceOperands(std::string &line, StringRef value,
                            const std::string &other) {
  std::optional<GenericLine> parsed = GenericLine::parse(line);
  for (size_t number = 0; parsed && number < parsed->operands.size(); ++number)
    if (parsed->operands[number] == value) {
      replacePart(line, parsed->operands[number], other);
      parsed = GenericLine::parse(line);
    }
}

/// Removes a line and replaces its result by another value, or computes the
/// result twice and uses the second one later.
static void changeLines(Lines &lines, Random &random) {
  std::optional<size_t> number = pickLine(lines, random);
  if (!number)
    return;
  GenericLine line = *GenericLine::parse(lines[*number]);
  if (line.resultTypes.size() != 1)
    return;
  std::string result = line.result.str(), other = "%again";
  bool removes = pick(random, 2) == 0;
  auto values = findValues(lines, *number, line.resultTypes.front());
  if (removes && !values.empty())
    other = pickFrom(values, random).str();
  for (size_t later = *number + 1; later < lines.size(); ++later)
    replaceOperands(lines[later], result, other);
  if (removes && !values.empty()) {
    lines.erase(lines.begin() + *number);
    return;
  }
  std::string copy = lines[*number];
  replacePart(copy, StringRef(copy).substr(copy.find('%'), result.size()),
              other);
  lines.insert(lines.begin() + *number + 1, copy);
}

//===----------------------------------------------------------------------===//
// Sizes, element types and numbers
//===----------------------------------------------------------------------===//

/// Returns the positions of `word` as a separate word. An x between sizes also
/// ends a word.
static std::vector<size_t> findWord(StringRef text, StringRef word) {
  std::vector<size_t> places;
  for (size_t place = text.find(word); place != StringRef::npos;
       place = text.find(word, place + 1)) {
    char before = place == 0 ? ' ' : text[place - 1];
    StringRef after = text.substr(place + word.size()).take_front(1);
    bool isEnd = after.empty() || !llvm::isAlnum(after.front()) || after == "x";
    if (isEnd && (before == 'x' || !(llvm::isAlnum(before) || before == '_' ||
                                     before == '%' || before == '.')))
      places.push_back(place);
  }
  return places;
}

static void replaceAll(std::string &text, StringRef word, StringRef other,
                       llvm::function_ref<bool(size_t)> isMeant) {
  std::vector<size_t> places = findWord(text, word);
  for (size_t place : llvm::reverse(places))
    if (isMeant(place))
      text.replace(place, word.size(), other.str());
}

/// Replaces one size of tensors everywhere.
static void changeSize(std::string &program, Random &random) {
  static constexpr StringRef sizes[] = {"0", "1",  "2",  "3",    "5",
                                        "8", "17", "64", "1000", "?"};
  std::vector<size_t> places;
  for (size_t place = 1; place < program.size(); ++place)
    if (program[place] == 'x' &&
        (llvm::isDigit(program[place - 1]) || program[place - 1] == '?'))
      places.push_back(place);
  if (places.empty())
    return;
  StringRef before = StringRef(program).take_front(pickFrom(places, random));
  StringRef size =
      before.ends_with("?")
          ? before.take_back(1)
          : before.substr(before.find_last_not_of("0123456789") + 1);
  std::string word = size.str();
  replaceAll(program, word, pickFrom(sizes, random), [&](size_t place) {
    return StringRef(program).substr(place + word.size()).starts_with("x");
  });
}

/// Replaces one element type everywhere but in segment sizes.
static void changeElementType(std::string &program, Random &random) {
  static constexpr StringRef types[] = {"f64", "f32",  "bf16", "f16",
                                        "i64", "i32",  "i16",  "i8",
                                        "i1",  "ui64", "ui8",  "index"};
  SmallVector<StringRef> present;
  for (StringRef type : types)
    if (!findWord(program, type).empty())
      present.push_back(type);
  if (present.empty())
    return;
  replaceAll(program, pickFrom(present, random), pickFrom(types, random),
             [&](size_t place) {
               return !StringRef(program).take_front(place).ends_with("array<");
             });
}

/// A number that is no size and no part of a name.
static void changeNumber(std::string &program, Random &random) {
  static constexpr StringRef numbers[] = {
      "0",  "1",  "-1", "2",          "3",           "7",
      "63", "64", "-2", "2147483647", "-2147483648", "9223372036854775807"};
  for (unsigned tries = 0; tries < 64; ++tries) {
    size_t place = 1 + pick(random, program.size());
    if (place >= program.size() || !llvm::isDigit(program[place]) ||
        !StringRef(" [(<-").contains(program[place - 1]))
      continue;
    StringRef number = StringRef(program).substr(place).take_while(
        [](char c) { return llvm::isDigit(c); });
    if (StringRef(program).substr(place + number.size()).starts_with("x"))
      continue;
    program.replace(place, number.size(), pickFrom(numbers, random).str());
    return;
  }
}

void GenericCorpus::change(std::string &program, Random &random) const {
  switch (size_t kind = pick(random, 10)) {
  case 0:
    return changeSize(program, random);
  case 1:
    return changeElementType(program, random);
  case 2:
    return changeNumber(program, random);
  default: {
    SmallVector<StringRef> parts;
    StringRef(program).split(parts, '\n');
    Lines lines(parts.begin(), parts.end());
    if (kind < 6)
      changeName(lines, random);
    else if (kind < 8)
      changeOperand(lines, random);
    else if (kind == 8)
      changeAttribute(lines, random);
    else
      changeLines(lines, random);
    program = llvm::join(lines, "\n");
  }
  }
}

} // namespace ag
