// RUN: split-file %s %t
// RUN: ag-opt --ag-call-libm %t/lanes.mlir | FileCheck %s
// RUN: ag-run %t/main.mlir --input=iota --on=cpu --same-as=%t/main.mlir --rtol=1e-15 --atol=0

// Each lane is one call; ops that upstream lowers without loss stay.
// CHECK-LABEL: func @lanes
// CHECK-COUNT-2: call @expm1({{.*}}) : (f64) -> f64
// CHECK-NOT: call @expm1
// CHECK: call @log1p
// CHECK: math.exp
// CHECK: math.floor

//--- lanes.mlir
func.func @lanes(%x: vector<2xf64>, %y: f64) -> (vector<2xf64>, f64) {
  %0 = math.expm1 %x : vector<2xf64>
  %1 = math.log1p %y : f64
  %2 = math.exp %1 : f64
  %3 = math.floor %2 : f64
  return %0, %3 : vector<2xf64>, f64
}

// Near 0, exp(x) - 1 would be 0.
//--- main.mlir
func.func @main(%x: tensor<20xf64>) -> (tensor<20xf64>, tensor<20xf64>) {
  %c = arith.constant dense<1.0e-20> : tensor<20xf64>
  %0 = arith.mulf %x, %c : tensor<20xf64>
  %1 = math.expm1 %0 : tensor<20xf64>
  %2 = math.log1p %0 : tensor<20xf64>
  return %1, %2 : tensor<20xf64>, tensor<20xf64>
}
