//===- ShardFile.cpp - what a file says of a sharding ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Sharding/ShardFile.h"
#include "ag/Support/Notation/JsonReader.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"
#include <charconv>
#include <cmath>

using llvm::Error;
using llvm::Expected;
using llvm::StringRef;
using llvm::Twine;
using Tensors = std::vector<ag::ShardPins::Tensor>;

namespace ag {
namespace {
/// The kinds of tensors, in the order in which they are written.
struct PinsKey {
  StringRef key;
  Tensors ShardPins::*tensors;
};
constexpr PinsKey pinsKeys[] = {{"arguments", &ShardPins::arguments},
                                {"parameters", &ShardPins::parameters},
                                {"results", &ShardPins::results}};

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

class ShardFileReader {
public:
  explicit ShardFileReader(StringRef text) : json(text) {}

  Expected<ShardFile> run();

private:
  Error readMember(StringRef key);
  Error readAxis(StringRef name);
  Error readLink(StringRef axis);
  Error readBucketBytes();
  Error readEntry(StringRef name);
  Error readTensors(Tensors &tensors);
  Error readTensor(ShardPins::Tensor &tensor);
  Error readDim(ShardPins::Dim &dim, llvm::StringSet<> &seen);
  Error readAxes(std::vector<std::string> &axes, llvm::StringSet<> &seen);
  Error readStep(ShardFile::Step &step);

