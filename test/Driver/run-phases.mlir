// The pass reads the phases that remain from the program when it runs.

// RUN: ag-opt --ag-run-phases=to=structure %s -o %t.once.mlir
// RUN: ag-opt --ag-run-phases=to=trace %s | ag-opt --ag-run-phases=to=structure -o %t.twice.mlir
// RUN: cmp %t.once.mlir %t.twice.mlir
// RUN: FileCheck %s --input-file=%t.once.mlir
// RUN: ag-run %t.once.mlir --input=iota --same-as=%s
// RUN: ag-opt --ag-run-phases %s | FileCheck %s --check-prefix=LOWER
// RUN: ag-opt --ag-run-phases="to=allocate print-memory=true" %s 2>&1 | FileCheck %s --check-prefix=MEMORY
// RUN: not ag-opt --ag-run-phases=to=moon %s 2>&1 | FileCheck %s --check-prefix=MOON

// CHECK: ag.phase = "structure"
// CHECK: linalg.generic
// LOWER: ag.phase = "lower"
// MEMORY: @f: {{.*}} of workspace
// MOON: there is no phase 'moon', expected one of differentiate, trace,
func.func @f(%x: tensor<64x64xf32>) -> tensor<64xf32> {
  %0 = ag.contract "ik,kj->ij" %x, %x : tensor<64x64xf32>, tensor<64x64xf32> -> tensor<64x64xf32>
  %1 = ag.reduce sum %0 [1] : tensor<64x64xf32> -> tensor<64xf32>
  return %1 : tensor<64xf32>
}
