// RUN: split-file %s %t
// RUN: cat %t/f.mlir %t/all.mlir > %t/a.mlir
// RUN: cat %t/f.mlir %t/each.mlir > %t/b.mlir
// RUN: ag-opt --ag-batch %t/a.mlir | FileCheck %s
// RUN: ag-run %t/a.mlir --input=randn:6 --input=zeros --input=iota --same-as=%t/b.mlir
// RUN: ag-run %t/a.mlir --input=randn:6 --input=zeros --input=iota --same-as=%t/b.mlir --on=cpu

// A slice whose offset varies over the batch becomes one gather. An update at such
// an offset runs in a loop over the elements, also if it writes an empty tensor.
// CHECK-LABEL: func.func private @f.vmap(
// CHECK: ag.reshape %{{.*}} : tensor<3x5x2xf32> -> tensor<15x2xf32>
// CHECK: ag.gather 0 error
// CHECK: scf.for
// CHECK: ag.update
// CHECK: return

//--- f.mlir
func.func private @f(%x: tensor<5x2xf32>, %none: tensor<0x2xf32>, %i: index) -> tensor<5x2xf32> {
  %0 = ag.slice %x [%i, 0] [2, 2] [2, 1] : tensor<5x2xf32> -> tensor<2x2xf32>
  %1 = ag.update %x, %0 [%i, 0] [1, 1] : tensor<5x2xf32>, tensor<2x2xf32> -> tensor<5x2xf32>
  %2 = ag.update %1, %none [%i, 0] [1, 1] : tensor<5x2xf32>, tensor<0x2xf32> -> tensor<5x2xf32>
  return %2 : tensor<5x2xf32>
}
//--- all.mlir
func.func @main(%x: tensor<3x5x2xf32>, %none: tensor<3x0x2xf32>, %i: tensor<3xi64>) -> tensor<3x5x2xf32> {
  %y = ag.vmap @f in [0, 0, 0] out [0] (%x, %none, %i) : (tensor<3x5x2xf32>, tensor<3x0x2xf32>, tensor<3xi64>) -> tensor<3x5x2xf32>
  return %y : tensor<3x5x2xf32>
}
//--- each.mlir
func.func @main(%x: tensor<3x5x2xf32>, %none: tensor<3x0x2xf32>, %i: tensor<3xi64>) -> tensor<3x5x2xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %empty = tensor.empty() : tensor<0x2xf32>
  %r = scf.for %k = %c0 to %c3 step %c1 iter_args(%t = %x) -> tensor<3x5x2xf32> {
    %a = tensor.extract_slice %x[%k, 0, 0] [1, 5, 2] [1, 1, 1] : tensor<3x5x2xf32> to tensor<5x2xf32>
    %b = tensor.extract %i[%k] : tensor<3xi64>
    %c = arith.index_cast %b : i64 to index
    %y = func.call @f(%a, %empty, %c) : (tensor<5x2xf32>, tensor<0x2xf32>, index) -> tensor<5x2xf32>
    %u = tensor.insert_slice %y into %t[%k, 0, 0] [1, 5, 2] [1, 1, 1] : tensor<5x2xf32> into tensor<3x5x2xf32>
    scf.yield %u : tensor<3x5x2xf32>
  }
  return %r : tensor<3x5x2xf32>
}
