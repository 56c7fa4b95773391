// Remarks report the bytes that a rank sends, times the trip counts of loops; an unknown trip
// count is ten. The time follows from the mesh's link, or from that of the target's machines.
// RUN: ag-opt --ag-describe-ranks --remarks-filter=ag-describe-ranks %s -o /dev/null 2>&1 | FileCheck %s
// RUN: ag-opt --target=cuda --march=sm_90 --ag-describe-ranks --remarks-filter=ag-describe-ranks %s -o /dev/null 2>&1 | FileCheck %s --check-prefix=GPU
// RUN: sed -e 's/tp = 4/tp = 4 over [1.0e-06, 1.0e+09]/' %s | ag-opt --ag-describe-ranks --remarks-filter=ag-describe-ranks -o /dev/null 2>&1 | FileCheck %s --check-prefix=OWN

// GPU: "all_reduce of 1 along tp", bytes=192, picoseconds=13600427
// OWN: "all_reduce of 1 along tp", bytes=192, picoseconds=4192000
// CHECK: describe-ranks.mlir:[[#@LINE+7]]:10: remark: [Analysis] collective {{.*}}"all_reduce of 1 along tp", bytes=192, picoseconds=56007680
// CHECK: describe-ranks.mlir:[[#@LINE+12]]:12: remark: [Analysis] collective {{.*}}"all_gather of 1 along dp, tp", bytes=1120, picoseconds=210044800
// CHECK: describe-ranks.mlir:[[#@LINE+21]]:12: remark: [Analysis] collective {{.*}}"all_reduce of 1 along tp, in a loop of unknown trip count", bytes=1920
// CHECK-NOT: remark
module attributes {ag.mesh = #ag.mesh<dp = 2, tp = 4>} {
  func.func @main(%x: tensor<4x8xf32>) -> tensor<4x8xf32> {
    %c = arith.constant dense<0.0> : tensor<4x8xf32>
    %0 = ag.all_reduce sum ["tp"] %x : tensor<4x8xf32>
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c5 = arith.constant 5 : index
    %r = scf.for %i = %c0 to %c5 step %c1 iter_args(%t = %0) -> tensor<4x8xf32> {
      %1 = ag.slice %t [0, 0] [1, 8] [1, 1] : tensor<4x8xf32> -> tensor<1x8xf32>
      %2 = ag.all_gather ["dp", "tp"] %1 [0] : tensor<1x8xf32> -> tensor<8x8xf32>
      %3 = ag.slice %2 [0, 0] [4, 8] [1, 1] : tensor<8x8xf32> -> tensor<4x8xf32>
      scf.yield %3 : tensor<4x8xf32>
    }
    return %r : tensor<4x8xf32>
  }
  func.func @unknown(%x: tensor<4x8xf32>, %n: index) -> tensor<4x8xf32> {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %r = scf.for %i = %c0 to %n step %c1 iter_args(%t = %x) -> tensor<4x8xf32> {
      %1 = ag.all_reduce sum ["tp"] %t : tensor<4x8xf32>
      scf.yield %1 : tensor<4x8xf32>
    }
    return %r : tensor<4x8xf32>
  }
}
