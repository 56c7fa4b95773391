//===- Programs.cpp - compiled programs in Python -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Programs.h"
#include "DeviceArray.h"
#include "Diagnostics.h"
#include "Gil.h"
#include "Trace.h"
#include "ag/Support/Report/WriteFile.h"
#include "ag/Support/Tensor/DLPack.h"
#include "llvm/Support/MathExtras.h"
#include <deque>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

namespace nb = nanobind;
using namespace nanobind::literals;

namespace ag::python {

void checkStatus(int32_t status) {
  if (status != AG_OK)
    throw Failure(agGetLastError());
}

static std::string toString(AgStringRef text) {
  return {text.data, text.length};
}

std::string Program::info() const { return toString(agProgramGetInfo(handle)); }

//===----------------------------------------------------------------------===//
// Compiling
//===----------------------------------------------------------------------===//

namespace {
template <typename Handle, void (*Destroy)(Handle)> struct Owned {
  Handle handle{nullptr};
  Owned() = default;
  Owned(const Owned &) = delete;
  ~Owned() {
    if (handle.ptr)
      Destroy(handle);
  }
};
using Artefact = Owned<AgArtefact, agArtefactDestroy>;

/// A copy of a program in its own context, so that programs can be compiled
/// without the GIL, which guards the context of traced modules.
struct Copy {
  explicit Copy(const std::string &text) {
    context.handle = agContextCreate();
    checkStatus(agModuleParse(context.handle, text.data(), text.size(),
                              /*name=*/nullptr, &module.handle));
  }

  Owned<AgContext, agContextDestroy> context;
  Owned<AgModule, agModuleDestroy> module;
};

/// The AgCompileOptions of a dict with their fields. Fields that are missing or
/// None have their defaults. This object owns the strings.
struct Options {
  explicit Options(const nb::dict &fields) {
    for (auto [key, value] : fields)
      if (!value.is_none())
        set(nb::cast<std::string>(key), value);
  }
  Options(const Options &) = delete;

  void set(const std::string &name, nb::handle value) {
#define AG_TEXT(field, option)                                                 \
  if (name == #field) {                                                        \
    given.field = keep(value);                                                 \
    return;                                                                    \
  }
#define AG_NUMBER(field, initial, option)                                      \
  if (name == #field) {                                                        \
    given.field = nb::cast<unsigned>(value);                                   \
    return;                                                                    \
  }
#define AG_FLAG(field, option)                                                 \
  if (name == #field) {                                                        \
    given.field = nb::cast<bool>(value);                                       \
    return;                                                                    \
  }
#define AG_LIST(field, count, option)                                          \
  if (name == #field) {                                                        \
    auto &list = lists.emplace_back();                                         \
    for (nb::handle element : value)                                           \
      list.push_back(keep(element));                                           \
    given.field = list.data();                                                 \
    given.count = list.size();                                                 \
    return;                                                                    \
  }
#include "ag-c/CompileOptions.def"
    throw Failure("there is no option " + name);
  }

  const char *keep(nb::handle text) {
    return texts.emplace_back(nb::cast<std::string>(text)).c_str();
  }

