// ag-compile --time says how long each phase, pass and later step took.
//
// RUN: ag-compile %s -o %t.o --time 2>&1 | FileCheck %s

// CHECK: Total Execution Time
// CHECK: {{[0-9.]+ .*}} trace
// CHECK: {{[0-9.]+ .*}} RecordInterfacePass
// CHECK: {{[0-9.]+ .*}} structure
// CHECK: {{[0-9.]+ .*}} schedule
// CHECK: {{[0-9.]+ .*}} allocate
// CHECK: {{[0-9.]+ .*}} lower
// CHECK: {{[0-9.]+ .*}} LLVM: optimise
// CHECK: {{[0-9.]+ .*}} LLVM: emit
func.func @double(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = ag.add %x, %x : tensor<4xf32>
  return %y : tensor<4xf32>
}
