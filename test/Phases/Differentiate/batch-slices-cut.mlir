// A branch that some elements take reduces a slice from 0 of a tensor, not all of the tensor.
// RUN: split-file %s %t
// RUN: cat %t/f.mlir %t/all.mlir > %t/a.mlir
// RUN: cat %t/f.mlir %t/each.mlir > %t/b.mlir
// RUN: ag-run %t/a.mlir --input=randn:1 --input=iota --same-as=%t/b.mlir

//--- f.mlir
func.func private @f(%x: tensor<8xf32>, %i: tensor<i64>) -> tensor<f32> {
  %c0 = arith.constant 0 : i64
  %zero = arith.constant dense<0.0> : tensor<f32>
  %k = tensor.extract %i[] : tensor<i64>
  %p = arith.cmpi sgt, %k, %c0 : i64
  %y = ag.slice %x [0] [2] [1] : tensor<8xf32> -> tensor<2xf32>
  %r = scf.if %p -> (tensor<f32>) {
    %s = ag.reduce sum %y [0] : tensor<2xf32> -> tensor<f32>
    scf.yield %s : tensor<f32>
  } else {
    scf.yield %zero : tensor<f32>
  }
  return %r : tensor<f32>
}

//--- all.mlir
func.func @main(%x: tensor<3x8xf32>, %i: tensor<3xi64>) -> tensor<3xf32> {
  %r = ag.vmap @f in [0, 0] out [0] (%x, %i) : (tensor<3x8xf32>, tensor<3xi64>) -> tensor<3xf32>
  return %r : tensor<3xf32>
}

//--- each.mlir
func.func @main(%x: tensor<3x8xf32>, %i: tensor<3xi64>) -> tensor<3xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %empty = tensor.empty() : tensor<3xf32>
  %r = scf.for %e = %c0 to %c3 step %c1 iter_args(%all = %empty) -> (tensor<3xf32>) {
    %y = tensor.extract_slice %x[%e, 0] [1, 8] [1, 1] : tensor<3x8xf32> to tensor<8xf32>
    %j = tensor.extract_slice %i[%e] [1] [1] : tensor<3xi64> to tensor<i64>
    %1 = func.call @f(%y, %j) : (tensor<8xf32>, tensor<i64>) -> tensor<f32>
    %2 = tensor.extract %1[] : tensor<f32>
    %3 = tensor.insert %2 into %all[%e] : tensor<3xf32>
    scf.yield %3 : tensor<3xf32>
  }
  return %r : tensor<3xf32>
}
