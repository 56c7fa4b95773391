// Phases run on modules nested in another, which may contain any ops. Several
// such modules run in parallel.

// RUN: ag-opt --pass-pipeline="builtin.module(builtin.module(ag-run-phases{to=structure}))" %s | FileCheck %s
// CHECK: llvm.func @host
// CHECK: module @one attributes {ag.phase = "structure"}
// CHECK: linalg.generic
// CHECK: module @two attributes {ag.phase = "structure"}
// CHECK: linalg.generic
llvm.func @host(%n: i64) -> i64 {
  llvm.return %n : i64
}
module @one {
  func.func @f(%x: tensor<4xf32>) -> tensor<4xf32> {
    %0 = ag.exp %x : tensor<4xf32>
    return %0 : tensor<4xf32>
  }
}
module @two {
  func.func @f(%x: tensor<4xf32>) -> tensor<4xf32> {
    %0 = ag.tanh %x : tensor<4xf32>
    return %0 : tensor<4xf32>
  }
}
