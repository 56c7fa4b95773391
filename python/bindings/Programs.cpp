//===- Programs.cpp - compiled programs in Python -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Programs.h"
#include "Diagnostics.h"
#include "ag/Support/ScalarType.h"
#include <cstdlib>
#include <nanobind/ndarray.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
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
template <typename Handle, void (*destroy)(Handle)> struct Owned {
  Handle handle{nullptr};
  Owned() = default;
  Owned(const Owned &) = delete;
  ~Owned() {
    if (handle.ptr)
      destroy(handle);
  }
};
using Artefact = Owned<AgArtefact, agArtefactDestroy>;

std::shared_ptr<Artefact> compile(const std::string &text,
                                  const std::string &fileName,
                                  AgEmission emission, const std::string &name,
                                  const std::string &march, unsigned opt) {
  nb::gil_scoped_release released;
  Owned<AgContext, agContextDestroy> context;
  context.handle = agContextCreate();
  Owned<AgModule, agModuleDestroy> module;
  checkStatus(agModuleParse(context.handle, text.data(), text.size(),
                            fileName.c_str(), &module.handle));
  AgCompileOptions options = AG_COMPILE_OPTIONS_INIT;
  options.name = name.c_str();
  options.march = march.c_str();
  options.opt = opt;
  auto artefact = std::make_shared<Artefact>();
  checkStatus(
      agModuleCompile(module.handle, emission, &options, &artefact->handle));
  return artefact;
}

