// Constants are multiplied before the data only if no value leaves the range.
// RUN: ag-opt --ag-join-factors --remarks-filter=ag-join-factors %s -o %t 2> %t.remarks && FileCheck %s --input-file=%t
// RUN: FileCheck %s --check-prefix=REASON --input-file=%t.remarks
// RUN: ag-run %t --entry=overflows --input=zeros --same-as=%s --precision=declared
// RUN: ag-run %s --entry=overflows --input=zeros --on=cpu --same-as=%s
// RUN: ag-run %s --entry=throughSum --input=zeros --on=cpu --same-as=%s
// RUN: ag-run %s --entry=quotients --input=zeros --on=cpu --same-as=%s
// RUN: ag-run %s --entry=doubles --input=zeros --on=cpu --same-as=%s
// RUN: ag-run %t --entry=divisor --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=passed --input=ones --weights=ones --on=cpu --same-as=%s
// RUN: ag-run %s --entry=many --input=ones --weights=ones --on=cpu --same-as=%s

// CHECK-LABEL: func.func @overflows(
// CHECK-COUNT-2: ag.mul
// REASON: remark: [Missed] factor | {{.*}}Function=overflows | Reason="a constant, or a product of constants, would be too large or too small to keep the digits of what it multiplies"
func.func @overflows(%x: tensor<5xf32>) -> tensor<5xf32> {
  %a = arith.constant dense<1.0e30> : tensor<5xf32>
  %0 = ag.mul %x, %a : tensor<5xf32>
  %1 = ag.mul %0, %a : tensor<5xf32>
  return %1 : tensor<5xf32>
}

// CHECK-LABEL: func.func @throughSum(
// CHECK: ag.mul
// CHECK: ag.add
// CHECK: ag.reduce
// CHECK: ag.div
func.func @throughSum(%x: tensor<4x5xf32>) -> tensor<4xf32> {
  %a = arith.constant dense<1.0e30> : tensor<4x5xf32>
  %b = arith.constant dense<1.0e-30> : tensor<4xf32>
  %c = arith.constant dense<2.0> : tensor<4x5xf32>
  %0 = ag.mul %x, %a : tensor<4x5xf32>
  %1 = ag.add %0, %c : tensor<4x5xf32>
  %2 = ag.reduce sum %1 [1] : tensor<4x5xf32> -> tensor<4xf32>
  %3 = ag.div %2, %b : tensor<4xf32>
  return %3 : tensor<4xf32>
}

// CHECK-LABEL: func.func @quotients(
// CHECK-COUNT-2: ag.div
func.func @quotients(%x: tensor<4x5xf32>) -> tensor<5x4xf32> {
  %a = arith.constant dense<1.0e-20> : tensor<4x5xf32>
  %b = arith.constant dense<1.0e-20> : tensor<5x4xf32>
  %0 = ag.div %x, %a : tensor<4x5xf32>
  %1 = ag.neg %0 : tensor<4x5xf32>
  %2 = ag.transpose %1 [1, 0] : tensor<4x5xf32> -> tensor<5x4xf32>
  %3 = ag.div %2, %b : tensor<5x4xf32>
  return %3 : tensor<5x4xf32>
}

// CHECK-LABEL: func.func @doubles(
// CHECK-COUNT-2: ag.mul
func.func @doubles(%x: tensor<5xf64>) -> tensor<5xf64> {
  %a = arith.constant dense<1.0e200> : tensor<5xf64>
  %0 = ag.mul %x, %a : tensor<5xf64>
  %1 = ag.mul %0, %a : tensor<5xf64>
  return %1 : tensor<5xf64>
}

// These factors are joined in f64; their product would overflow f32.
// CHECK-LABEL: func.func @widerRange(
// CHECK: %[[BOTH:.*]] = ag.mul %cst, %cst_0
// CHECK-NEXT: ag.mul %arg0, %[[BOTH]]
// CHECK-NEXT: return
func.func @widerRange(%x: tensor<5xf64>) -> tensor<5xf64> {
  %a = arith.constant dense<1.0e50> : tensor<5xf64>
  %0 = ag.mul %x, %a : tensor<5xf64>
  %1 = ag.mul %0, %a : tensor<5xf64>
  return %1 : tensor<5xf64>
}

