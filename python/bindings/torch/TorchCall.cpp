//===- TorchCall.cpp - calls of compiled models of PyTorch ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "bindings/torch/TorchCall.h"
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/vector.h>

namespace nb = nanobind;
using namespace nanobind::literals;

namespace ag::python {

TorchCall::TorchCall(std::shared_ptr<Entry> entry,
                     std::shared_ptr<WriteCounts> weights,
                     const nb::type_object &plain)
    : entry(std::move(entry)), weights(std::move(weights)),
      plain(findExchange(reinterpret_cast<PyTypeObject *>(plain.ptr()))) {}

bool TorchCall::takes(const nb::tuple &arguments, bool differentiates) const {
  if (!plain || arguments.size() != entry->argumentCount() || isForwardModeOn())
    return false;
  const TensorReader &reader = weights->reader();
  for (nb::handle argument : arguments) {
    if (Py_TYPE(argument.ptr()) != plain->type ||
        (!differentiates && plain->gradient.isTrue(argument)))
      return false;
    if (reader.isUsable() ? reader.isNegated(argument.ptr())
                          : isNegated(argument))
      return false;
  }
  return true;
}

nb::object TorchCall::run(const nb::tuple &arguments,
                          bool differentiates) const {
  if (!takes(arguments, differentiates) || weights->isAnyWritten())
    return nb::none();
  return entry->run(arguments, /*arePlain=*/true);
}

void bindTorchCall(nb::module_ &m) {
  nb::class_<WriteCounts>(m, "WriteCounts")
      .def(nb::init<const nb::list &, nb::handle>(), "tensors"_a, "scratch"_a)
      .def_prop_ro("is_direct", &WriteCounts::isDirect)
      .def("written", &WriteCounts::written);
  nb::class_<TorchCall>(m, "TorchCall")
      .def(nb::init<std::shared_ptr<Entry>, std::shared_ptr<WriteCounts>,
                    const nb::type_object &>(),
           "entry"_a, "weights"_a, "plain"_a)
      // Calls are faster if arguments have no names.
      .def("run",
           [](const TorchCall &call, const nb::tuple &arguments) {
             return call.run(arguments, /*differentiates=*/false);
           })
      .def("run_primal", [](const TorchCall &call, const nb::tuple &arguments) {
        return call.run(arguments, /*differentiates=*/true);
      });
}

} // namespace ag::python
