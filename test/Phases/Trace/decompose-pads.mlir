// RUN: ag-opt --ag-decompose %s | FileCheck %s
// RUN: ag-run %s --input=iota --input=iota --on=cpu | FileCheck %s --check-prefix=VALUE
// RUN: ag-run %s --entry=sized --dim=n=3 --input=randn:1 --on=cpu --same-as=%s
// RUN: not ag-opt --ag-insert-checks %s 2>&1 | FileCheck %s --check-prefix=LATE

// Padding that a region computes from its indices becomes a tensor, whose reads
// are checked.

// CHECK-LABEL: func.func @main(
// CHECK: %[[BORDER:.*]] = tensor.generate {
// CHECK: tensor.insert_slice %arg0 into %[[BORDER]][1] [3] [1]
// VALUE: i64[5] [0, 0, 1, 2, 4]
// LATE: decompose-pads.mlir:[[#@LINE+2]]:8: error: 'tensor.pad' op computes its padding in a region; expected ag-decompose before this pass
func.func @main(%x: tensor<3xi64>, %t: tensor<9xi64>) -> tensor<5xi64> {
  %0 = tensor.pad %x low[1] high[1] {
  ^bb0(%i: index):
    %v = tensor.extract %t[%i] : tensor<9xi64>
    tensor.yield %v : i64
  } : tensor<3xi64> to tensor<5xi64>
  return %0 : tensor<5xi64>
}

// CHECK-LABEL: func.func @sized(
// CHECK: tensor.generate %
// CHECK: tensor.insert_slice %arg0 into %{{.*}}[0, 2] [%{{.*}}, 4] [1, 1] : tensor<?x4xf32> into tensor<?x6xf32>
func.func @sized(%x: tensor<?x4xf32> {ag.dims = ["n", 4]}) -> tensor<?x6xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x4xf32>
  %0 = tensor.pad %x low[0, 2] high[%n, 0] {
  ^bb0(%i: index, %j: index):
    %a = arith.addi %i, %j : index
    %b = arith.index_cast %a : index to i64
    %c = arith.sitofp %b : i64 to f32
    tensor.yield %c : f32
  } : tensor<?x4xf32> to tensor<?x6xf32>
  return %0 : tensor<?x6xf32>
}

// Padding with one value stays a pad.
// CHECK-LABEL: func.func @constant(
// CHECK: tensor.pad
func.func @constant(%x: tensor<3xf32>, %v: f32) -> tensor<5xf32> {
  %0 = tensor.pad %x low[1] high[1] {
  ^bb0(%i: index):
    tensor.yield %v : f32
  } : tensor<3xf32> to tensor<5xf32>
  return %0 : tensor<5xf32>
}
