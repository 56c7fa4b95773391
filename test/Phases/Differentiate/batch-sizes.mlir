// RUN: split-file %s %t
// RUN: cat %t/f.mlir %t/all.mlir > %t/a.mlir
// RUN: cat %t/f.mlir %t/each.mlir > %t/b.mlir
// RUN: ag-opt --ag-batch %t/a.mlir | FileCheck %s
// RUN: ag-run %t/a.mlir --input=randn:6 --input=iota --same-as=%t/b.mlir
// RUN: ag-run %t/a.mlir --input=randn:6 --input=iota --same-as=%t/b.mlir --on=cpu

// Sizes that are computed from varying values can be uniform over the batch. (i
// + 2) - i is 2; padding of i before and 4 - i after makes 6 of 2 elements.

// CHECK-LABEL: func.func private @f.vmap(
// CHECK: scf.for
// CHECK: ag.pad
// CHECK: scf.for
// CHECK: tensor.pad
// CHECK: return

//--- f.mlir
func.func private @f(%x: tensor<6xf32>, %i: index) -> (tensor<?xf32>, tensor<?xf32>, tensor<?xf32>, tensor<6xf32>) {
  %c2 = arith.constant 2 : index
  %c4 = arith.constant 4 : index
  %zero = arith.constant dense<0.0> : tensor<f32>
  %none = arith.constant 0.0 : f32
  %end = arith.addi %i, %c2 : index
  %two = arith.subi %end, %i : index
  %rest = arith.subi %c4, %i : index
  // Slices at varying offsets.
  %a = ag.slice %x [%i] [%two] [1] : tensor<6xf32> -> tensor<?xf32>
  %b = tensor.extract_slice %x[%i] [%two] [1] : tensor<6xf32> to tensor<?xf32>
  // Padding of varying widths.
  %p = ag.pad %a low [%i] high [%rest] with %zero : tensor<?xf32>, tensor<f32> -> tensor<?xf32>
  %q = tensor.pad %b low[%i] high[%rest] {
  ^bb0(%at: index):
    tensor.yield %none : f32
  } : tensor<?xf32> to tensor<?xf32>
  // Tensors that are created with these sizes.
  %n = ag.iota 0 (%two) : tensor<?xf32>
  %w = ag.broadcast %zero [] (%two) : tensor<f32> -> tensor<?xf32>
  %m = ag.add %n, %w : tensor<?xf32>
  %r = ag.reshape %a (%two) : tensor<?xf32> -> tensor<?xf32>
  %s = ag.add %m, %r : tensor<?xf32>
  // Updates at varying offsets.
  %u = ag.update %x, %s [%i] [1] : tensor<6xf32>, tensor<?xf32> -> tensor<6xf32>
  %v = tensor.insert_slice %b into %u[%rest] [%two] [1] : tensor<?xf32> into tensor<6xf32>
  return %p, %q, %s, %v : tensor<?xf32>, tensor<?xf32>, tensor<?xf32>, tensor<6xf32>
}
//--- all.mlir
func.func @main(%x: tensor<3x6xf32>, %i: tensor<3xi64>) -> (tensor<3x?xf32>, tensor<3x?xf32>, tensor<3x?xf32>, tensor<3x6xf32>) {
  %y:4 = ag.vmap @f in [0, 0] out [0, 0, 0, 0] (%x, %i) : (tensor<3x6xf32>, tensor<3xi64>) -> (tensor<3x?xf32>, tensor<3x?xf32>, tensor<3x?xf32>, tensor<3x6xf32>)
  return %y#0, %y#1, %y#2, %y#3 : tensor<3x?xf32>, tensor<3x?xf32>, tensor<3x?xf32>, tensor<3x6xf32>
}
//--- each.mlir
func.func @main(%x: tensor<3x6xf32>, %i: tensor<3xi64>) -> (tensor<3x6xf32>, tensor<3x6xf32>, tensor<3x2xf32>, tensor<3x6xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %six = tensor.empty() : tensor<3x6xf32>
  %two = tensor.empty() : tensor<3x2xf32>
  %r:4 = scf.for %k = %c0 to %c3 step %c1 iter_args(%p = %six, %q = %six, %s = %two, %v = %six) -> (tensor<3x6xf32>, tensor<3x6xf32>, tensor<3x2xf32>, tensor<3x6xf32>) {
    %a = tensor.extract_slice %x[%k, 0] [1, 6] [1, 1] : tensor<3x6xf32> to tensor<6xf32>
    %b = tensor.extract %i[%k] : tensor<3xi64>
    %c = arith.index_cast %b : i64 to index
    %y:4 = func.call @f(%a, %c) : (tensor<6xf32>, index) -> (tensor<?xf32>, tensor<?xf32>, tensor<?xf32>, tensor<6xf32>)
    %y0 = tensor.cast %y#0 : tensor<?xf32> to tensor<6xf32>
    %y1 = tensor.cast %y#1 : tensor<?xf32> to tensor<6xf32>
    %y2 = tensor.cast %y#2 : tensor<?xf32> to tensor<2xf32>
    %0 = tensor.insert_slice %y0 into %p[%k, 0] [1, 6] [1, 1] : tensor<6xf32> into tensor<3x6xf32>
    %1 = tensor.insert_slice %y1 into %q[%k, 0] [1, 6] [1, 1] : tensor<6xf32> into tensor<3x6xf32>
    %2 = tensor.insert_slice %y2 into %s[%k, 0] [1, 2] [1, 1] : tensor<2xf32> into tensor<3x2xf32>
    %3 = tensor.insert_slice %y#3 into %v[%k, 0] [1, 6] [1, 1] : tensor<6xf32> into tensor<3x6xf32>
    scf.yield %0, %1, %2, %3 : tensor<3x6xf32>, tensor<3x6xf32>, tensor<3x2xf32>, tensor<3x6xf32>
  }
  return %r#0, %r#1, %r#2, %r#3 : tensor<3x6xf32>, tensor<3x6xf32>, tensor<3x2xf32>, tensor<3x6xf32>
}
