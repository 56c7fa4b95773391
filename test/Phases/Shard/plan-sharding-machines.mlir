// A rank is a processor of the target, whatever the number of threads. The links of
// a file win over the target's. Slow ranks share work that a fast rank does alone.
// RUN: ag-opt --march=x86-64-v2 --shard=tp2 --remarks-filter=ag-plan-sharding %s -o %t.mlir 2>&1 | FileCheck %s --check-prefix=SLOW
// RUN: FileCheck %s --check-prefix=SHARED < %t.mlir
// RUN: ag-opt --march=znver5 --shard=tp2 --remarks-filter=ag-plan-sharding %s -o %t.mlir 2>&1 | FileCheck %s --check-prefix=FAST
// RUN: FileCheck %s --check-prefix=ALONE < %t.mlir
// RUN: ag-opt --march=znver5 --threads=2 --shard=tp2 --remarks-filter=ag-plan-sharding %s -o /dev/null 2>&1 | FileCheck %s --check-prefix=FAST
// RUN: echo '{"links": {"tp": [1e-7, 1e12]}}' > %t.json
// RUN: ag-opt --march=znver5 --shard=tp2,@%t.json --remarks-filter=ag-plan-sharding %s -o %t.mlir 2>&1 | FileCheck %s --check-prefix=LINKED
// RUN: FileCheck %s --check-prefix=SHARED < %t.mlir

// SLOW: optimal, picoseconds=219711500
// FAST: optimal, picoseconds=1807790
// LINKED: optimal, picoseconds=1036664
// SHARED: ag.all_gather
// ALONE-NOT: ag.all_gather
// ALONE: ag.contract {{.*}} -> tensor<64x1024xf32>
// ALONE-NOT: ag.all_gather
func.func @main(%x: tensor<64x256xf32>) -> tensor<64x256xf32> {
  %w1 = arith.constant dense<0.125> : tensor<256x1024xf32>
  %w2 = arith.constant dense<0.25> : tensor<1024x256xf32>
  %1 = ag.contract "bi,io->bo" %x, %w1 : tensor<64x256xf32>, tensor<256x1024xf32> -> tensor<64x1024xf32>
  %2 = ag.contract "bi,io->bo" %1, %w2 : tensor<64x1024xf32>, tensor<1024x256xf32> -> tensor<64x256xf32>
  return %2 : tensor<64x256xf32>
}
