// The cost of an entry, which the phase structure records, is reported wherever
// the compilation continues.
//
// RUN: ag-compile %s -o %t.o --name=m --report=%t.json 2>&1 | FileCheck %s
// RUN: FileCheck %s --check-prefix=JSON < %t.json
// RUN: ag-opt --to=structure %s -o %t.structure.mlir
// RUN: ag-compile %t.structure.mlir -o %t.o --name=m --report=%t.json 2>&1 | FileCheck %s
// RUN: FileCheck %s --check-prefix=JSON < %t.json
// RUN: ag-opt --to=schedule %t.structure.mlir -o %t.schedule.mlir
// RUN: ag-compile %t.schedule.mlir -o %t.o --name=m --report=%t.json 2>&1 | FileCheck %s
// RUN: FileCheck %s --check-prefix=JSON < %t.json

// After allocate, no plan is left to report.
// RUN: ag-opt --to=allocate %t.schedule.mlir -o %t.allocate.mlir
// RUN: ag-compile %t.allocate.mlir -o %t.o --name=m --report=%t.json 2>&1 | FileCheck %s --check-prefix=PLANNED
// RUN: FileCheck %s --check-prefix=JSON < %t.json
// RUN: ag-opt --to=lower %t.allocate.mlir -o %t.lower.mlir
// RUN: ag-compile %t.lower.mlir -o %t.o --name=m --report=%t.json 2>&1 | FileCheck %s --check-prefix=PLANNED
// RUN: FileCheck %s --check-prefix=JSON < %t.json

// CHECK: m_f_run(batch in 1..8): 4.35 kFLOP and 512 B of workspace at batch 8
// CHECK: m_g_run: 4 FLOP and no workspace
// PLANNED: m_f_run(batch in 1..8): 4.35 kFLOP{{$}}
// PLANNED: m_g_run: 4 FLOP{{$}}

// JSON:      "costs": [
// JSON-NEXT: {
// JSON-NEXT:   "entry": "f",
// JSON-NEXT:   "flops": 4352,
// JSON-NEXT:   "exact": true,
// JSON-NEXT:   "sizes": "batch 8"
// JSON-NEXT: },
// JSON-NEXT: {
// JSON-NEXT:   "entry": "g",
// JSON-NEXT:   "flops": 4,
// JSON-NEXT:   "exact": true,
// JSON-NEXT:   "sizes": ""
// JSON-NEXT: }
// JSON-NEXT: ],
// JSON-NEXT: "memory": [
func.func @f(%x: tensor<?x16xf32> {ag.dims = ["batch", 16]}) -> tensor<?x16xf32>
    attributes {ag.ranges = {batch = [1, 8]}} {
  %w = ag.parameter "w" : tensor<16x16xf32>
  %0 = ag.mul %x, %x : tensor<?x16xf32>
  %1 = ag.exp %0 : tensor<?x16xf32>
  %2 = ag.contract "bi,io->bo" %1, %w : tensor<?x16xf32>, tensor<16x16xf32> -> tensor<?x16xf32>
  return %2 : tensor<?x16xf32>
}

func.func @g(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = ag.neg %x : tensor<4xf32>
  return %0 : tensor<4xf32>
}