  JsonReader json;
  ShardFile file;
};
} // namespace

Expected<ShardFile> ShardFileReader::run() {
  Error error = json.readObject("an object",
                                [&](StringRef key) { return readMember(key); });
  if (!error)
    error = json.readEnd();
  if (error)
    return std::move(error);
  return std::move(file);
}

Error ShardFileReader::readMember(StringRef key) {
  if (key == "mesh") {
    file.mesh.emplace();
    Error error = json.readObject(
        "an object of axes", [&](StringRef name) { return readAxis(name); });
    if (!error && file.mesh->empty())
      return json.error("expected an axis or more");
    return error;
  }
  if (key == "links")
    return json.readObject("an object of links",
                           [&](StringRef axis) { return readLink(axis); });
  if (key == "bucket_bytes")
    return readBucketBytes();
  if (key == "plan") {
    auto &steps = file.plan.emplace();
    return json.readArray("a list of decisions",
                          [&] { return readStep(steps.emplace_back()); });
  }
  for (const PinsKey &each : pinsKeys)
    if (key == each.key)
      return readTensors(file.pins.*each.tensors);
  if (key.consume_front("@") && !key.empty())
    return readEntry(key);
  return json.error("no such key; expected mesh, links, bucket_bytes, "
                    "arguments, parameters, results, plan, or @ and an entry's "
                    "name");
}

Error ShardFileReader::readAxis(StringRef name) {
  if (!isAxisName(name))
    return json.error("expected an axis's name, of letters, digits and _, "
                      "which begins with no digit");
  Expected<int64_t> size = json.readCount("how many ranks the axis has");
  if (!size)
    return size.takeError();
  if (*size == 0)
    return json.error("expected 1 or more ranks");
  file.mesh->push_back({name.str(), *size});
  return Error::success();
}

Error ShardFileReader::readLink(StringRef axis) {
  std::vector<double> numbers;
  constexpr StringRef expected[] = {
      "seconds, 0 or more", "bytes a second, more than 0", "no third number"};
  Error error = json.readArray("[seconds, bytes a second]", [&]() -> Error {
    StringRef what = expected[numbers.size()];
    Expected<double> number = json.readNumber(what);
    if (!number)
      return number.takeError();
    bool isOne = std::isfinite(*number) &&
                 (numbers.empty() ? *number >= 0 : *number > 0);
    if (!isOne || numbers.size() == 2)
      return json.error("expected " + what);
    numbers.push_back(*number + 0.0); // -0.0, which JSON lacks, becomes 0
    return Error::success();
  });
  if (error)
    return error;
  if (numbers.size() != 2)
    return json.error("expected [seconds, bytes a second]");
  file.links.push_back({axis.str(), {numbers[0], numbers[1]}});
  return Error::success();
}

Error ShardFileReader::readBucketBytes() {
  Expected<int64_t> bytes = json.readCount("bytes, 0 or more, below 2^63");
  if (!bytes)
    return bytes.takeError();
  file.bucketBytes = *bytes;
  return Error::success();
}

Error ShardFileReader::readEntry(StringRef name) {
  ShardPins &pins =
      file.entries.emplace_back(ShardFile::Entry{name.str(), {}}).pins;
  return json.readObject("an object", [&](StringRef key) {
    for (const PinsKey &each : pinsKeys)
      if (key == each.key)
        return readTensors(pins.*each.tensors);
    return json.error("no such key; expected arguments, parameters or results");
  });
}

Error ShardFileReader::readTensors(Tensors &tensors) {
  return json.readObject("an object of tensors", [&](StringRef name) {
    if (name.empty())
      return json.error("expected a tensor's name or number");
    return readTensor(
        tensors.emplace_back(ShardPins::Tensor{name.str(), std::nullopt}));
  });
}

Error ShardFileReader::readTensor(ShardPins::Tensor &tensor) {
  if (json.acceptNull())
    return Error::success();
  std::vector<ShardPins::Dim> &dims = tensor.dims.emplace();
  llvm::StringSet<> seen;
  return json.readArray("null, or a list of axes, or null, for each dimension",
                        [&] { return readDim(dims.emplace_back(), seen); });
}

Error ShardFileReader::readDim(ShardPins::Dim &dim, llvm::StringSet<> &seen) {
  if (json.acceptNull())
    return Error::success();
  return readAxes(dim.emplace(), seen);
}

Error ShardFileReader::readAxes(std::vector<std::string> &axes,
                                llvm::StringSet<> &seen) {
  return json.readArray("a list of axes, or null", [&]() -> Error {
    Expected<std::string> axis = json.readString("an axis's name");
    if (!axis)
      return axis.takeError();
    if (!isAxisName(*axis))
      return json.error("expected an axis's name");
    if (!seen.insert(*axis).second)
      return json.error("'" + *axis + "' stands here already");
    axes.push_back(std::move(*axis));
    return Error::success();
  });
}

Error ShardFileReader::readStep(ShardFile::Step &step) {
  llvm::StringSet<> seen;
  auto readLists = [&](ShardFile::Step::Lists &lists) {
    return json.readArray("a list of lists of axes",
                          [&] { return readAxes(lists.emplace_back(), seen); });
  };
  return json.readObject("an op's decision", [&](StringRef key) -> Error {
    if (key == "loops")
      return readLists(step.loops);
    if (key == "groups")
      return readLists(step.groups);
    if (key != "op")
      return json.error("no such key; expected op, loops or groups");
    Expected<std::string> op = json.readString("an op's name");
    if (!op)
      return op.takeError();
    step.op = std::move(*op);
    return Error::success();
  });
}

Expected<ShardFile> parseShardFile(StringRef json) {
  return ShardFileReader(json).run();
}

//===----------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------===//

/// Returns the shortest text that is read back as this number.
static std::string shortest(double number) {
  char digits[32];
  return std::string(digits,
                     std::to_chars(digits, std::end(digits), number).ptr);
}

static std::string
spell(const std::optional<std::vector<ShardPins::Dim>> &dims) {
  if (!dims)
    return "null";
  return "[" +
         llvm::join(
             llvm::map_range(
                 *dims,
                 [](const ShardPins::Dim &axes) {
                   if (!axes)
                     return std::string("null");
                   return llvm::formatv("{0}", llvm::json::Value(*axes)).str();
                 }),
             ", ") +
         "]";
}

static void writePins(const ShardPins &pins, llvm::json::OStream &json) {
  for (const PinsKey &each : pinsKeys) {
    const Tensors &tensors = pins.*each.tensors;
    if (tensors.empty())
      continue;
    json.attributeObject(each.key, [&] {
      for (const ShardPins::Tensor &tensor : tensors) {
        json.attributeBegin(tensor.name);
        json.rawValue(spell(tensor.dims));
        json.attributeEnd();
      }
    });
  }
}

static void writeLinks(const std::vector<ShardFile::Link> &links,
                       llvm::json::OStream &json) {
  json.attributeObject("links", [&] {
    for (const auto &[axis, link] : links) {
      json.attributeBegin(axis);
      json.rawValue("[" + shortest(link.latency) + ", " +
                    shortest(link.bandwidth) + "]");
      json.attributeEnd();
    }
  });
}

static std::string spell(const ShardFile::Step::Lists &lists) {
  return "[" +
         llvm::join(
             llvm::map_range(
                 lists,
                 [](const std::vector<std::string> &axes) {
                   return llvm::formatv("{0}", llvm::json::Value(axes)).str();
                 }),
             ", ") +
         "]";
}

static void writePlan(const std::vector<ShardFile::Step> &plan,
                      llvm::json::OStream &json) {
  json.attributeArray("plan", [&] {
    for (const ShardFile::Step &step : plan)
      json.rawValue(
          llvm::formatv(R"({{"op": {0}, "loops": {1}, "groups": {2}})",
                        llvm::json::Value(step.op), spell(step.loops),
                        spell(step.groups))
              .str());
  });
}

std::string writeShardFile(const ShardFile &file) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  llvm::json::OStream json(stream, /*IndentSize=*/1);
  json.object([&] {
    if (file.mesh)
      json.attributeObject("mesh", [&] {
        for (const ShardAxis &axis : *file.mesh)
          json.attribute(axis.name, axis.size);
      });
    if (!file.links.empty())
      writeLinks(file.links, json);
    if (file.bucketBytes)
      json.attribute("bucket_bytes", *file.bucketBytes);
    writePins(file.pins, json);
    for (const ShardFile::Entry &entry : file.entries)
      json.attributeObject("@" + entry.name,
                           [&] { writePins(entry.pins, json); });
    if (file.plan)
      writePlan(*file.plan, json);
  });
  return text + "\n";
}

