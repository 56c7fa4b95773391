// The batch is followed through regions, pins and loops that forward it, and
// the ops in them are split along it.
// RUN: ag-opt --shard=dp2 %s -o %t.mlir && FileCheck --input-file=%t.mlir %s
// RUN: ag-run %t.mlir --input=randn:1 --weights=randn:2 --same-as=%s | FileCheck --check-prefix=SAME %s
// SAME: same

// CHECK-LABEL: func.func @main(
// CHECK-NOT: tensor<8x{{16|32}}xf32> {
// CHECK-COUNT-4: ag.contract "bi,io->bo" %{{.*}} : tensor<4x16xf32>
// CHECK: scf.for {{.*}} -> (tensor<4x16xf32>)
// CHECK: ag.contract "bi,io->bo" %{{.*}} : tensor<4x16xf32>
// CHECK-NOT: ag.all_gather
func.func @main(%x: tensor<8x16xf32>) -> tensor<8x16xf32> {
  %w = ag.parameter "w" : tensor<16x16xf32>
  %0 = ag.region "one" (%a = %x : tensor<8x16xf32>, %v = %w : tensor<16x16xf32>) -> tensor<8x16xf32> {
    %1 = ag.contract "bi,io->bo" %a, %v : tensor<8x16xf32>, tensor<16x16xf32> -> tensor<8x16xf32>
    ag.yield %1 : tensor<8x16xf32>
  }
  %2 = ag.region "two" (%a = %0 : tensor<8x16xf32>, %v = %w : tensor<16x16xf32>) -> tensor<8x16xf32> {
    %3 = ag.contract "bi,io->bo" %a, %v : tensor<8x16xf32>, tensor<16x16xf32> -> tensor<8x16xf32>
    ag.yield %3 : tensor<8x16xf32>
  }
  %4 = ag.region "three" (%a = %2 : tensor<8x16xf32>, %v = %w : tensor<16x16xf32>) -> tensor<8x16xf32> {
    %5 = ag.contract "bi,io->bo" %a, %v : tensor<8x16xf32>, tensor<16x16xf32> -> tensor<8x16xf32>
    ag.yield %5 : tensor<8x16xf32>
  }
  %6 = ag.region "four" (%a = %4 : tensor<8x16xf32>, %v = %w : tensor<16x16xf32>) -> tensor<8x16xf32> {
    %7 = ag.contract "bi,io->bo" %a, %v : tensor<8x16xf32>, tensor<16x16xf32> -> tensor<8x16xf32>
    ag.yield %7 : tensor<8x16xf32>
  }
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %8 = scf.for %i = %c0 to %c3 step %c1 iter_args(%h = %6) -> (tensor<8x16xf32>) {
    %9 = ag.contract "bi,io->bo" %h, %w : tensor<8x16xf32>, tensor<16x16xf32> -> tensor<8x16xf32>
    scf.yield %9 : tensor<8x16xf32>
  }
  return %8 : tensor<8x16xf32>
}

// If its dimension is named after the sequence, a result is sharded along it.
// CHECK-LABEL: func.func @sequence_first(
// SEQ-LABEL: func.func @sequence_first(
// SEQ-SAME: -> (tensor<?x4x8xf32> {ag.sharding = #ag.sharding<{{.*}}["tp"], [], []
// SEQ-NOT: ag.all_to_all
// RUN: ag-opt --shard=tp2,sp %s | FileCheck --check-prefix=SEQ %s
func.func @sequence_first(%x: tensor<?x4x8xf32> {ag.dims = ["seq", 4, 8]}) -> tensor<?x4x8xf32> {
  %y = ag.exp %x : tensor<?x4x8xf32>
  return %y : tensor<?x4x8xf32>
}