  /// Deques, as `given` points to their elements.
  std::deque<std::string> texts;
  std::deque<std::vector<const char *>> lists;
  AgCompileOptions given = AG_COMPILE_OPTIONS_INIT;
};

std::shared_ptr<Artefact> compile(Module &module, AgEmission emission,
                                  const nb::dict &fields) {
  Options options(fields);
  std::string text = module.text(/*locations=*/true);
  ReleasedGil released(AtEnd::Await);
  Copy copy(text);
  auto artefact = std::make_shared<Artefact>();
  checkStatus(agModuleCompile(copy.module.handle, emission, &options.given,
                              &artefact->handle));
  return artefact;
}

void append(AgStringRef part, void *to) {
  static_cast<std::string *>(to)->append(part.data, part.length);
}

/// Returns the JSON report of a compilation up to linalg: the decisions of its
/// passes and their reasons.
std::string explain(Module &module, const nb::dict &fields) {
  Options options(fields);
  std::string text = module.text(/*locations=*/true);
  ReleasedGil released(AtEnd::Await);
  Copy copy(text);
  std::string report;
  checkStatus(
      agModulePrintReport(copy.module.handle, &options.given, append, &report));
  return report;
}

std::shared_ptr<Program> load(const Artefact &artefact) {
  ReleasedGil released(AtEnd::Await);
  AgProgram program;
  checkStatus(agArtefactLoad(artefact.handle, &program));
  return std::make_shared<Program>(program);
}

std::shared_ptr<Program> openProgram(const std::string &path) {
  AgProgram program;
  checkStatus(agProgramOpen(path.c_str(), &program));
  return std::make_shared<Program>(program);
}
} // namespace

//===----------------------------------------------------------------------===//
// Running
//===----------------------------------------------------------------------===//

Model::Model(std::shared_ptr<Program> program, const std::string &weights,
             int32_t threads)
    : program(std::move(program)) {
  ReleasedGil released;
  checkStatus(agModelLoad(this->program->get(),
                          weights.empty() ? nullptr : weights.c_str(), threads,
                          &handle));
}

namespace {
/// Tensors of Python as the C API takes them. This object owns their names and
/// shapes, and refers to elements that only load reads; `ofRuns` refers to the
/// others.
struct NamedTensors {
  NamedTensors(const nb::list &tensors, std::deque<Buffer> &ofRuns) {
    for (nb::handle each : tensors) {
      auto tensor = nb::cast<nb::tuple>(each);
      add(tensor, nb::cast<bool>(tensor[4]) ? ofRuns : ofLoad);
    }
  }
  NamedTensors(const NamedTensors &) = delete;

  void add(const nb::tuple &tensor, std::deque<Buffer> &buffers) {
    auto spelled = nb::cast<std::string>(tensor[1]);
    auto type = parseScalarType(spelled);
    if (!type)
      throw Failure("there is no element type " + spelled);
    auto &name = names.emplace_back(nb::cast<std::string>(tensor[0]));
    auto &shape =
        shapes.emplace_back(nb::cast<std::vector<int64_t>>(tensor[2]));
    llvm::StringRef bytes = buffers.emplace_back(tensor[3]).bytes();
    size_t expected = getByteWidth(*type);
    for (int64_t size : shape)
      expected *= size;
    if (bytes.size() != expected)
      throw Failure("the tensor " + name + " has " +
                    std::to_string(bytes.size()) + " bytes, expected " +
                    std::to_string(expected));
    given.push_back({name.c_str(), toDLDataType(*type), int32_t(shape.size()),
                     shape.data(), bytes.bytes_begin()});
  }

