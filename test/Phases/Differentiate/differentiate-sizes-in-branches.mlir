// A branch in a loop that changes a tensor of any size: the loop saves the size, which is that of the loop's argument, and no
// tensor for it.
// RUN: ag-opt %s --grad=main --to=lower -o /dev/null
// RUN: ag-run %s --dim n=5 --verify-grad
// RUN: ag-opt %s --ag-differentiate=grad=main | FileCheck %s

// CHECK-LABEL: func.func @main_grad(
// CHECK-NOT: tensor.empty({{.*}}) : tensor<{{[0-9?]+}}xindex>
func.func @main(%x: tensor<?x3xf64> {ag.dims = ["n", 3]}, %u: tensor<2x3xf64>, %p0: i1) -> tensor<2x3xf64> attributes {ag.ranges = {n = [4, 6]}} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n3 = arith.constant 3 : index
  %i0 = arith.constant dense<[3, 2]> : tensor<2xi64>
  %v1:2 = scf.for %v2 = %c0 to %n3 step %c1 iter_args(%v3 = %x, %v4 = %u) -> (tensor<?x3xf64>, tensor<2x3xf64>) {
    %v6 = scf.if %p0 -> (tensor<2x3xf64>) {
      %v11 = ag.sin %u : tensor<2x3xf64>
      scf.yield %v11 : tensor<2x3xf64>
    } else {
      %v18 = ag.scatter max 0 error %v3, %i0, %v4 : tensor<?x3xf64>, tensor<2xi64>, tensor<2x3xf64> -> tensor<?x3xf64>
      %v19 = ag.gather 0 error %v18, %i0 : tensor<?x3xf64>, tensor<2xi64> -> tensor<2x3xf64>
      scf.yield %v19 : tensor<2x3xf64>
    }
    %v23 = ag.sin %v3 : tensor<?x3xf64>
    scf.yield %v23, %v6 : tensor<?x3xf64>, tensor<2x3xf64>
  }
  return %v1#1 : tensor<2x3xf64>
}
