// RUN: ag-opt --grad=main %s -o %t.mlir
// RUN: FileCheck %s < %t.mlir
// RUN: ag-run %s --verify-grad | FileCheck %s --check-prefix=PROVED
// RUN: ag-run %t.mlir --entry=main_grad --input=randn:1 --on=cpu --same-as=%t.mlir
// RUN: ag-compile %s --grad=main --remarks=ag-differentiate --report=%t.json -o %t.o 2>&1 | FileCheck %s --check-prefix=REMARKS
// RUN: FileCheck %s --check-prefix=REPORT < %t.json

// The values of a region marked `checkpoint` are recomputed in reverse,
// products too, after a barrier that keeps CSE from merging them with the first
// ones. The region's result is saved where other ops read it.

// CHECK-LABEL: func.func @main_grad(
// CHECK: %[[H:.*]] = ag.region "layer" ({{.*}}) -> tensor<8x32xf32> attributes {checkpoint} {
// CHECK-NEXT: %[[FIRST:.*]] = ag.contract "bi,io->bo"
// CHECK: ag.contract "bi,io->bo" %[[H]], %arg2
// CHECK: %[[LAST:.*]] = ag.contract "bi,bo->io" %[[H]],
// CHECK: ag.region "layer" ({{.*}}%[[AFTER:[^ ]*]] = %[[LAST]] : {{.*}} attributes {backward, checkpoint} {
// CHECK: %[[X:.*]] = ag.barrier %{{.*}} after %[[AFTER]]
// CHECK-NEXT: %[[SECOND:.*]] = ag.contract "bi,io->bo" %[[X]]
// CHECK-NEXT: ag.tanh %[[SECOND]]

// PROVED-COUNT-5: same

// REPORT: "name": "redone",
// REPORT-NEXT: "function": "main_grad",
// REPORT-NEXT: "file":
// REPORT-NEXT: "line": [[#@LINE+9]],
// REPORT: "values": {
// REPORT-NEXT: "bytes": 1024,
// REPORT-NEXT: "flops": 8192,

// REMARKS-DAG: [[#@LINE+4]]:10: remark: [ag-differentiate] analysis redone: a tensor<8x32xf32> is computed again for the reverse
// REMARKS-DAG: [[#@LINE+9]]:8: remark: [ag-differentiate] analysis kept: a tensor<8x4xf32> is kept for the reverse
func.func @main(%x: tensor<8x16xf32>, %w1: tensor<16x32xf32>, %w2: tensor<32x4xf32>) -> tensor<f32> {
  %h = ag.region "layer" (%a = %x : tensor<8x16xf32>, %w = %w1 : tensor<16x32xf32>) -> (tensor<8x32xf32>) attributes {checkpoint} {
    %0 = ag.contract "bi,io->bo" %a, %w : tensor<8x16xf32>, tensor<16x32xf32> -> tensor<8x32xf32>
    %1 = ag.tanh %0 : tensor<8x32xf32>
    %2 = ag.mul %0, %1 : tensor<8x32xf32>
    %3 = ag.exp %2 : tensor<8x32xf32>
    ag.yield %3 : tensor<8x32xf32>
  }
  %y = ag.contract "bi,io->bo" %h, %w2 : tensor<8x32xf32>, tensor<32x4xf32> -> tensor<8x4xf32>
  %loss = ag.contract "bo,bo->" %y, %y : tensor<8x4xf32>, tensor<8x4xf32> -> tensor<f32>
  return %loss : tensor<f32>
}