//===----------------------------------------------------------------------===//
// The mesh
//===----------------------------------------------------------------------===//

std::vector<ShardAxis> listAxes(const Mesh &mesh) {
  std::vector<ShardAxis> axes;
  axes.reserve(mesh.getAxes().size());
  for (const MeshAxis &axis : mesh.getAxes())
    axes.push_back({axis.name, axis.size});
  return axes;
}

std::string describeAxes(llvm::ArrayRef<ShardAxis> axes) {
  return llvm::join(llvm::map_range(axes,
                                    [](const ShardAxis &axis) {
                                      return axis.name + " " +
                                             std::to_string(axis.size);
                                    }),
                    " x ");
}

static std::string spell(llvm::ArrayRef<ShardAxis> axes) {
  return llvm::join(llvm::map_range(axes,
                                    [](const ShardAxis &axis) {
                                      return axis.name + "=" +
                                             std::to_string(axis.size);
                                    }),
                    ",");
}

static Expected<std::vector<MeshAxis>> chooseAxes(const ShardSpec &spec,
                                                  const ShardFile &file) {
  if (spec.axes.empty() && !file.mesh)
    return llvm::createStringError(
        "there is no mesh; expected axes, as in dp2,tp4, or a file's \"mesh\"");
  const std::vector<ShardAxis> &asked =
      spec.axes.empty() ? *file.mesh : spec.axes;
  if (file.mesh && spell(asked) != spell(*file.mesh))
    return llvm::createStringError("mesh: is " + spell(*file.mesh) +
                                   "; asked for is " + spell(asked));
  std::vector<MeshAxis> axes;
  axes.reserve(asked.size());
  for (const ShardAxis &axis : asked)
    axes.push_back({axis.name, axis.size});
  return axes;
}

Expected<ShardFile> readShardFile(const ShardSpec &spec) {
  if (!spec.file)
    return ShardFile();
  auto buffer = llvm::MemoryBuffer::getFile(*spec.file, /*IsText=*/true);
  if (!buffer)
    return llvm::createStringError("can't read '" + *spec.file +
                                   "': " + buffer.getError().message());
  Expected<ShardFile> file = parseShardFile((*buffer)->getBuffer());
  if (!file)
    return llvm::createStringError(*spec.file + ": " +
                                   llvm::toString(file.takeError()));
  return file;
}

static Error checkAxisName(StringRef name, const Mesh &mesh,
                           const Twine &path) {
  if (mesh.findAxis(name))
    return Error::success();
  auto names = llvm::map_range(mesh.getAxes(),
                               [](const MeshAxis &axis) { return axis.name; });
  return llvm::createStringError(path + ": the mesh has no axis '" + name +
                                 "'; it has " + llvm::join(names, ", "));
}

static Error checkTensor(const ShardPins::Tensor &tensor, const Mesh &mesh,
                         const Twine &path) {
  if (!tensor.dims)
    return Error::success();
  for (const auto &[number, dim] : llvm::enumerate(*tensor.dims))
    if (dim)
      for (StringRef axis : *dim)
        if (Error error = checkAxisName(axis, mesh,
                                        path + "." + spellJsonKey(tensor.name) +
                                            "[" + Twine(number) + "]"))
          return error;
  return Error::success();
}

/// Checks that the mesh has all axes of the pins. `path` is the prefix of keys
/// for errors; it ends in a dot, or is empty.
static Error checkPins(const ShardPins &pins, const Mesh &mesh,
                       const Twine &path) {
  for (const PinsKey &each : pinsKeys)
    for (const ShardPins::Tensor &tensor : pins.*each.tensors)
      if (Error error = checkTensor(tensor, mesh, path + each.key))
        return error;
  return Error::success();
}

Expected<Mesh> meshOf(const ShardSpec &spec, const ShardFile &file) {
  Expected<std::vector<MeshAxis>> axes = chooseAxes(spec, file);
  if (!axes)
    return axes.takeError();
  for (const auto &[name, link] : file.links)
    for (MeshAxis &axis : *axes)
      if (axis.name == name)
        axis.link = link;
  Expected<Mesh> mesh = Mesh::get(std::move(*axes));
  if (!mesh)
    return mesh.takeError();
  for (const ShardFile::Link &link : file.links)
    if (Error error =
            checkAxisName(link.axis, *mesh, "links." + spellJsonKey(link.axis)))
      return std::move(error);
  if (Error error = checkPins(file.pins, *mesh, ""))
    return std::move(error);
  for (const ShardFile::Entry &entry : file.entries)
    if (Error error =
            checkPins(entry.pins, *mesh, spellJsonKey("@" + entry.name) + "."))
      return std::move(error);
  return mesh;
}

} // namespace ag
