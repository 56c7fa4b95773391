// A row is set twice, and another one is read in between. The second insertion writes the buffer of the first.
// RUN: ag-opt %s --to=allocate | FileCheck %s
// RUN: ag-run %s --entry=again --on=cpu --input=randn:1 --input=randn:2 --same-as=%s
// RUN: ag-run %s --entry=again --on=emulator --input=randn:1 --input=randn:2 --same-as=%s
// RUN: ag-run %s --entry=both --on=cpu --input=randn:1 --input=randn:2 --same-as=%s
// RUN: ag-run %s --entry=both --on=emulator --input=randn:1 --input=randn:2 --same-as=%s

// CHECK-LABEL: func.func @again(
// CHECK: memref.copy %arg0, %arg{{[0-9]+}} : memref<211x4xf32>
// CHECK-NOT: copy %{{.*}} : memref<211x4xf32>
// CHECK: return
func.func @again(%x: tensor<211x4xf32>, %v: tensor<4xf32>) -> tensor<211x4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c5 = arith.constant 5 : index
  %r = scf.for %i = %c0 to %c5 step %c1 iter_args(%a = %x) -> tensor<211x4xf32> {
    %b = tensor.insert_slice %v into %a[%i, 0] [1, 4] [1, 1] : tensor<4xf32> into tensor<211x4xf32>
    %row = tensor.extract_slice %b[3, 0] [1, 4] [1, 1] : tensor<211x4xf32> to tensor<4xf32>
    %y = math.tanh %row : tensor<4xf32>
    %c = tensor.insert_slice %y into %b[%i, 0] [1, 4] [1, 1] : tensor<4xf32> into tensor<211x4xf32>
    scf.yield %c : tensor<211x4xf32>
  }
  return %r : tensor<211x4xf32>
}

// Both versions are results, so that there are two buffers.
// CHECK-LABEL: func.func @both(
// CHECK-COUNT-2: memref.copy %arg0, %arg{{[0-9]+}} : memref<5x4xf32>
// CHECK: return
func.func @both(%x: tensor<5x4xf32>, %v: tensor<4xf32>) -> (tensor<5x4xf32>, tensor<5x4xf32>) {
  %b = tensor.insert_slice %v into %x[1, 0] [1, 4] [1, 1] : tensor<4xf32> into tensor<5x4xf32>
  %y = math.tanh %v : tensor<4xf32>
  %c = tensor.insert_slice %y into %x[1, 0] [1, 4] [1, 1] : tensor<4xf32> into tensor<5x4xf32>
  return %b, %c : tensor<5x4xf32>, tensor<5x4xf32>
}
