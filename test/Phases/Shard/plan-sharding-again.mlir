// The plan of a report is carried out without a search, also if zero2 shards gradients unlike parameters.
// RUN: ag-compile %s --shard=dp2,zero2 --entry=main --to=shard -o %t.mlir --report=%t.json
// RUN: python3 -c "import json; json.dump(json.load(open('%t.json'))['sharding']['plan'], open('%t.plan.json', 'w'))"
// RUN: ag-compile %s --shard=@%t.plan.json --entry=main --to=shard -o %t.again.mlir
// RUN: cmp %t.mlir %t.again.mlir && FileCheck --input-file=%t.mlir %s

// CHECK: %arg1: tensor<16x16xf32> {ag.parameter = "w"}
// CHECK-SAME: ag.gradient_of = "w", ag.sharding = #ag.sharding<{{\[\["dp"\], \[\]\]}}
func.func @main(%x: tensor<8x16xf32>) -> (tensor<16x16xf32> {ag.gradient_of = "w"}) {
  %w = ag.parameter "w" : tensor<16x16xf32>
  %0 = ag.contract "bi,io->bo" %x, %w : tensor<8x16xf32>, tensor<16x16xf32> -> tensor<8x16xf32>
  %1 = ag.contract "bi,bo->io" %x, %0 : tensor<8x16xf32>, tensor<8x16xf32> -> tensor<16x16xf32>
  return %1 : tensor<16x16xf32>
}
