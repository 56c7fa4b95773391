// Two results may be one value, also after equal ops are merged. The message
// has the number of the result that was requested.
// RUN: ag-opt --grad=f:of=1 %s | FileCheck %s
// CHECK: func.func @f_grad
// CHECK: "the cotangent of result 1 has another size than it in dimension 0"
func.func @f(%x: tensor<?xf32>) -> (tensor<?xf32>, tensor<?xf32>) {
  %0 = ag.exp %x : tensor<?xf32>
  %1 = ag.exp %x : tensor<?xf32>
  return %0, %1 : tensor<?xf32>, tensor<?xf32>
}
