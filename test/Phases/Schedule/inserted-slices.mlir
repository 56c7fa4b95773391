// A slice at the place of an insertion is the inserted value, in another shape. The loops then have one version of the array.
// RUN: ag-opt %s --to=allocate | FileCheck %s --implicit-check-not='{{(memref|linalg).copy .*memref<211x4xf32>}}'
// RUN: ag-run %s --entry=wider --on=cpu --input=randn:1 --input=randn:2 --same-as=%s
// RUN: ag-run %s --entry=wider --on=emulator --input=randn:1 --input=randn:2 --same-as=%s
// RUN: ag-run %s --entry=narrower --on=cpu --input=randn:1 --input=randn:2 --same-as=%s
// RUN: ag-run %s --entry=narrower --on=emulator --input=randn:1 --input=randn:2 --same-as=%s

// CHECK-LABEL: func.func @wider(
// CHECK: memref.copy %arg0, %arg{{[0-9]+}} : memref<211x4xf32>
// CHECK: call @{{.*}}.nest
// CHECK: return
func.func @wider(%x: tensor<211x4xf32>, %v: tensor<4xf32>) -> tensor<211x4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c5 = arith.constant 5 : index
  %r = scf.for %i = %c0 to %c5 step %c1 iter_args(%a = %x) -> tensor<211x4xf32> {
    %b = tensor.insert_slice %v into %a[%i, 0] [1, 4] [1, 1] : tensor<4xf32> into tensor<211x4xf32>
    %row = tensor.extract_slice %b[%i, 0] [1, 4] [1, 1] : tensor<211x4xf32> to tensor<1x4xf32>
    %y = math.tanh %row : tensor<1x4xf32>
    %c = tensor.insert_slice %y into %a[%i, 0] [1, 4] [1, 1] : tensor<1x4xf32> into tensor<211x4xf32>
    scf.yield %c : tensor<211x4xf32>
  }
  return %r : tensor<211x4xf32>
}

// CHECK-LABEL: func.func @narrower(
// CHECK: memref.copy %arg0, %arg{{[0-9]+}} : memref<211x4xf32>
// CHECK: call @{{.*}}.nest
// CHECK: return
func.func @narrower(%x: tensor<211x4xf32>, %v: tensor<1x4xf32>) -> tensor<211x4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c5 = arith.constant 5 : index
  %r = scf.for %i = %c0 to %c5 step %c1 iter_args(%a = %x) -> tensor<211x4xf32> {
    %b = tensor.insert_slice %v into %a[%i, 0] [1, 4] [1, 1] : tensor<1x4xf32> into tensor<211x4xf32>
    %row = tensor.extract_slice %b[%i, 0] [1, 4] [1, 1] : tensor<211x4xf32> to tensor<4xf32>
    %y = math.tanh %row : tensor<4xf32>
    %c = tensor.insert_slice %y into %a[%i, 0] [1, 4] [1, 1] : tensor<4xf32> into tensor<211x4xf32>
    scf.yield %c : tensor<211x4xf32>
  }
  return %r : tensor<211x4xf32>
}