std::shared_ptr<Program> load(const Artefact &artefact) {
  nb::gil_scoped_release released;
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

void Memory::Free::operator()(void *memory) const { std::free(memory); }

Memory Memory::allocate(size_t bytes, size_t alignment) {
  alignment = std::max(alignment, sizeof(void *));
  size_t rounded = (bytes + alignment - 1) / alignment * alignment;
  Memory memory;
  memory.data.reset(
      std::aligned_alloc(alignment, std::max(rounded, alignment)));
  memory.bytes = bytes;
  if (!memory.data)
    throw std::bad_alloc();
  return memory;
}

Model::Model(std::shared_ptr<Program> program, const std::string &weights,
             int32_t threads)
    : program(std::move(program)) {
  nb::gil_scoped_release released;
  checkStatus(agModelLoad(this->program->get(),
                          weights.empty() ? nullptr : weights.c_str(), threads,
                          &handle));
}

Memory Model::takeWorkspace(size_t bytes, size_t alignment) {
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
  return Memory::allocate(bytes, alignment);
}

void Model::giveBack(Memory memory) {
  std::lock_guard<std::mutex> lock(mutex);
  // One for each thread that ran at the same time, the largest of them.
  for (Memory &other : spare)
    if (other.bytes < memory.bytes)
      std::swap(other, memory);
  if (spare.size() < 8)
    spare.push_back(std::move(memory));
}

namespace {
/// A tensor over the array's own memory; shape and strides live in the array.
DLTensor viewOf(const nb::ndarray<nb::ro> &array, bool isBfloatBits) {
  nb::dlpack::dtype type = array.dtype();
  DLTensor tensor = {};
  tensor.data = const_cast<void *>(array.data());
  tensor.device = {kDLCPU, 0};
  tensor.ndim = array.ndim();
  tensor.dtype = {type.code, type.bits, type.lanes};
  if (isBfloatBits)
    tensor.dtype = {kDLBfloat, 16, 1};
  tensor.shape = const_cast<int64_t *>(array.shape_ptr());
  tensor.strides = const_cast<int64_t *>(array.stride_ptr());
  return tensor;
}

DLDataType dlpackType(ScalarType type) {
  switch (getKind(type)) {
  case ScalarKind::Float:
    return {
        static_cast<uint8_t>(type == ScalarType::BF16 ? kDLBfloat : kDLFloat),
        static_cast<uint8_t>(getBitWidth(type)), 1};
  case ScalarKind::Signed:
    return {kDLInt, static_cast<uint8_t>(getBitWidth(type)), 1};
  case ScalarKind::Unsigned:
    return {kDLUInt, static_cast<uint8_t>(getBitWidth(type)), 1};
  case ScalarKind::Bool:
    return {kDLBool, 8, 1};
  }
  llvm_unreachable("all kinds are listed");
}

/// Results that numpy arrays will own.
class Results {
public:
  /// `shapes` has the sizes of all, one after the other.
  Results(const nb::list &spelled, const int64_t *shapes) {
    for (nb::handle result : spelled) {
      auto type = parseScalarType(nb::cast<std::string>(result[0]));
      auto rank = nb::cast<size_t>(result[1]);
      shapesOf.emplace_back(shapes, shapes + rank);
      shapes += rank;
      add(*type, shapesOf.back());
    }
  }

  const std::vector<DLTensor> &tensors() const { return views; }

  nb::list toNumpy() {
    nb::list arrays;
    for (size_t number = 0; number < views.size(); ++number) {
      const DLTensor &view = views[number];
      bool isBfloat = view.dtype.code == kDLBfloat;
      nb::dlpack::dtype type{
          static_cast<uint8_t>(isBfloat ? uint8_t(kDLUInt) : view.dtype.code),
          view.dtype.bits, 1};
      std::vector<size_t> shape(shapesOf[number].begin(),
                                shapesOf[number].end());
      nb::capsule owner(memories[number].data.release(),
                        [](void *memory) noexcept { std::free(memory); });
      arrays.append(nb::cast(nb::ndarray<nb::numpy>(
          view.data, shape.size(), shape.data(), owner, nullptr, type)));
    }
    return arrays;
  }

private:
  void add(ScalarType type, std::vector<int64_t> &shape) {
    size_t bytes = getByteWidth(type);
    for (int64_t size : shape)
      bytes *= size;
    memories.push_back(Memory::allocate(bytes, 64));
    DLTensor tensor = {};
    tensor.data = memories.back().data.get();
    tensor.device = {kDLCPU, 0};
    tensor.ndim = shape.size();
    tensor.dtype = dlpackType(type);
    tensor.shape = shape.data();
    views.push_back(tensor);
  }

  std::vector<DLTensor> views;
  std::vector<std::vector<int64_t>> shapesOf;
  std::vector<Memory> memories;
};
} // namespace

nb::list Model::run(size_t entry, size_t symbolCount, const nb::list &arguments,
                    const std::vector<std::string> &names,
                    const std::vector<bool> &bits, const nb::list &results) {
  std::vector<nb::ndarray<nb::ro>> arrays(arguments.size());
  std::vector<DLTensor> views;
  for (size_t number = 0; number < arguments.size(); ++number) {
    if (!nb::try_cast(arguments[number], arrays[number], /*convert=*/false))
      throw Failure("argument " + names[number] +
                    " cannot be opened as an array without a copy");
    if (arrays[number].device_type() != nb::device::cpu::value)
      throw Failure("argument " + names[number] +
                    " is not in the CPU's memory");
    views.push_back(viewOf(arrays[number], bits[number]));
  }
  size_t sizes = 0;
  for (nb::handle result : results)
    sizes += nb::cast<size_t>(result[1]);
  std::vector<int64_t> symbols(symbolCount + 1), shapes(sizes + 1);
  checkStatus(agModelReadSymbols(handle, entry, views.data(), views.size(),
                                 symbols.data()));
  ag_workspace workspace;
  checkStatus(agModelQuery(handle, entry, symbols.data(), symbolCount,
                           shapes.data(), &workspace));
  Results made(results, shapes.data());
  Memory memory = takeWorkspace(workspace.bytes, workspace.alignment);
  workspace.data = memory.data.get();
  int32_t status;
  {
    nb::gil_scoped_release released;
    status =
        agModelRun(handle, entry, views.data(), views.size(),
                   made.tensors().data(), made.tensors().size(), &workspace);
  }
  giveBack(std::move(memory));
  checkStatus(status);
  return made.toNumpy();
}

nb::tuple Model::query(size_t entry, const std::vector<int64_t> &symbols,
                       size_t sizes) {
  std::vector<int64_t> shapes(sizes);
  ag_workspace need;
  checkStatus(agModelQuery(handle, entry, symbols.data(), symbols.size(),
                           shapes.data(), &need));
  return nb::make_tuple(need.bytes, need.alignment, shapes);
}

//===----------------------------------------------------------------------===//
// What Python sees
//===----------------------------------------------------------------------===//

static size_t findEntry(const Program &program, const std::string &name) {
  size_t entry;
  checkStatus(agProgramFindEntry(program.get(), name.c_str(), &entry));
  return entry;
}

static nb::bytes codeOf(const Artefact &artefact) {
  AgStringRef code = agArtefactGetCode(artefact.handle);
  return nb::bytes(code.data, code.length);
}

void bindPrograms(nb::module_ &m) {
  nb::enum_<AgEmission>(m, "Emission")
      .value("mlir", AgEmitMLIR)
      .value("linalg", AgEmitLinalg)
      .value("llvm", AgEmitLLVM)
      .value("asm", AgEmitAssembly)
      .value("obj", AgEmitObject)
      .value("so", AgEmitSharedLibrary);
  nb::class_<Artefact>(m, "Artefact")
      .def_prop_ro("code", &codeOf)
      .def_prop_ro("header",
                   [](const Artefact &a) {
                     return toString(agArtefactGetHeader(a.handle));
                   })
      .def("load", &load);
  nb::class_<Program>(m, "Program")
      .def_prop_ro("info", &Program::info)
      .def("find_entry", &findEntry);
  nb::class_<Model>(m, "Model")
      .def(nb::init<std::shared_ptr<Program>, const std::string &, int32_t>(),
           "program"_a, "weights"_a, "threads"_a)
      .def("run", &Model::run)
      .def("query", &Model::query);
  m.def("compile", &compile, "text"_a, "file_name"_a, "emission"_a, "name"_a,
        "march"_a, "opt"_a);
  m.def("open_program", &openProgram);
}

} // namespace ag::python
