// Loops and branches of affine on tensors are compiled as those of scf.
// RUN: ag-run %s --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-opt %s --ag-index-loops | FileCheck %s
// CHECK-NOT: affine.{{for|if|yield}}
// CHECK: scf.for
// CHECK: scf.if
// CHECK-NOT: affine.{{for|if|yield}}
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = affine.for %i = 0 to 4 iter_args(%a = %x) -> (tensor<4xf32>) {
    %e = tensor.extract %a[%i] : tensor<4xf32>
    %s = math.sin %e : f32
    %b = tensor.insert %s into %a[%i] : tensor<4xf32>
    %c = affine.if affine_set<(d0) : (d0 - 2 >= 0)>(%i) -> tensor<4xf32> {
      %t = ag.tanh %b : tensor<4xf32>
      affine.yield %t : tensor<4xf32>
    } else {
      affine.yield %b : tensor<4xf32>
    }
    affine.yield %c : tensor<4xf32>
  }
  return %y : tensor<4xf32>
}