// The scales of models are moderate, and so are their products.
// CHECK-LABEL: func.func @moderate(
// CHECK: %[[BOTH:.*]] = ag.div %cst, %cst_0
// CHECK-NEXT: ag.mul %arg0, %[[BOTH]]
// CHECK-NEXT: return
func.func @moderate(%x: tensor<5xf32>) -> tensor<5xf32> {
  %a = arith.constant dense<0.125> : tensor<5xf32>
  %b = arith.constant dense<1024.0> : tensor<5xf32>
  %0 = ag.mul %x, %a : tensor<5xf32>
  %1 = ag.div %0, %b : tensor<5xf32>
  return %1 : tensor<5xf32>
}

// A moderate factor does not pass another one: x w * 1e-10 would be subnormal.
// CHECK-LABEL: func.func @passed(
// CHECK: ag.contract
// CHECK-COUNT-2: ag.mul %{{.*}} : tensor<4x3xf32>
func.func @passed(%x: tensor<4x5xf32>) -> tensor<4x3xf32> {
  %w = ag.parameter "w" : tensor<5x3xf32>
  %a = arith.constant dense<1.0e30> : tensor<4x3xf32>
  %b = arith.constant dense<1.0e-10> : tensor<4x3xf32>
  %0 = ag.contract "ij,jk->ik" %x, %w : tensor<4x5xf32>, tensor<5x3xf32> -> tensor<4x3xf32>
  %1 = ag.mul %0, %a : tensor<4x3xf32>
  %2 = ag.mul %1, %b : tensor<4x3xf32>
  return %2 : tensor<4x3xf32>
}

// A parameter gets as many moderate factors as are moderate together.
// CHECK-LABEL: func.func @many(
// CHECK: ag.mul %{{.*}} : tensor<5x3xf32>
// CHECK: ag.contract
// CHECK: ag.mul %{{.*}} : tensor<4x3xf32>
// CHECK-NEXT: return
func.func @many(%x: tensor<4x5xf32>) -> tensor<4x3xf32> {
  %w = ag.parameter "v" : tensor<5x3xf32>
  %a = arith.constant dense<1.0e-8> : tensor<4x3xf32>
  %0 = ag.contract "ij,jk->ik" %x, %w : tensor<4x5xf32>, tensor<5x3xf32> -> tensor<4x3xf32>
  %1 = ag.mul %0, %a : tensor<4x3xf32>
  %2 = ag.mul %1, %a : tensor<4x3xf32>
  return %2 : tensor<4x3xf32>
}

// Factors of parameters in the program count as well: w (g * 1e-30) * 1e-12 would be subnormal.
// CHECK-LABEL: func.func @written(
// CHECK: ag.contract
// CHECK-NEXT: ag.mul %{{.*}} : tensor<4x3xf32>
// CHECK-NEXT: return
func.func @written(%x: tensor<4x5xf32>) -> tensor<4x3xf32> {
  %w = ag.parameter "w2" : tensor<5x3xf32>
  %g = ag.parameter "g2" : tensor<5x3xf32>
  %a = arith.constant dense<1.0e-30> : tensor<5x3xf32>
  %b = arith.constant dense<1.0e-12> : tensor<4x3xf32>
  %0 = ag.mul %g, %a : tensor<5x3xf32>
  %1 = ag.mul %w, %0 : tensor<5x3xf32>
  %2 = ag.contract "ij,jk->ik" %x, %1 : tensor<4x5xf32>, tensor<5x3xf32> -> tensor<4x3xf32>
  %3 = ag.mul %2, %b : tensor<4x3xf32>
  return %3 : tensor<4x3xf32>
}

// x * 1e6 may be infinite where 1e-3 / (x * 1e3) is not 0.
// CHECK-LABEL: func.func @divisor(
// CHECK: %[[X:.*]] = ag.mul %arg0
// CHECK: ag.div %{{.*}}, %[[X]] :
func.func @divisor(%x: tensor<5xf32>) -> tensor<5xf32> {
  %a = arith.constant dense<1.0e3> : tensor<5xf32>
  %b = arith.constant dense<1.0e-3> : tensor<5xf32>
  %0 = ag.mul %x, %a : tensor<5xf32>
  %1 = ag.div %b, %0 : tensor<5xf32>
  %2 = ag.mul %1, %a : tensor<5xf32>
  return %2 : tensor<5xf32>
}
