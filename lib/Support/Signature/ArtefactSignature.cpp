//===- ArtefactSignature.cpp - what callers see of an artefact ------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Signature/ArtefactSignature.h"
#include "ag-runtime/ABI.h"
#include "ag/Support/Sizes/AssumedSizes.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVectorExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

using llvm::ArrayRef;
using llvm::StringRef;

namespace ag {

/// Removes the first character of `text` and returns its code point, or that of
/// '_' for a byte that is not the beginning of a character in UTF-8.
static llvm::UTF32 takeCharacter(StringRef &text) {
  const auto *next = text.bytes_begin();
  llvm::UTF32 character;
  if (llvm::convertUTF8Sequence(&next, text.bytes_end(), &character,
                                llvm::strictConversion) == llvm::conversionOK) {
    text = text.drop_front(next - text.bytes_begin());
    return character;
  }
  text = text.drop_front();
  return '_';
}

std::string mangle(StringRef text) {
  constexpr llvm::UTF32 firstBeyondASCII = 0x80;
  std::string name;
  while (!text.empty()) {
    llvm::UTF32 character = takeCharacter(text);
    if (character >= firstBeyondASCII)
      llvm::raw_string_ostream(name)
          << "_u" << llvm::format_hex_no_prefix(character, 4, /*Upper=*/true);
    else
      name += llvm::isAlnum(static_cast<char>(character))
                  ? static_cast<char>(character)
                  : '_';
  }
  if (name.empty() || llvm::isDigit(name.front()))
    name.insert(0, "_");
  return name;
}

std::string getCallName(const ArtefactSignature &artefact,
                        const EntrySignature &entry, StringRef what) {
  if (artefact.entries.size() == 1)
    return (artefact.name + "_" + what).str();
  return (artefact.name + "_" + mangle(entry.name) + "_" + what).str();
}

std::string spellSymbol(const EntrySignature &entry, int64_t index) {
  const std::string &name = entry.symbols[index].name;
  return name.empty() ? "#" + std::to_string(index) : name;
}

size_t ArtefactSignature::findParameter(StringRef parameter) const {
  auto isMeant = [&](const TensorSignature &tensor) {
    return tensor.name == parameter;
  };
  auto given = llvm::find_if(parameters, isMeant);
  if (given != parameters.end())
    return given - parameters.begin();
  assert(load && "a parameter is given or made");
  ArrayRef<TensorSignature> made = load->function.results;
  return parameters.size() + (llvm::find_if(made, isMeant) - made.begin());
}

int64_t getPlannedSize(const SymbolSignature &symbol) {
  constexpr int64_t largest = int64_t(1) << 20;
  return symbol.greatest <= largest ? symbol.greatest
                                    : std::max(assumedSize, symbol.least);
}

std::string describeSizes(const EntrySignature &entry,
                          llvm::ArrayRef<int64_t> sizes) {
  std::vector<std::string> texts;
  for (auto [number, size] : llvm::enumerate(sizes))
    texts.push_back(spellSymbol(entry, number) + " " + std::to_string(size));
  return llvm::join(texts, ", ");
}

std::string describePlannedSizes(const EntrySignature &entry) {
  return describeSizes(entry,
                       llvm::map_to_vector(entry.symbols, getPlannedSize));
}

/// Returns, for each corner of a box with this number of sides, a bit mask of
/// the sides that are at the lower end.
static std::vector<uint64_t> listCorners(size_t sides) {
  constexpr size_t mostSides = 4;
  std::vector<uint64_t> corners;
  if (sides <= mostSides) {
    for (uint64_t corner = 0; corner < uint64_t(1) << sides; ++corner)
      corners.push_back(corner);
    return corners;
  }
  uint64_t all = sides < 64 ? (uint64_t(1) << sides) - 1 : ~uint64_t(0);
  corners = {0, all};
  for (size_t side = 0; side < std::min<size_t>(sides, 64); ++side) {
    corners.push_back(uint64_t(1) << side);
    corners.push_back(all & ~(uint64_t(1) << side));
  }
  return corners;
}

std::vector<llvm::SmallVector<int64_t>>
getSampleSizes(const EntrySignature &entry) {
  llvm::SmallVector<int64_t> greatest =
      llvm::map_to_vector(entry.symbols, getPlannedSize);
  llvm::SmallVector<size_t> sides;
  for (auto [number, symbol] : llvm::enumerate(entry.symbols))
    if (symbol.least < greatest[number])
      sides.push_back(number);
  std::vector<llvm::SmallVector<int64_t>> samples;
  auto add = [&](llvm::SmallVector<int64_t> sample) {
    if (!llvm::is_contained(samples, sample))
      samples.push_back(std::move(sample));
  };
  for (uint64_t corner : listCorners(sides.size())) {
    llvm::SmallVector<int64_t> sample = greatest;
    for (auto [bit, side] : llvm::enumerate(sides))
      if (bit < 64 && (corner >> bit & 1))
        sample[side] = entry.symbols[side].least;
    add(std::move(sample));
  }
  for (int64_t quarters : {1, 2, 3}) {
    llvm::SmallVector<int64_t> sample = greatest;
    for (size_t side : sides) {
      int64_t least = entry.symbols[side].least;
      sample[side] = least + (greatest[side] - least) / 4 * quarters +
                     (greatest[side] - least) % 4 * quarters / 4;
    }
    add(std::move(sample));
  }
  return samples;
}

//===----------------------------------------------------------------------===//
// To JSON
//===----------------------------------------------------------------------===//

namespace {
void writeSize(SizeSignature size, const EntrySignature &entry,
               llvm::json::OStream &json) {
  if (size.kind == SizeSignature::Number)
    json.value(size.value);
  else if (size.kind == SizeSignature::Symbol)
    json.value(spellSymbol(entry, size.value));
  else
    json.value(nullptr);
}

/// Writes the fields of a tensor.
void writeTensor(const TensorSignature &tensor, const EntrySignature &entry,
                 llvm::json::OStream &json) {
  json.attribute("name", tensor.name);
  json.attribute("dtype", getNumpyName(tensor.type));
  json.attributeArray("dims", [&] {
    for (SizeSignature size : tensor.dims)
      writeSize(size, entry, json);
  });
  if (tensor.alias >= 0)
    json.attribute("alias", tensor.alias);
  if (tensor.gradientOf)
    std::visit([&](const auto &of) { json.attribute("gradient_of", of); },
               *tensor.gradientOf);
  if (!tensor.originalName.empty())
    json.attribute("original_name", tensor.originalName);
}

void writeTensors(StringRef key, ArrayRef<TensorSignature> tensors,
                  const EntrySignature &entry, llvm::json::OStream &json) {
  json.attributeArray(key, [&] {
    for (const TensorSignature &tensor : tensors)
      json.object([&] { writeTensor(tensor, entry, json); });
  });
}

/// Writes the parameters that callers pass to load. One that load reads, and no
/// entry, has "only_load": its data is not needed after load.
void writeParameters(const ArtefactSignature &artefact,
                     llvm::json::OStream &json) {
  llvm::StringSet<> ofRuns;
  for (const EntrySignature &entry : artefact.entries)
    for (const TensorSignature &parameter : entry.parameters)
      ofRuns.insert(parameter.name);
  json.attributeArray("parameters", [&] {
    if (artefact.embedsParameters)
      return;
    for (const TensorSignature &parameter : artefact.parameters)
      json.object([&] {
        writeTensor(parameter, EntrySignature(), json);
        if (artefact.load && !ofRuns.contains(parameter.name))
          json.attribute("only_load", true);
      });
  });
}

void writeEntry(const EntrySignature &entry, bool isForCuda,
                llvm::json::OStream &json) {
  json.object([&] {
    json.attribute("name", entry.name);
    json.attributeArray("symbols", [&] {
      for (size_t index = 0; index < entry.symbols.size(); ++index)
        json.object([&] {
          json.attribute("name", spellSymbol(entry, index));
          json.attribute("least", entry.symbols[index].least);
          json.attribute("greatest", entry.symbols[index].greatest);
        });
    });
    writeTensors("arguments", entry.arguments, entry, json);
    writeTensors("results", entry.results, entry, json);
    if (isForCuda)
      json.attributeArray("kernels", [&] {
        for (const KernelSignature &kernel : entry.kernels)
          json.object([&] { writeKernel(kernel, json); });
      });
  });
}
} // namespace

std::string formatInfo(const ArtefactSignature &artefact) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  llvm::json::OStream json(stream);
  json.object([&] {
    json.attribute("name", artefact.name);
    json.attribute("version", AG_VERSION);
    json.attribute("abi", AG_ABI_VERSION);
    if (artefact.isForCuda)
      json.attribute("kind", "cuda");
    json.attribute("march", artefact.march);
    json.attribute("threads", artefact.threads);
    json.attributeArray("entries", [&] {
      for (const EntrySignature &entry : artefact.entries)
        writeEntry(entry, artefact.isForCuda, json);
    });
    writeParameters(artefact, json);
  });
  return text;
}

