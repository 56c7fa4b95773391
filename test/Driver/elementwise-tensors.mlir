// RUN: ag-opt %s --to=structure | FileCheck %s
// RUN: ag-run %s --input=randn:1 --input=randn:2 --dim n=7 --on=cpu --same-as=%s

// Ops of arith and math on tensors, as in other front ends; i1 is i8 in memory.
// CHECK-LABEL: func @main
// CHECK-NOT: tensor{{.*}}xi1>
// CHECK: linalg.generic
// CHECK: math.exp %{{.*}} : f32
// CHECK-NOT: tensor{{.*}}xi1>
// CHECK: return
func.func @main(%x: tensor<?x9xf32> {ag.dims = ["n", 9]}, %y: tensor<?x9xf32> {ag.dims = ["n", 9]}) -> (tensor<?x9xf32>, tensor<?x9xi1>) {
  %0 = math.exp %x : tensor<?x9xf32>
  %1 = arith.addf %0, %y : tensor<?x9xf32>
  %c = arith.cmpf olt, %1, %x : tensor<?x9xf32>
  %s = arith.select %c, %1, %y : tensor<?x9xi1>, tensor<?x9xf32>
  return %s, %c : tensor<?x9xf32>, tensor<?x9xi1>
}
