// Regions stay; their inputs and results are planned with the ops around them.
// No weight is unsplit, and a region's partial sum is completed after it. The
// rule of the whole region is dropped.
// RUN: ag-opt --shard=tp4 %s -o %t.tp4.mlir && FileCheck --input-file=%t.tp4.mlir %s
// RUN: ag-run %t.tp4.mlir --input=randn:1 --weights=randn:2 --same-as=%s | FileCheck --check-prefix=SAME %s
// RUN: ag-opt --shard=dp2,tp2 %s -o %t.both.mlir
// RUN: ag-run %t.both.mlir --input=randn:1 --weights=randn:2 --same-as=%s | FileCheck --check-prefix=SAME %s

// SAME: same

// CHECK: tensor<16x8xf32> {ag.parameter = "w1"{{.*}} tensor<8x16xf32> {ag.parameter = "w2"
// CHECK: ag.region "up"
// CHECK: ag.yield {{.*}} : tensor<8x8xf32>
// CHECK: ag.region "down"
// CHECK-NOT: ag.{{all|reduce_scatter}}
// CHECK: ag.yield {{.*}} : tensor<8x16xf32>
// CHECK: }
// CHECK: ag.reduce_scatter sum ["tp"]
// CHECK: ag.region "out"
// CHECK-NOT: vjp
// CHECK: ag.all_gather ["tp"]
// CHECK-NOT: ag.{{all|reduce_scatter}}
func.func @main(%x: tensor<8x16xf32>) -> tensor<8x16xf32> {
  %0 = ag.region "up" (%a = %x : tensor<8x16xf32>) -> tensor<8x32xf32> {
    %w1 = ag.parameter "w1" : tensor<16x32xf32>
    %1 = ag.contract "bi,io->bo" %a, %w1 : tensor<8x16xf32>, tensor<16x32xf32> -> tensor<8x32xf32>
    %2 = ag.tanh %1 : tensor<8x32xf32>
    ag.yield %2 : tensor<8x32xf32>
  }
  %3 = ag.region "down" (%a = %0 : tensor<8x32xf32>) -> tensor<8x16xf32> {
    %w2 = ag.parameter "w2" : tensor<32x16xf32>
    %4 = ag.contract "bi,io->bo" %a, %w2 : tensor<8x32xf32>, tensor<32x16xf32> -> tensor<8x16xf32>
    ag.yield %4 : tensor<8x16xf32>
  }
  %5 = ag.region "out" (%a = %3 : tensor<8x16xf32>, %b = %x : tensor<8x16xf32>) -> tensor<8x16xf32> attributes {surrogate, vjp = @rule} {
    %6 = ag.tanh %a : tensor<8x16xf32>
    %7 = ag.mul %6, %b : tensor<8x16xf32>
    ag.yield %7 : tensor<8x16xf32>
  }
  return %5 : tensor<8x16xf32>
}

func.func private @rule(%a: tensor<8x16xf32>, %b: tensor<8x16xf32>, %y: tensor<8x16xf32>, %dy: tensor<8x16xf32>) -> (tensor<8x16xf32>, tensor<8x16xf32>) {
  return %dy, %dy : tensor<8x16xf32>, tensor<8x16xf32>
}
