// RUN: split-file %s %t
// RUN: ag-run %t/masked-shift.mlir --grad --entry=main_grad --input=iota --input=zeros | FileCheck %s --check-prefix=MASKED
// RUN: ag-opt --grad %t/shift.mlir | FileCheck %s --check-prefix=SHIFT
// RUN: ag-run %t/stated.mlir --grad --entry=main_grad --input=iota | FileCheck %s --check-prefix=STATED
// RUN: ag-run %t/padded.mlir --grad --entry=main_grad --input=iota --input=iota | FileCheck %s --check-prefix=PADDED

// A shift is not the maximum where a mask has replaced it by another number.
// MASKED: f64[2, 3] {{.}}[0, 2.7182{{.*}}, 7.3890{{.*}}], [0, 54.5981{{.*}}, 148.413

// It still is if only an infinite maximum is replaced.
// SHIFT-LABEL: func.func @main_grad
// SHIFT-NOT: ag.compare ne
// SHIFT-NOT: ag.compare eq
// SHIFT: return

// Constants and padding may be infinite.
// STATED: f64[4] [0, 2, 3, 4]
// PADDED: f64[5] [0, 0, 1, 2, 3]

//--- masked-shift.mlir
func.func @main(%given: tensor<2x3xf64>, %k: tensor<2xi1>) -> tensor<f64> {
  %scale = arith.constant dense<[[1000.0, 1.0, 1.0], [1000.0, 1.0, 1.0]]> : tensor<2x3xf64>
  %zero = arith.constant dense<0.0> : tensor<2xf64>
  %x = ag.mul %given, %scale : tensor<2x3xf64>
  %m = ag.reduce max %x [1] : tensor<2x3xf64> -> tensor<2xf64>
  %s = ag.select %k, %m, %zero : tensor<2xi1>, tensor<2xf64>, tensor<2xf64> -> tensor<2xf64>
  %b = ag.broadcast %s [0] : tensor<2xf64> -> tensor<2x3xf64>
  %d = ag.sub %x, %b : tensor<2x3xf64>
  %e = ag.exp %d : tensor<2x3xf64>
  %p = ag.slice %e [0, 1] [2, 2] [1, 1] : tensor<2x3xf64> -> tensor<2x2xf64>
  %r = ag.reduce sum %p [0, 1] : tensor<2x2xf64> -> tensor<f64>
  return %r : tensor<f64>
}

//--- shift.mlir
func.func @main(%x: tensor<2x3xf64>) -> tensor<f64> {
  %zero = arith.constant dense<0.0> : tensor<2xf64>
  %infinity = arith.constant dense<0x7FF0000000000000> : tensor<2xf64>
  %0 = ag.reduce max %x [1] : tensor<2x3xf64> -> tensor<2xf64>
  %m = ag.stop_gradient %0 : tensor<2xf64>
  %1 = ag.abs %m : tensor<2xf64>
  %k = ag.compare lt %1, %infinity : tensor<2xf64>, tensor<2xf64> -> tensor<2xi1>
  %s = ag.select %k, %m, %zero : tensor<2xi1>, tensor<2xf64>, tensor<2xf64> -> tensor<2xf64>
  %b = ag.broadcast %s [0] : tensor<2xf64> -> tensor<2x3xf64>
  %d = ag.sub %x, %b : tensor<2x3xf64>
  %e = ag.exp %d : tensor<2x3xf64>
  %t = ag.reduce sum %e [1] : tensor<2x3xf64> -> tensor<2xf64>
  %l = ag.log %t : tensor<2xf64>
  %p = ag.slice %l [1] [1] [1] : tensor<2xf64> -> tensor<1xf64>
  %r = ag.reduce sum %p [0] : tensor<1xf64> -> tensor<f64>
  return %r : tensor<f64>
}

//--- stated.mlir
func.func @main(%x: tensor<4xf64>) -> tensor<f64> {
  %c = arith.constant dense<[0xFFF0000000000000, 2.0, 3.0, 4.0]> : tensor<4xf64>
  %0 = ag.mul %x, %c : tensor<4xf64>
  %1 = ag.slice %0 [1] [3] [1] : tensor<4xf64> -> tensor<3xf64>
  %r = ag.reduce sum %1 [0] : tensor<3xf64> -> tensor<f64>
  return %r : tensor<f64>
}

//--- padded.mlir
func.func @main(%x: tensor<4xf64>, %z: tensor<5xf64>) -> tensor<f64> {
  %lowest = arith.constant 0xFFF0000000000000 : f64
  %0 = tensor.pad %x low[1] high[0] {
  ^bb0(%i: index):
    tensor.yield %lowest : f64
  } : tensor<4xf64> to tensor<5xf64>
  %1 = ag.mul %0, %z : tensor<5xf64>
  %2 = ag.slice %1 [1] [4] [1] : tensor<5xf64> -> tensor<4xf64>
  %r = ag.reduce sum %2 [0] : tensor<4xf64> -> tensor<f64>
  return %r : tensor<f64>
}