//===----------------------------------------------------------------------===//
// From JSON
//===----------------------------------------------------------------------===//

namespace {
/// Reads the JSON form. Errors are reported to `path`.
class InfoReader {
public:
  bool read(const llvm::json::Value &json, llvm::json::Path path,
            ArtefactSignature &artefact);

private:
  using Value = llvm::json::Value;
  using Path = llvm::json::Path;

  /// Reads each element of a list by `readOne(value, path, result)`.
  template <typename List, typename ReadOne>
  bool readList(const llvm::json::Object &object, StringRef key, Path path,
                List &list, ReadOne &&readOne);
  bool readText(const llvm::json::Object &object, StringRef key, Path path,
                std::string &text);
  bool readNumber(const llvm::json::Object &object, StringRef key, Path path,
                  int64_t &number);
  bool readSize(const Value &json, Path path, const EntrySignature &entry,
                SizeSignature &size);
  bool readGradientOf(const llvm::json::Object &object, Path path,
                      std::optional<GradientOf> &of);
  bool readTensor(const Value &json, Path path, const EntrySignature &entry,
                  TensorSignature &tensor);
  bool readSymbol(const Value &json, Path path, SymbolSignature &symbol);
  bool readEntry(const Value &json, Path path, EntrySignature &entry);
};

const llvm::json::Object *asObject(const llvm::json::Value &json,
                                   llvm::json::Path path) {
  const llvm::json::Object *object = json.getAsObject();
  if (!object)
    path.report("expected an object");
  return object;
}

template <typename List, typename ReadOne>
bool InfoReader::readList(const llvm::json::Object &object, StringRef key,
                          Path path, List &list, ReadOne &&readOne) {
  const llvm::json::Array *array = object.getArray(key);
  if (!array) {
    path.field(key).report("expected a list");
    return false;
  }
  for (auto [index, element] : llvm::enumerate(*array)) {
    list.emplace_back();
    if (!readOne(element, path.field(key).index(index), list.back()))
      return false;
  }
  return true;
}

bool InfoReader::readText(const llvm::json::Object &object, StringRef key,
                          Path path, std::string &text) {
  auto found = object.getString(key);
  if (!found)
    path.field(key).report("expected a text");
  else
    text = found->str();
  return found.has_value();
}

bool InfoReader::readNumber(const llvm::json::Object &object, StringRef key,
                            Path path, int64_t &number) {
  auto found = object.getInteger(key);
  if (!found)
    path.field(key).report("expected an integer");
  else
    number = *found;
  return found.has_value();
}

bool InfoReader::readSize(const Value &json, Path path,
                          const EntrySignature &entry, SizeSignature &size) {
  if (json.getAsNull()) {
    size = {SizeSignature::Computed, 0};
    return true;
  }
  if (auto number = json.getAsInteger(); number && *number >= 0) {
    size = {SizeSignature::Number, *number};
    return true;
  }
  for (size_t index = 0; index < entry.symbols.size(); ++index)
    if (json.getAsString() == StringRef(spellSymbol(entry, index))) {
      size = {SizeSignature::Symbol, int64_t(index)};
      return true;
    }
  path.report("expected a size, a symbol of the entry, or null");
  return false;
}

bool InfoReader::readGradientOf(const llvm::json::Object &object, Path path,
                                std::optional<GradientOf> &of) {
  const llvm::json::Value *json = object.get("gradient_of");
  if (!json)
    return true;
  if (auto number = json->getAsInteger())
    of = *number;
  else if (auto name = json->getAsString())
    of = name->str();
  else
    path.field("gradient_of").report("expected an integer or a text");
  return of.has_value();
}

bool InfoReader::readTensor(const Value &json, Path path,
                            const EntrySignature &entry,
                            TensorSignature &tensor) {
  const llvm::json::Object *object = asObject(json, path);
  std::string dtype;
  if (!object || !readText(*object, "name", path, tensor.name) ||
      !readText(*object, "dtype", path, dtype))
    return false;
  const auto *type = llvm::find_if(allScalarTypes, [&](ScalarType each) {
    return getNumpyName(each) == dtype;
  });
  if (type == std::end(allScalarTypes)) {
    path.field("dtype").report("expected numpy's name of an element type");
    return false;
  }
  tensor.type = *type;
  if (object->get("alias") && !readNumber(*object, "alias", path, tensor.alias))
    return false;
  if (!readGradientOf(*object, path, tensor.gradientOf))
    return false;
  if (object->get("original_name") &&
      !readText(*object, "original_name", path, tensor.originalName))
    return false;
  return readList(*object, "dims", path, tensor.dims,
                  [&](const Value &dim, Path where, SizeSignature &size) {
                    return readSize(dim, where, entry, size);
                  });
}

bool InfoReader::readSymbol(const Value &json, Path path,
                            SymbolSignature &symbol) {
  const llvm::json::Object *object = asObject(json, path);
  return object && readText(*object, "name", path, symbol.name) &&
         readNumber(*object, "least", path, symbol.least) &&
         readNumber(*object, "greatest", path, symbol.greatest);
}

bool InfoReader::readEntry(const Value &json, Path path,
                           EntrySignature &entry) {
  auto readOneTensor = [&](const Value &each, Path where,
                           TensorSignature &tensor) {
    return readTensor(each, where, entry, tensor);
  };
  auto readOneSymbol = [&](const Value &each, Path where,
                           SymbolSignature &symbol) {
    return readSymbol(each, where, symbol);
  };
  auto readOneKernel = [](const Value &each, Path where,
                          KernelSignature &kernel) {
    return fromJSON(each, kernel, where);
  };
  const llvm::json::Object *object = asObject(json, path);
  // A CPU's program has none.
  if (object && object->get("kernels") &&
      !readList(*object, "kernels", path, entry.kernels, readOneKernel))
    return false;
  return object && readText(*object, "name", path, entry.name) &&
         readList(*object, "symbols", path, entry.symbols, readOneSymbol) &&
         readList(*object, "arguments", path, entry.arguments, readOneTensor) &&
         readList(*object, "results", path, entry.results, readOneTensor);
}

bool InfoReader::read(const Value &json, Path path,
                      ArtefactSignature &artefact) {
  const EntrySignature nowhere;
  const llvm::json::Object *object = asObject(json, path);
  artefact.isForCuda = object && object->getString("kind") == "cuda";
  return object && readText(*object, "name", path, artefact.name) &&
         readText(*object, "march", path, artefact.march) &&
         readNumber(*object, "threads", path, artefact.threads) &&
         readList(*object, "entries", path, artefact.entries,
                  [&](const Value &each, Path where, EntrySignature &entry) {
                    return readEntry(each, where, entry);
                  }) &&
         readList(*object, "parameters", path, artefact.parameters,
                  [&](const Value &each, Path where, TensorSignature &tensor) {
                    return readTensor(each, where, nowhere, tensor);
                  });
}
} // namespace

llvm::Expected<ArtefactSignature> parseInfo(StringRef text) {
  llvm::Expected<llvm::json::Value> json = llvm::json::parse(text);
  if (!json)
    return json.takeError();
  ArtefactSignature artefact;
  llvm::json::Path::Root root("info");
  if (!InfoReader().read(*json, root, artefact))
    return root.getError();
  return artefact;
}

} // namespace ag
