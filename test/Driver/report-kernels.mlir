// The kernels of an entry are in the report and in the object's metadata, wherever the compilation continues.
// RUN: ag-compile %s --target=cuda --name=m -o %t.o --report=%t.json
// RUN: FileCheck %s --check-prefix=JSON < %t.json
// RUN: ag-opt %s --target=cuda --to=schedule -o %t.schedule.mlir && FileCheck %s --check-prefix=WORK < %t.schedule.mlir
// RUN: ag-compile %t.schedule.mlir --name=m -o %t.o --report=%t.json && FileCheck %s --check-prefix=AGAIN < %t.json
// RUN: ag-opt %t.schedule.mlir --to=allocate -o %t.allocate.mlir && FileCheck %s --check-prefix=LIST < %t.allocate.mlir
// RUN: ag-compile %t.allocate.mlir --name=m -o %t.o --report=%t.json && FileCheck %s --check-prefix=AGAIN < %t.json
// RUN: ag-opt %t.allocate.mlir --to=lower -o %t.lower.mlir
// RUN: ag-compile %t.lower.mlir --name=m -o %t.o --report=%t.json && FileCheck %s --check-prefix=AGAIN < %t.json
// RUN: strings -n 8 %t.o | FileCheck %s --check-prefix=INFO

// Before the kernels are outlined they are unknown, and a CPU has none.
// RUN: ag-compile %s --target=cuda --to=schedule -o %t.mlir --report=- | FileCheck %s --check-prefix=NONE
// RUN: ag-compile %s -o %t.o --report=- | FileCheck %s --check-prefix=CPU
// NONE: "kind": "cuda",
// NONE-NOT: "kernels"
// CPU: "kind": "cpu",
// CPU-NEXT: "march": "x86-64-v3",
// CPU-NOT: "kernels"

// WORK: {ag.work = {bytes = "4000 * n", flops = "500 * n"}, mapping = [#gpu.block<x>]}
// WORK: {ag.work = {bytes = "2004 * n", flops = "500 * n"}, mapping = [#gpu.block<x>]}
// LIST: ag.kernels = [{bytes = "4000 * n", column = {{[0-9]+}} : i64, file = "{{[^"]*}}.schedule.mlir", flops = "500 * n",
// LIST-SAME: grid = "ceildiv(n, 2)", line = {{[0-9]+}} : i64, name = "f$block", threads = 256 : i64}

// JSON: "kind": "cuda",
// JSON-NEXT: "march": "sm_80",
// JSON: "kernels": [
// JSON-NEXT: {
// JSON-NEXT:   "entry": "f",
// JSON-NEXT:   "name": "f$apart$block",
// JSON-NEXT:   "file": "{{.*}}report-kernels.mlir",
// JSON-NEXT:   "line": [[#@LINE+38]],
// JSON-NEXT:   "column": 10,
// JSON-NEXT:   "grid": "ceildiv(n, 2)",
// JSON-NEXT:   "threads": 256,
// JSON-NEXT:   "shared_bytes": 0,
// JSON-NEXT:   "flops": "500 * n",
// JSON-NEXT:   "bytes": "4000 * n"
// JSON-NEXT: },
// JSON-NEXT: {
// JSON-NEXT:   "entry": "f",
// JSON-NEXT:   "name": "f$apart$block_0",
// JSON-NEXT:   "file": "{{.*}}report-kernels.mlir",
// JSON-NEXT:   "line": [[#@LINE+27]],
// JSON-NEXT:   "column": 10,
// JSON-NEXT:   "grid": "ceildiv(n, 8)",
// JSON-NEXT:   "threads": 256,
// JSON-NEXT:   "shared_bytes": 1024,
// JSON-NEXT:   "flops": "500 * n",
// JSON-NEXT:   "bytes": "2004 * n"
// JSON-NEXT: },
// JSON:        "entry": "g",
// JSON:        "grid": 1,
// JSON:        "flops": 12,
// JSON-NEXT:   "bytes": 96

// AGAIN: "name": "f$block",
// AGAIN: "grid": "ceildiv(n, 2)",
// AGAIN: "name": "f$block_0",
// AGAIN: "grid": "ceildiv(n, 8)",
// AGAIN-NEXT: "threads": 256,
// AGAIN-NEXT: "shared_bytes": 1024,
// AGAIN-NEXT: "flops": "500 * n",
// AGAIN-NEXT: "bytes": "2004 * n"

// INFO: {"name":"m",{{.*}}"kind":"cuda","march":"sm_80",{{.*}}"kernels":[{"name":"f$block",{{.*}}"grid":"ceildiv(n, 2)","threads":256,"shared_bytes":0,"flops":"500 * n","bytes":"4000 * n"},

func.func @f(%x: tensor<?x500xf32> {ag.dims = ["n", 500]}) -> tensor<?xf32> {
  %1 = ag.region "apart" (%a = %x : tensor<?x500xf32>) -> tensor<?xf32> attributes {fuse = "never"} {
    %2 = ag.mul %a, %a : tensor<?x500xf32>
    %3 = ag.reduce sum %2 [1] : tensor<?x500xf32> -> tensor<?xf32>
    ag.yield %3 : tensor<?xf32>
  }
  return %1 : tensor<?xf32>
}

func.func @g(%x: tensor<3x4xf32>) -> tensor<3x4xf32> {
  %0 = ag.neg %x : tensor<3x4xf32>
  return %0 : tensor<3x4xf32>
}