  /// Deques, as `given` points to their elements.
  std::deque<std::string> names;
  std::deque<std::vector<int64_t>> shapes;
  std::deque<Buffer> ofLoad;
  std::vector<ag_named_tensor> given;
};
} // namespace

Model::Model(std::shared_ptr<Program> program, const nb::list &tensors,
             int32_t threads)
    : program(std::move(program)) {
  NamedTensors named(tensors, buffers);
  {
    ReleasedGil released;
    checkStatus(agModelLoadTensors(this->program->get(), named.given.data(),
                                   named.given.size(), threads, &handle));
  }
  if (!isCPU(device()))
    buffers.clear();
}

Memory Model::takeMemory(size_t bytes, size_t alignment) {
  if (bytes == 0)
    return {};
  {
    std::lock_guard<std::mutex> lock(mutex);
    for (Memory &memory : spare) {
      if (memory.bytes < bytes ||
          reinterpret_cast<uintptr_t>(memory.data.get()) % alignment != 0)
        continue;
      std::swap(memory, spare.back());
      Memory taken = std::move(spare.back());
      spare.pop_back();
      return taken;
    }
  }
  return Memory::allocate(bytes, alignment, device());
}

void Model::giveBack(Memory memory) {
  if (!memory.data)
    return;
  std::lock_guard<std::mutex> lock(mutex);
  // Keeps the 8 largest blocks, enough for 8 threads that run at once.
  for (Memory &other : spare)
    if (other.bytes < memory.bytes)
      std::swap(other, memory);
  if (spare.size() < 8)
    spare.push_back(std::move(memory));
}

Entry::Entry(std::shared_ptr<Model> model, size_t number, size_t symbolCount,
             std::vector<std::string> names, const nb::list &results)
    : model(std::move(model)), number(number), symbolCount(symbolCount),
      names(std::move(names)), donated(this->names.size()) {
  for (nb::handle result : results) {
    auto rank = nb::cast<size_t>(result[1]);
    this->results.emplace_back(nb::object(result[0]), rank,
                               nb::cast<int64_t>(result[2]));
    sizeCount += rank;
    if (int64_t alias = this->results.back().alias(); alias >= 0)
      donated.set(alias);
  }
}

void Entry::prepare(llvm::ArrayRef<DLTensor> arguments,
                    llvm::SmallVectorImpl<int64_t> &sizes, ag_workspace &need) {
  llvm::SmallVector<int64_t> symbols(symbolCount);
  checkStatus(agModelReadSymbols(model->get(), number, arguments.data(),
                                 arguments.size(), symbols.data()));
  sizes.resize(sizeCount);
  checkStatus(agModelQuery(model->get(), number, symbols.data(), symbolCount,
                           sizes.data(), &need));
}

nb::list Entry::run(nb::handle arrays, bool arePlain) {
  DLDevice device = model->device();
  Arguments arguments(arrays, names, donated, device, arePlain);
  llvm::MutableArrayRef<DLTensor> tensors = arguments.tensors();
  llvm::SmallVector<int64_t> sizes;
  ag_workspace workspace;
  prepare(tensors, sizes, workspace);
  HostCopies copies;
  size_t bytes = workspace.bytes, copiesAt = 0, resultsAt = 0;
  bool isBrought = !isCPU(device) && !arguments.areOnDevice();
  if (!isCPU(device)) {
    copiesAt = llvm::alignTo(workspace.bytes, operandAlignment);
    resultsAt = copiesAt + copies.plan(tensors);
    bytes = resultsAt + (isBrought ? countBytes(results, sizes) : 0);
  }
  Memory memory = model->takeMemory(bytes, workspace.alignment);
  auto *base = static_cast<char *>(memory.data.get());
  workspace.data = base;
  if (!isCPU(device))
    copies.place(base + copiesAt, device, tensors);
  Results made(results, sizes.data(), tensors, device,
               isBrought ? base + resultsAt : nullptr);
  execute(arguments, copies, made, workspace);
  model->giveBack(std::move(memory));
  return made.take(arguments.exchange(), arrays);
}

void Entry::execute(Arguments &arguments, HostCopies &copies, Results &made,
                    const ag_workspace &workspace) {
  ReleasedGil released;
  llvm::ArrayRef<DLTensor> tensors = arguments.tensors();
  DLDevice device = model->device();
  bool isOnStreams = arguments.awaitStreams(device);
  copies.upload();
  checkStatus(agModelRun(model->get(), number, tensors.data(), tensors.size(),
                         made.tensors().data(), made.tensors().size(),
                         &workspace));
  copies.download(donated);
  if (!isCPU(device) && !arguments.areOnDevice())
    made.bringToCPU();
  // The libraries of arguments do not wait for programs on other streams.
  if (isOnStreams)
    awaitStream(device, nullptr);
}

nb::tuple Entry::query(const std::vector<int64_t> &symbols) {
  std::vector<int64_t> sizes(sizeCount);
  ag_workspace need;
  checkStatus(agModelQuery(model->get(), number, symbols.data(), symbols.size(),
                           sizes.data(), &need));
  return nb::make_tuple(need.bytes, need.alignment, sizes);
}

//===----------------------------------------------------------------------===//
// Bindings
//===----------------------------------------------------------------------===//

static size_t findEntry(const Program &program, const std::string &name) {
  size_t entry;
  checkStatus(agProgramFindEntry(program.get(), name.c_str(), &entry));
  return entry;
}

static nb::bytes toBytes(AgStringRef text) {
  return nb::bytes(text.data, text.length);
}

/// Returns the contents of the workspaces as JSON.
static std::string printMemory(const Artefact &artefact) {
  std::string text;
  agArtefactPrintMemory(artefact.handle, append, &text);
  return text;
}

/// Writes the bytes of an object with Python's buffer protocol, or of all such
/// objects of an iterable.
static void print(nb::handle contents, llvm::raw_ostream &os) {
  if (PyObject_CheckBuffer(contents.ptr())) {
    os << Buffer(contents).bytes();
    return;
  }
  for (nb::handle piece : contents)
    os << Buffer(piece).bytes();
}

/// Writes files that belong together, as writeFiles does. Each has a path, its
/// contents as of print, and whether users who may read it may execute it.
void write(
    const std::vector<std::tuple<nb::bytes, nb::object, bool>> &contents) {
  // An exception must not pass through the writer, which is code without them.
  std::exception_ptr raised;
  std::vector<NewFile> files;
  files.reserve(contents.size());
  for (const auto &file : contents) {
    const auto &[path, object, isExecutable] = file;
    auto printed = [&raised, contents = nb::handle(object)](
                       llvm::raw_ostream &os) -> llvm::Error {
      try {
        print(contents, os);
      } catch (...) {
        raised = std::current_exception();
        return llvm::createStringError("Python raised an exception");
      }
      return llvm::Error::success();
    };
    files.push_back({llvm::StringRef(path.c_str(), path.size()), "",
                     isExecutable, printed});
  }
  llvm::Error error = writeFiles(files);
  if (raised) {
    llvm::consumeError(std::move(error));
    std::rethrow_exception(raised);
  }
  if (error)
    throw Failure(llvm::toString(std::move(error)));
}

void bindPrograms(nb::module_ &m) {
  nb::enum_<AgEmission>(m, "Emission")
      .value("mlir", AgEmitMLIR)
      .value("linalg", AgEmitLinalg)
      .value("llvm", AgEmitLLVM)
      .value("asm", AgEmitAssembly)
      .value("obj", AgEmitObject)
      .value("so", AgEmitSharedLibrary)
      .value("ptx", AgEmitPTX);
  m.def(
      "suffix",
      [](AgEmission emission) {
        return toString(agEmissionGetSuffix(emission));
      },
      "emission"_a);
  nb::class_<Artefact>(m, "Artefact")
      .def_prop_ro("code",
                   [](const Artefact &a) {
                     return toBytes(agArtefactGetCode(a.handle));
                   })
      .def_prop_ro("weights",
                   [](const Artefact &a) {
                     return toBytes(agArtefactGetWeights(a.handle));
                   })
      .def_prop_ro("header",
                   [](const Artefact &a) {
                     return toString(agArtefactGetHeader(a.handle));
                   })
      .def("memory", &printMemory)
      .def("load", &load);
  nb::class_<Program>(m, "Program")
      .def_prop_ro("info", &Program::info)
      .def("find_entry", &findEntry, "name"_a);
  nb::class_<Model>(m, "Model")
      .def(nb::init<std::shared_ptr<Program>, const std::string &, int32_t>(),
           "program"_a, "weights"_a, "threads"_a)
      .def(nb::init<std::shared_ptr<Program>, const nb::list &, int32_t>(),
           "program"_a, "tensors"_a, "threads"_a);
  nb::class_<Entry>(m, "Entry")
      .def(nb::init<std::shared_ptr<Model>, size_t, size_t,
                    std::vector<std::string>, const nb::list &>(),
           "model"_a, "number"_a, "symbol_count"_a, "names"_a, "results"_a)
      // A call is faster if the argument has no name.
      .def("run",
           [](Entry &entry, nb::handle arrays) {
             return entry.run(arrays, /*arePlain=*/false);
           })
      .def("query", &Entry::query, "symbols"_a);
  bindMemory(m);
  bindDeviceArray(m);
  m.def("compile", &compile, "module"_a, "emission"_a, "options"_a);
  m.def("explain", &explain, "module"_a, "options"_a);
  m.def("open_program", &openProgram, "path"_a);
  m.def("write_files", &write, "files"_a);
}

} // namespace ag::python
