// Groups cross regions; the regions that they cross are inlined.
// RUN: ag-opt --fuse %s -o %t && FileCheck %s --input-file=%t
// RUN: ag-opt --fuse %t | diff %t -
// RUN: ag-run %t --entry=chain --input=randn:1 --same-as=%s
// RUN: ag-run %t --entry=nested --input=randn:1 --same-as=%s
// RUN: ag-run %t --entry=free --dim=n=5 --input=randn:1 --same-as=%s
// RUN: ag-run %t --entry=twoWays --input=randn:1 --same-as=%s
// RUN: ag-run %t --entry=waits --input=randn:1 --same-as=%s
// RUN: ag-run %t --entry=byHand --weights=ones --input=randn:1 --same-as=%s

// CHECK-LABEL: func.func @chain(
// CHECK-NEXT: %[[G:.*]] = ag.fused
// CHECK-NEXT: ag.mul
// CHECK-NEXT: ag.tanh
// CHECK-NEXT: ag.yield
// CHECK-NEXT: }
// CHECK-NEXT: return %[[G]]
func.func @chain(%x: tensor<8x8xf32>) -> tensor<8x8xf32> {
  %0 = ag.region "head" (%a = %x : tensor<8x8xf32>) -> tensor<8x8xf32> {
    %1 = ag.mul %a, %a : tensor<8x8xf32>
    ag.yield %1 : tensor<8x8xf32>
  }
  %2 = ag.region "tail" (%a = %0 : tensor<8x8xf32>) -> tensor<8x8xf32> {
    %3 = ag.tanh %a : tensor<8x8xf32>
    ag.yield %3 : tensor<8x8xf32>
  }
  return %2 : tensor<8x8xf32>
}

// A region stays if no group leaves it and none enters it.
// CHECK-LABEL: func.func @nested(
// CHECK-NEXT: ag.region "outer"
// CHECK-NEXT: ag.fused
// CHECK-NEXT: ag.mul
// CHECK-NEXT: ag.tanh
// CHECK: ag.region "beside"
// CHECK-NEXT: ag.update
func.func @nested(%x: tensor<8x8xf32>) -> tensor<8x8xf32> {
  %0 = ag.region "outer" (%a = %x : tensor<8x8xf32>) -> tensor<8x8xf32> {
    %1 = ag.mul %a, %a : tensor<8x8xf32>
    %2 = ag.region "inner" (%b = %1 : tensor<8x8xf32>) -> tensor<8x8xf32> {
      %3 = ag.tanh %b : tensor<8x8xf32>
      ag.yield %3 : tensor<8x8xf32>
    }
    %4 = ag.region "beside" (%b = %2 : tensor<8x8xf32>) -> tensor<8x8xf32> {
      %5 = ag.update %b, %b [0, 0] [1, 1] : tensor<8x8xf32>, tensor<8x8xf32> -> tensor<8x8xf32>
      ag.yield %5 : tensor<8x8xf32>
    }
    ag.yield %4 : tensor<8x8xf32>
  }
  return %0 : tensor<8x8xf32>
}

// A size from outside is computed inside of the group.
// CHECK-LABEL: func.func @free(
// CHECK-NEXT: ag.fused (%[[X:.*]] = %arg0 : tensor<4x?xf32>) -> tensor<4xf32> {{.*}}passes = 1
// CHECK: tensor.dim %[[X]]
// CHECK-NOT: ag.region
// CHECK: return
func.func @free(%x: tensor<4x?xf32> {ag.dims = [4, "n"]}) -> tensor<4xf32> {
  %c1 = arith.constant 1 : index
  %n = tensor.dim %x, %c1 : tensor<4x?xf32>
  %0 = ag.region "mean" (%a = %x : tensor<4x?xf32>, %m = %n : index) -> tensor<4xf32> {
    %i = arith.index_cast %m : index to i64
    %t = tensor.from_elements %i : tensor<i64>
    %f = ag.cast %t : tensor<i64> -> tensor<f32>
    %s = ag.reduce sum %a [1] : tensor<4x?xf32> -> tensor<4xf32>
    %b = ag.broadcast %f [] : tensor<f32> -> tensor<4xf32>
    %mean = ag.div %s, %b : tensor<4xf32>
    ag.yield %mean : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}

// A value that is read along two paths is one value.
// CHECK-LABEL: func.func @twoWays(
// CHECK-NOT: ag.region
// CHECK: ag.fused (%[[A:.*]] = %{{.*}} : tensor<16xf32>) ->
// CHECK-NEXT: ag.exp %[[A]]
// CHECK-NEXT: ag.mul %{{.*}}, %[[A]]
func.func @twoWays(%x: tensor<8xf32>) -> tensor<16xf32> {
  %0:2 = ag.region "twice" (%a = %x : tensor<8xf32>) -> (tensor<16xf32>, tensor<16xf32>) {
    %1 = ag.concat 0 %a, %a : tensor<8xf32>, tensor<8xf32> -> tensor<16xf32>
    ag.yield %1, %1 : tensor<16xf32>, tensor<16xf32>
  }
  %2 = ag.exp %0#0 : tensor<16xf32>
  %3 = ag.mul %2, %0#1 : tensor<16xf32>
  return %3 : tensor<16xf32>
}

// The region waits for the group's result, and the group for the region.
// CHECK-LABEL: func.func @waits(
// CHECK-NOT: ag.region
// CHECK: ag.concat 0 %arg0, %arg0
// CHECK: %[[G:.*]]:2 = ag.fused
// CHECK: ag.concat 0 %[[G]]#
func.func @waits(%x: tensor<8xf32>) -> (tensor<16xf32>, tensor<32xf32>) {
  %y = ag.concat 0 %x, %x : tensor<8xf32>, tensor<8xf32> -> tensor<16xf32>
  %0 = ag.exp %y : tensor<16xf32>
  %1:2 = ag.region "both" (%a = %x : tensor<8xf32>, %b = %0 : tensor<16xf32>) -> (tensor<16xf32>, tensor<32xf32>) {
    %2 = ag.concat 0 %a, %a : tensor<8xf32>, tensor<8xf32> -> tensor<16xf32>
    %3 = ag.concat 0 %b, %b : tensor<16xf32>, tensor<16xf32> -> tensor<32xf32>
    ag.yield %2, %3 : tensor<16xf32>, tensor<32xf32>
  }
  %4 = ag.mul %0, %1#0 : tensor<16xf32>
  return %4, %1#1 : tensor<16xf32>, tensor<32xf32>
}

// A group written by hand may contain a region and a parameter.
// CHECK-LABEL: func.func @byHand(
// CHECK-NEXT: ag.fused {{.*}}passes = 2
// CHECK: ag.region "weights"
func.func @byHand(%x: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %y = ag.fused (%a = %x : tensor<4x8xf32>) -> tensor<4x8xf32> {
    %e = ag.region "weights" (%b = %a : tensor<4x8xf32>) -> tensor<4x8xf32> {
      %w = ag.parameter "w" : tensor<4x8xf32>
      %m = ag.mul %b, %w : tensor<4x8xf32>
      %f = ag.exp %m : tensor<4x8xf32>
      ag.yield %f : tensor<4x8xf32>
    }
    %s = ag.reduce sum %e [1] : tensor<4x8xf32> -> tensor<4xf32>
    %sb = ag.broadcast %s [0] : tensor<4xf32> -> tensor<4x8xf32>
    %p = ag.div %e, %sb : tensor<4x8xf32>
    ag.yield %p : tensor<4x8xf32>
  }
  return %y : tensor<4x8xf32>
}
