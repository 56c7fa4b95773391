// RUN: split-file %s %t
// RUN: ag-run %t/ops.mlir --grad --entry=main_grad --input=iota | FileCheck %s
// RUN: ag-run %t/ops.mlir --grad --entry=main_grad --input=iota --on=cpu | FileCheck %s
// RUN: ag-run %t/body.mlir --grad --entry=main_grad --input=iota | FileCheck %s
// RUN: ag-run %t/body.mlir --grad --entry=main_grad --input=iota --on=cpu | FileCheck %s
// RUN: ag-run %t/ops.mlir --verify-grad | FileCheck %s --check-prefix=SAME
// RUN: ag-run %t/body.mlir --verify-grad | FileCheck %s --check-prefix=SAME
// RUN: ag-opt --grad %t/sides.mlir | FileCheck %s --check-prefix=SIDES

// If the cotangents of two selects are added, the sum is kept only where one of
// the selects chooses it. The slope of sqrt at 0 is then not used.

// CHECK: f64[4] [0, 1, 0.353553{{.*}}, 0.288675{{.*}}]
// SAME: gradient against duals: same

// The two sides of one select cover all elements: there is no third select.

// SIDES-LABEL: func.func @main_grad
// SIDES-COUNT-2: ag.select
// SIDES-NOT: ag.select
// SIDES: return

//--- ops.mlir
func.func @main(%x: tensor<4xf64>) -> tensor<f64> {
  %zero = arith.constant dense<0.0> : tensor<4xf64>
  %one = arith.constant dense<1.0> : tensor<4xf64>
  %s = ag.sqrt %x : tensor<4xf64>
  %d = ag.add %s, %s : tensor<4xf64>
  %a = ag.compare gt %x, %zero : tensor<4xf64>, tensor<4xf64> -> tensor<4xi1>
  %b = ag.compare gt %x, %one : tensor<4xf64>, tensor<4xf64> -> tensor<4xi1>
  %in = ag.select %b, %s, %d : tensor<4xi1>, tensor<4xf64>, tensor<4xf64> -> tensor<4xf64>
  %r = ag.select %a, %in, %zero : tensor<4xi1>, tensor<4xf64>, tensor<4xf64> -> tensor<4xf64>
  %l = ag.reduce sum %r [0] : tensor<4xf64> -> tensor<f64>
  return %l : tensor<f64>
}

//--- body.mlir
func.func @main(%x: tensor<4xf64>) -> f64 {
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  %e = tensor.empty() : tensor<f64>
  %f = linalg.fill ins(%zero : f64) outs(%e : tensor<f64>) -> tensor<f64>
  %l = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> ()>], iterator_types = ["reduction"]}
      ins(%x : tensor<4xf64>) outs(%f : tensor<f64>) {
  ^bb0(%v: f64, %sum: f64):
    %s = math.sqrt %v : f64
    %d = arith.addf %s, %s : f64
    %a = arith.cmpf ogt, %v, %zero : f64
    %b = arith.cmpf ogt, %v, %one : f64
    %in = arith.select %b, %s, %d : f64
    %r = arith.select %a, %in, %zero : f64
    %more = arith.addf %sum, %r : f64
    linalg.yield %more : f64
  } -> tensor<f64>
  %y = tensor.extract %l[] : tensor<f64>
  return %y : f64
}

//--- sides.mlir
func.func @main(%x: tensor<4xf32>, %c: tensor<4xi1>) -> tensor<f32> {
  %0 = ag.tanh %x : tensor<4xf32>
  %1 = ag.exp %x : tensor<4xf32>
  %2 = ag.select %c, %0, %1 : tensor<4xi1>, tensor<4xf32>, tensor<4xf32> -> tensor<4xf32>
  %3 = ag.reduce sum %2 [0] : tensor<4xf32> -> tensor<f32>
  return %3 : tensor<f32>
}
